import { UphillError } from "@uphill/core";
import { modified, type Modifier } from "./modifiers.js";
import { asMethod, type Optimizer } from "./optimizer.js";

/**
 * Puts modifiers before a rule. The result is a rule too. The gradient passes the modifiers from left to right. Their
 * factors for the learning rate multiply. The state is the rule's own.
 * @param links modifiers, such as `clipByNorm(1)`, and a rule as the last link
 * @returns the rule behind the modifiers
 * @throws UphillError "options" if the last link is not a rule
 * @example
 * ```ts
 * minimize({ optimizer: chain(clipByNorm(1), scheduled("cosine:200"), adam()), problem, start, steps: 200 });
 * ```
 */
export function chain(...links: [...modifiers: Modifier[], rule: Optimizer]): Optimizer {
  const optimizer = links[links.length - 1] as Optimizer;
  const modifiers = links.slice(0, -1) as Modifier[];
  if (!optimizer.rule) {
    throw new UphillError({
      code: "options",
      who: "chain",
      got: `it ends with ${optimizer.name}`,
      wanted: "the last link is a rule",
      todo: "For example chain(clipByNorm(1), adam()).",
    });
  }
  const before = modifiers.map(({ name, options }) => ({ name, ...options }));
  const options = { ...optimizer.options, chain: before };
  const rule = modified(modifiers, optimizer.rule, Number(optimizer.options.learningRate));
  const { observers, reports } = optimizer;
  return { ...asMethod(optimizer.name, options, rule), ...(observers && { observers }), ...(reports && { reports }) };
}
