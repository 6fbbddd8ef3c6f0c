import { closest, distance } from "fastest-levenshtein";
// Not `{ z }`, which would bring every language of its messages along.
import * as z from "zod/mini";
import { UphillError } from "./errors.js";
import { shown } from "./shown.js";

/**
 * Where tuning looks for a value of an option. The range of an option says what is allowed. Its search distribution
 * says what is worth trying.
 */
export type Search =
  | { kind: "log-uniform"; low: number; high: number }
  | { kind: "uniform"; low: number; high: number }
  | { kind: "choice"; values: readonly unknown[] };

/**
 * The part of the Standard Schema interface (standardschema.dev) that options use. Schemas of zod, valibot and other
 * libraries have it.
 */
export interface Schema<T> {
  /**
   * The entry point that the standard prescribes: its version, the name of the library, and the function that checks a
   * value.
   */
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

/** What {@link number}, {@link choice}, {@link flag} or {@link list} were told is allowed, as plain data. */
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

/** The description of one option: its default, one sentence about it, what is allowed, and where tuning searches. */
export interface Field<T> {
  /** The value that is used when the user gives none. */
  readonly default: T;
  /** A phrase for help and docs, without its full stop. */
  readonly about: string;
  /** What is allowed, in words, such as "a number > 0". */
  readonly type: string;
  /** Checks a value that the user gave. */
  readonly schema: Schema<T>;
  /** What is allowed, as plain data. A field with a schema of another library has none. */
  readonly declared?: Declared;
  /** Where tuning looks for a value. Tuning leaves an option without it alone. */
  readonly search?: Search;
  /**
   * The name of another option. When tuning changes that option, this one is multiplied by the same factor. Example:
   * NLR keeps the ratio η′/η.
   */
  readonly scalesWith?: string;
}

/** The descriptions of several options, by the name of each option. */
export type Fields = Readonly<Record<string, Field<unknown>>>;
/**
 * The values of the options that a set of fields describes: each option by its name, with its own type. Comments on
 * the fields are shown as hover text on the options.
 */
export type OptionsOf<F extends Fields> = { [K in keyof F]: F[K]["default"] };

interface NumberField extends Bounds {
  default: number;
  about: string;
  search?: Search;
  scalesWith?: string;
}

/**
 * Describes an option that is a finite number, or a whole number, within bounds.
 * @param field the default, a phrase about the option, and its bounds: `min` (≥), `above` (>), `max` (≤), `below` (<)
 *   and `integer`
 * @returns the field
 * @example
 * ```ts
 * const layers = number({ default: 5, min: 1, integer: true, about: "Number of layers" });
 * ```
 */
export function number({ min, above, max, below, integer, ...field }: NumberField): Field<number> {
  const schema = (integer ? z.int() : z.number()).check(
    z.gte(min ?? -Infinity),
    z.gt(above ?? -Infinity),
    z.lte(max ?? Infinity),
    z.lt(below ?? Infinity),
  );
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

/**
 * Describes an option that is one word out of a list. The type of the option is the union of these words.
 * @param field the default, a phrase about the option, and the words that are allowed
 * @returns the field
 * @example
 * ```ts
 * const gate = choice({ default: "cnot", values: ["cnot", "cz"], about: "The gate that entangles a pair" });
 * ```
 */
export function choice<const T extends string>(field: {
  default: T;
  about: string;
  values: readonly T[];
  search?: Search;
}): Field<T> {
  const { values, ...rest } = field;
  return { ...rest, schema: z.enum(values), type: values.join(" | "), declared: { kind: "choice", values } };
}

/**
 * Describes an option that is true or false.
 * @param field the default and a phrase about the option
 * @returns the field
 */
export function flag(field: { default: boolean; about: string }): Field<boolean> {
  return { ...field, schema: z.boolean(), type: "true | false", declared: { kind: "flag" } };
}

/**
 * Describes an option that is a list of words. Each word comes from a known set, and the list has at least one word.
 * @param field the default list, a phrase about the option, and the words that are allowed
 * @returns the field
 */
export function list<const T extends string>(field: {
  default: readonly T[];
  about: string;
  values: readonly T[];
}): Field<readonly T[]> {
  return {
    default: field.default,
    about: field.about,
    schema: z.array(z.enum(field.values)).check(z.minLength(1)),
    type: `list of ${field.values.join(" | ")}`,
    declared: { kind: "list", values: field.values },
  };
}

/**
 * Describes an option that is any text. Whoever takes it reads it further.
 * @param field the default, a phrase about the option, and what may be written; `filled` refuses blank text
 * @returns the field
 */
export function text({
  filled = false,
  ...field
}: Pick<Field<string>, "default" | "about" | "type"> & { readonly filled?: boolean }): Field<string> {
  const allowed = (value: unknown): value is string => typeof value === "string" && (!filled || value.trim() !== "");
  const validate: Schema<string>["~standard"]["validate"] = (value) =>
    allowed(value) ? { value } : { issues: [{ message: "must be text" }] };
  return { ...field, schema: { "~standard": { version: 1, vendor: "uphill", validate } } };
}

/** A field as plain data that can be sent to another process. In place of the schema stands what was declared of it. */
export type FieldDescription = Omit<Field<unknown>, "schema">;

/**
 * Turns a field into plain data, for another process.
 * @param field the field
 * @returns everything but its schema
 */
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

/**
 * Makes a field from its description. If the field had a schema of another library, the new field allows every value,
 * because only the maker of that schema can check it.
 * @param description what {@link describeField} returned
 * @returns the field
 */
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

/**
 * Words a hint for a misspelt word, such as `Did you mean "adam"? `.
 * @param word what the user wrote
 * @param known the words that exist
 * @returns the hint with a space behind it, or "" if no known word is near
 */
export function suggest(word: string, known: readonly string[]): string {
  const near = known.length ? closest(word, known) : "";
  // Two edits are always near: they are one swap of letters, which short names suffer too.
  return near && distance(word, near) <= Math.max(2, word.length / 2, near.length / 2)
    ? `Did you mean "${near}"? `
    : "";
}

/**
 * Checks that a value is an object of options and that each of its names is known. Use it for options that no {@link
 * Fields} describe.
 * @param who the name of what refuses, for the error
 * @param names the names that are allowed
 * @param given the value that the user gave
 * @throws UphillError "options" if the value is no plain object, or if one of its names is unknown; the error then
 *   suggests the nearest name
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
 * Checks the options that a user gave and fills in the defaults of the others.
 * @param who the name of what takes the options, for errors
 * @param fields the descriptions of the options
 * @param given the options that the user gave
 * @returns the value of every option
 * @throws UphillError "options" naming the option, what was given, what is allowed, and the nearest known name
 * @example
 * ```ts
 * const fields = { layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }) };
 * parseOptions("my circuit", fields, { layers: 3 }); // { layers: 3 }
 * parseOptions("my circuit", fields, { layer: 3 }); // throws: Did you mean "layers"?
 * ```
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

/**
 * Looks an item up by its name.
 * @param who the name of what asks, for the error
 * @param kind what the items are, such as "optimizer", for the error
 * @param items the items by name
 * @param name the name that the user gave
 * @returns the item
 * @throws UphillError "unknown" with the nearest name and the whole list
 */
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

type Kebab<S extends string> = S extends `${infer Head}${infer Rest}`
  ? `${Head extends "_" ? "-" : Head extends Lowercase<Head> ? Head : `-${Lowercase<Head>}`}${Kebab<Rest>}`
  : S;

/**
 * The names of the items of an index, as a union of words. The name of an item is the name of its export in kebab case:
 * `typeof encodings` with the exports `angle` and `reUploading` gives "angle" | "re-uploading".
 */
export type ItemName<M> = keyof { [K in keyof M & string as Kebab<K>]: true };

/**
 * Turns an index into a record by the items' own names. An index is an `index.ts` of items, imported as a module; its
 * keys are the names of the exports, such as `hardwareEfficient`.
 * @param module the index: `import * as ansatze from "./ansatze/index.js"`
 * @returns the items by their own names, such as "hardware-efficient"
 */
export function byName<T extends { readonly name: string }>(module: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.values(module).map((item) => [item.name, item]));
}

/**
 * Writes the name of an option as command lines write it.
 * @param name such as "batchSize"
 * @returns such as "--batch-size"
 */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
