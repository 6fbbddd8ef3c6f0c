import { parseOptions, UphillError, type Fields } from "@uphill/core";
import { encodings } from "@uphill/encodings";
import { ansatzByName } from "./ansatz-names.js";
import type { ProblemFamily, ProblemSpec, ProblemWishes } from "./family.js";

type Part = NonNullable<ProblemFamily["parts"]>[number];
type Options = Readonly<Record<string, unknown>>;

/** Every ansatz as a part. @param taken names of options that the family has itself */
export function ansatzParts(taken: readonly string[]): Part[] {
  return partsOf(Object.values(ansatzByName), taken);
}

/** Every encoding as a part. */
export const encodingParts: readonly Part[] = partsOf(Object.values(encodings), []);

/** Items that have options which the family has not itself. */
function partsOf(items: readonly Part[], taken: readonly string[]): Part[] {
  return items
    .map(({ name, options }) => ({ name, options: without(options, taken) }))
    .filter(({ options }) => Object.keys(options).length > 0);
}

function without(options: Fields, taken: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !taken.includes(name)));
}

/**
 * The options of the parts that a problem is made of, all of them.
 * @param used   their names, with what they have unless something else was given
 * @throws UphillError "options" for options of a part that the problem is not made of
 */
export function partOptions(
  who: string,
  parts: readonly Part[],
  used: Readonly<Record<string, Options>>,
  changes: ProblemWishes["changes"],
): NonNullable<ProblemSpec["parts"]> {
  for (const { name } of parts) {
    if (!changes.has(name) || Object.hasOwn(used, name)) continue;
    throw new UphillError({
      code: "options",
      who,
      got: `options of ${name} are given`,
      wanted: `this problem is made of ${Object.keys(used).join(" and ")}`,
      todo: `Leave ${name} out, or choose it.`,
    });
  }
  return Object.fromEntries(
    parts
      .filter(({ name }) => Object.hasOwn(used, name))
      .map(({ name, options }) => [name, parseOptions(name, options, { ...used[name], ...changes.get(name) })]),
  );
}

/** A part and those of its options that are not as usual: "heisenberg-xxz (anisotropy 2)". */
export function describePart(parts: readonly Part[], { parts: chosen = {} }: ProblemSpec, name: string): string {
  const part = parts.find((one) => one.name === name);
  const given = Object.hasOwn(chosen, name) ? chosen[name] : {};
  const changed = Object.entries(part?.options ?? {}).flatMap(([option, field]) =>
    String(given[option]) === String(field.default) ? [] : [`${option} ${String(given[option])}`],
  );
  return changed.length === 0 ? name : `${name} (${changed.join(", ")})`;
}
