import { parseOptions, streams, type Fields, type OptionsOf, type Streams } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { seedField } from "../split.js";

/** The one option that says how much of a variant is wanted. */
export interface Amount<F extends Fields> {
  readonly option: keyof F & string;
  /** The value at which nothing changes. */
  readonly none: number;
  /** Whether test rows change too. */
  readonly rows: "all" | "training";
}

/** A harder or smaller form of a data set: call it with a table, a seed and its options. */
export interface Variant<F extends Fields = Fields> {
  (
    dataset: Dataset,
    options?: {
      /** Seed of what is random; default 0. */
      seed?: number;
    } & Partial<OptionsOf<F>>,
  ): Dataset;
  readonly name: string;
  /** What it is: one sentence. */
  readonly about: string;
  readonly options: F;
  readonly amount: Amount<F>;
}

/**
 * Turns a declaration into a callable variant. Add one with a file here and a line in the index. What holds of all classifiers
 * on the data as they were (`ceiling`) is forgotten.
 * @throws UphillError "options" when called with options out of range
 */
export function defineVariant<F extends Fields>(definition: {
  name: string;
  about: string;
  options: F;
  amount: Amount<F>;
  apply(
    dataset: Dataset,
    options: OptionsOf<F> & { readonly seed: number },
    random: Streams,
  ): Partial<Dataset> & { readonly note: string };
}): Variant<F> {
  const { name, about, options: fields, amount } = definition;
  const variant = (dataset: Dataset, given: object = {}): Dataset => {
    const options = parseOptions(name, { ...fields, seed: seedField }, given) as OptionsOf<F> & { seed: number };
    const { note, ...changed } = definition.apply(dataset, options, streams(options.seed));
    return { ...dataset, ceiling: undefined, ...changed, notes: [...dataset.notes, note] };
  };
  Object.defineProperty(variant, "name", { value: name });
  return Object.assign(variant, { about, options: fields, amount });
}
