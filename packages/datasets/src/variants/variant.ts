import { parseOptions, streams, type Fields, type OptionsOf, type Streams } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { seedField } from "../split.js";

/** The option that says how much of a variant is done. */
export interface Amount<F extends Fields> {
  /** The name of the option. */
  readonly option: keyof F & string;
  /** The value at which nothing changes. */
  readonly none: number;
  /** Which rows may change: all, or training rows only. */
  readonly rows: "all" | "training";
}

/** A harder or smaller form of a data set, such as `pixelNoise`. Call it with a data set, a seed and its options. */
export interface Variant<F extends Fields = Fields> {
  (
    dataset: Dataset,
    options?: {
      /** Seed of what is random; default 0. */
      seed?: number;
    } & Partial<OptionsOf<F>>,
  ): Dataset;
  /** The name that users type. */
  readonly name: string;
  /** What it does, in one phrase for help. */
  readonly about: string;
  /** The descriptions of its options. */
  readonly options: F;
  /** The option that says how much of it is done. */
  readonly amount: Amount<F>;
}

/**
 * Turns a declaration into a variant. To add one to Uphill, write a file in `variants/` and a line in its index. The
 * result has no `ceiling`, because the best accuracy on the old data does not hold for the new ones.
 * @param definition the name, the options, the option that says how much, and `apply`, which returns what changes and a
 *   note
 * @returns the variant, to be called with a data set and options. A call throws UphillError "options" for a value out
 *   of range.
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
