import { UphillError } from "@uphill/core";
import { modified, type Modifier } from "./modifiers.js";
import { asMethod, type Optimizer } from "./optimizer.js";

/**
 * A rule behind modifiers, itself a rule: `chain(clipByNorm(1), scheduled("cosine:200"), adam())`. Gradients pass from left to
 * right; the rates' factors multiply. State is the rule's own.
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
