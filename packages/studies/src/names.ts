import { suggest, UphillError } from "@uphill/core";
import { stops } from "@uphill/optimizers";
import { optimizerFamilies } from "@uphill/plugins";
import { families } from "@uphill/problems";

/** An optimizer as it takes part: its own name, and what the user calls it. */
export interface Named {
  readonly alias: string;
  readonly name: string;
}

/** `NAME` or `ALIAS=NAME`. @throws UphillError "options" */
export function parseAlias(text: string): Named {
  const [alias, name = alias, ...more] = text.split("=");
  if (/^[A-Za-z][\w-]*$/.test(alias) && more.length === 0) return { alias, name };
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `--optimizer is "${text}"`,
    wanted: "a name starts with a letter and goes on with letters, digits, - or _",
    todo: "Write --optimizer NAME or --optimizer ALIAS=NAME.",
  });
}

/**
 * Every name must say one thing: in tables, in --set, and in "against sgd".
 * @param others names of the problem, its parts, steps of a preparation and stopping rules
 */
export function refuseNames(named: readonly Named[], dataset: string, others: readonly string[]): void {
  const aliases = named.map(({ alias }) => alias);
  const refuse = (got: string, alias: string): never => {
    throw new UphillError({
      code: "options",
      who: "compare",
      got,
      wanted: "each optimizer needs a name of its own",
      todo: `Choose another name: --optimizer other=${named.find((entry) => entry.alias === alias)!.name}.`,
    });
  };
  for (const { alias, name } of named) {
    if (aliases.indexOf(alias) !== aliases.lastIndexOf(alias)) refuse(`two optimizers are called "${alias}"`, alias);
    if (alias !== name && Object.hasOwn(optimizerFamilies, alias))
      refuse(`${name} is called "${alias}", which is another optimizer`, alias);
    if (alias === dataset) refuse(`an optimizer is called "${alias}" like the data set`, alias);
    if (others.includes(alias)) refuse(`an optimizer is called "${alias}" like the problem or a part of it`, alias);
  }
}

/** How a name comes to take part, if there is an optimizer, a stopping rule or a problem of that name. */
export function joining(name: string): string {
  if (Object.hasOwn(optimizerFamilies, name)) return `Add it with --optimizer ${name} if it should take part.`;
  if (Object.values(stops).some((stop) => stop.name === name))
    return `Add --stop ${name} if that rule should end runs.`;
  const isProblem = Object.values(families).some((family) => family.name === name);
  return isProblem ? `Choose that problem with --problem ${name}.` : "";
}

/**
 * The one that the others are compared with: as asked for; else the optimizer that is usual, by its own name or the first under another;
 * else the first.
 */
export function referenceOf(
  named: readonly Named[],
  { usual, reference: asked }: { readonly usual: string; readonly reference?: string },
): string {
  const aliases = named.map(({ alias }) => alias);
  if (asked !== undefined) {
    if (aliases.includes(asked)) return asked;
    throw new UphillError({
      code: "unknown",
      who: "compare",
      got: `--reference is "${asked}"`,
      wanted: `this comparison has ${aliases.join(", ")}`,
      todo:
        asked === ""
          ? "Name one of them."
          : `${suggest(asked, aliases)}${joining(asked)}`.trim() || "Name one of them.",
    });
  }
  const all = named.filter(({ name }) => name === usual).map(({ alias }) => alias);
  return all.includes(usual) ? usual : (all.at(0) ?? aliases[0]);
}
