import { closest, distance } from "fastest-levenshtein";
// Not `{ z }`, which would bring every language of its messages along.
import * as z from "zod";
import { UphillError } from "./errors.js";
import { shown } from "./shown.js";

/** Where tuning looks for a value. A range says what is allowed, a search distribution says what is worth trying. */
export type Search =
  | { kind: "log-uniform"; low: number; high: number }
  | { kind: "uniform"; low: number; high: number }
  | { kind: "choice"; values: readonly unknown[] };

/** The part of the Standard Schema interface (standardschema.dev) that options rest on: zod, valibot and others have it. */
export interface Schema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: T; readonly issues?: undefined }
      | { readonly issues: ReadonlyArray<{ readonly message: string }> }
      | Promise<unknown>;
  };
}

/** What {@link number}, {@link choice}, {@link flag} and {@link list} were told is allowed: plain data. */
export type Declared =
  | { readonly kind: "number"; readonly bounds: Bounds }
  | { readonly kind: "choice" | "list"; readonly values: readonly string[] }
  | { readonly kind: "flag" };

interface Bounds {
  readonly min?: number;
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
  readonly integer?: boolean;
}

/** One option: its default, a sentence about it, what is allowed, and where to search. */
export interface Field<T> {
  readonly default: T;
  readonly about: string;
  readonly type: string;
  readonly schema: Schema<T>;
  /** What is allowed, as data; a schema of another kind has none. */
  readonly declared?: Declared;
  readonly search?: Search;
  /** Names the option this one follows in proportion when that one is tuned (NLR keeps η′/η). */
  readonly scalesWith?: string;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
/** The values that a set of fields describes. */
export type OptionsOf<F extends Fields> = { [K in keyof F]: F[K]["default"] };

interface NumberField extends Bounds {
  default: number;
  about: string;
  search?: Search;
  scalesWith?: string;
}

/** A finite number, or an integer, within bounds. */
export function number({ min, above, max, below, integer, ...field }: NumberField): Field<number> {
  const schema = (integer ? z.int() : z.number())
    .min(min ?? -Infinity)
    .gt(above ?? -Infinity)
    .max(max ?? Infinity)
    .lt(below ?? Infinity);
  const said = [
    ["≥", min],
    [">", above],
    ["≤", max],
    ["<", below],
  ].flatMap(([sign, bound]) => (bound === undefined ? [] : [`${sign} ${bound}`]));
  const bounds: Bounds = {
    ...(min !== undefined && { min }),
    ...(above !== undefined && { above }),
    ...(max !== undefined && { max }),
    ...(below !== undefined && { below }),
    ...(integer !== undefined && { integer }),
  };
  return {
    ...field,
    schema,
    type: [integer ? "an integer" : "a number", said.join(" and ")].join(" ").trim(),
    declared: { kind: "number", bounds },
  };
}

/** One of a list of words. */
export function choice<const T extends string>(field: {
  default: T;
  about: string;
  values: readonly T[];
  search?: Search;
}): Field<T> {
  const { values, ...rest } = field;
  return { ...rest, schema: z.enum(values), type: values.join(" | "), declared: { kind: "choice", values } };
}

/** True or false. */
export function flag(field: { default: boolean; about: string }): Field<boolean> {
  return { ...field, schema: z.boolean(), type: "true | false", declared: { kind: "flag" } };
}

/** A list of words out of a known set, at least one. */
export function list<const T extends string>(field: {
  default: readonly T[];
  about: string;
  values: readonly T[];
}): Field<readonly T[]> {
  return {
    default: field.default,
    about: field.about,
    schema: z.array(z.enum(field.values)).min(1),
    type: `list of ${field.values.join(" | ")}`,
    declared: { kind: "list", values: field.values },
  };
}

/** A field as plain data, for another process: its schema is what was declared of it. */
export type FieldDescription = Omit<Field<unknown>, "schema">;

export function describeField(field: Field<unknown>): FieldDescription {
  const { default: standard, about, type, declared, search, scalesWith } = field;
  return {
    default: standard,
    about,
    type,
    ...(declared && { declared }),
    ...(search && { search }),
    ...(scalesWith !== undefined && { scalesWith }),
  };
}

/** The field that was described. Where its schema was of another kind, it allows everything: only its maker can tell. */
export function fieldFrom({ declared, ...described }: FieldDescription): Field<unknown> {
  const { about, default: standard } = described;
  if (declared?.kind === "number")
    return { ...described, ...number({ ...declared.bounds, about, default: Number(standard) }) };
  if (declared?.kind === "choice")
    return { ...described, ...choice({ about, default: String(standard), values: declared.values }) };
  if (declared?.kind === "flag") return { ...described, ...flag({ about, default: standard === true }) };
  if (declared?.kind === "list")
    return { ...described, ...list({ about, default: standard as string[], values: declared.values }) };
  return {
    ...described,
    schema: { "~standard": { version: 1, vendor: "uphill", validate: (value) => ({ value }) } },
  };
}

/** `did you mean …?` for a word that is not in the list; empty where nothing is near. */
export function suggest(word: string, known: readonly string[]): string {
  const near = known.length ? closest(word, known) : "";
  // Two edits are always near: they are one swap of letters, which short names suffer too.
  return near && distance(word, near) <= Math.max(2, word.length / 2, near.length / 2)
    ? `Did you mean "${near}"? `
    : "";
}

/**
 * Whether a value is an object of options, and none of them is unknown. For options that {@link Fields} do not describe.
 * @throws UphillError "options" for what is no plain object, and for a name that is not in the list, with the nearest that is
 */
export function checkNames(who: string, names: readonly string[], given: unknown): void {
  const all = names.length ? `Options of ${who}: ${names.join(", ")}.` : `${who} has no options.`;
  if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given)) {
    throw new UphillError({
      code: "options",
      who,
      got: `it was given ${shown(given)}`,
      wanted: names.length ? `it takes an object of options, such as { ${names[0]}: … }` : "it takes no options",
      todo: all,
    });
  }
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw new UphillError({
      code: "options",
      who,
      got: `there is an option "${name}"`,
      wanted: "it has no such option",
      todo: `${suggest(name, names)}${all}`,
    });
  }
}

/**
 * Options with every default filled in.
 * @throws UphillError "options" naming the option, what was given, what is allowed, and the nearest known name
 */
export function parseOptions<F extends Fields>(who: string, fields: F, given: object = {}): OptionsOf<F> {
  checkNames(who, Object.keys(fields), given);
  const values = given as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      parseOption(who, name, field, Object.hasOwn(values, name) ? values[name] : undefined),
    ]),
  ) as OptionsOf<F>;
}

function parseOption<T>(who: string, name: string, field: Field<T>, given: unknown): T {
  if (given === undefined) return field.default;
  const result = field.schema["~standard"].validate(given);
  if (result instanceof Promise || result.issues) {
    throw new UphillError({
      code: "options",
      who,
      got: `${name} is ${shown(given)}`,
      wanted: `it must be ${field.type}`,
      todo: `${field.about} (default ${JSON.stringify(field.default)}).`,
    });
  }
  return result.value;
}

/** Looks an item up by name. @throws UphillError "unknown" with the nearest name and the whole list */
export function pick<T>(who: string, kind: string, items: Readonly<Record<string, T>>, name: string): T {
  if (typeof name === "string" && Object.hasOwn(items, name)) return items[name];
  const known = Object.keys(items);
  throw new UphillError({
    code: "unknown",
    who,
    got: `there is no ${kind} ${shown(name)}`,
    wanted: `it must be one of ${known.join(", ")}`,
    todo: (typeof name === "string" && suggest(name, known).trim()) || `Choose a known ${kind}.`,
  });
}

/** A registry (an `index.ts` seen as a module) as a record from each item's own name to the item. */
export function byName<T extends { readonly name: string }>(module: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.values(module).map((item) => [item.name, item]));
}

/** An option's name as command lines write it: `batchSize` → `--batch-size`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
