import { flagOf, suggest, UphillError, type Field, type Fields } from "@uphill/core";
import { Option } from "commander";

/** Gathers the values of an option that may be given more than once. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** One command-line option for each field, with the field's own words, range and default. */
export function optionsFrom(fields: Fields): Option[] {
  return Object.entries(fields).map(([name, field]) =>
    new Option(
      `${flagOf(name)} <value>`,
      `${field.about}: ${field.type} (default ${JSON.stringify(field.default)})`,
    ).argParser((text) => parse(flagOf(name), field, text)),
  );
}

function parse(flag: string, { default: standard, type }: Field<unknown>, text: string): unknown {
  if (typeof standard !== "number") return text;
  if (text.trim() !== "" && !Number.isNaN(Number(text))) return Number(text);
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `${flag} is "${text}"`,
    wanted: `it must be ${type}`,
    todo: `For example ${flag} ${standard}.`,
  });
}

/** The given values of these fields, without those that the user did not give. */
export function pickGiven(fields: Fields, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(fields).flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])),
  );
}

/**
 * KEY=VALUE, or NAME.KEY=VALUE as in `uphill compare`, read as the option's default is: a number, a list, true or false, or a word.
 * @param who the name
 * @throws UphillError "options" for another key
 */
export function setting(who: string, fields: Fields, text: string): [string, unknown] {
  const [key, ...rest] = (text.startsWith(`${who}.`) ? text.slice(who.length + 1) : text).split("=");
  const value = rest.join("=");
  if (!Object.hasOwn(fields, key) || rest.length === 0) {
    const known = Object.keys(fields);
    throw new UphillError({
      code: "options",
      who,
      got: `--set is "${text}"`,
      wanted: `it takes KEY=VALUE with one of ${known.join(", ")}`,
      todo: `${suggest(key, known)}For example --set ${known[0]}=${String(fields[known[0]].default)}.`,
    });
  }
  const standard = fields[key].default;
  const scalar = (word: string): unknown => (word.trim() !== "" && Number.isFinite(Number(word)) ? Number(word) : word);
  if (Array.isArray(standard)) return [key, value.split(",").map((word) => scalar(word.trim()))];
  if (value === "true" || value === "false") return [key, value === "true"];
  return [key, scalar(value)];
}
