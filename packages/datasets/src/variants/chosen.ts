import { number, type Fields } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import * as index from "./index.js";
import type { Variant } from "./variant.js";

/** By the name of the option that asks for it. */
const variants: Readonly<Record<string, Variant>> = index as unknown as Record<string, Variant>;

/**
 * Every variant as an option of a data set, by its name in the index, and `variantSeed`, the seed of all. The value of
 * an option says how much of the variant is done. At the defaults nothing changes.
 */
export const variantOptions: Fields = {
  ...Object.fromEntries(
    Object.entries(variants).map(([key, { about, options, amount }]) => {
      const field = options[amount.option];
      return [key, { ...field, default: amount.none, about: `${about}: ${decapitalised(field.about)}` }];
    }),
  ),
  /** Seed of the variants; test rows have the next. */
  variantSeed: number({
    default: 0,
    min: 0,
    max: Number.MAX_SAFE_INTEGER - 1,
    integer: true,
    about: "Seed of the variants; test rows have the next",
  }),
};

/**
 * Applies the variants that are asked for, in the order of the index. Test rows get only the variants that may change
 * them. If there is one part only, its rows count as training rows.
 * @param parts the training rows and the test rows
 * @param asked values of {@link variantOptions}. A variant is not applied if its option is left out or has the value
 *   that changes nothing.
 * @returns the changed parts
 * @throws UphillError "options" for a bad value, "split" if a class has fewer rows than asked for
 * @example
 * ```ts
 * applyVariants({ train, test }, { pixelNoise: 25, labelNoise: 0.1 }); // labels change in training rows only
 * ```
 */
export function applyVariants<P extends { readonly train?: Dataset; readonly test?: Dataset }>(
  parts: P,
  asked: Readonly<Record<string, unknown>>,
): P {
  const seed = Number(asked.variantSeed ?? variantOptions.variantSeed.default);
  const chosen = Object.entries(variants).filter(([key, { amount }]) => (asked[key] ?? amount.none) !== amount.none);
  const change = (part: Dataset, rows: "all" | "training", seed: number): Dataset =>
    chosen
      .filter(([, { amount }]) => rows === "training" || amount.rows === "all")
      .reduce((data, [key, variant]) => variant(data, { seed, [variant.amount.option]: asked[key] }), part);
  const { train, test } = parts;
  return {
    ...parts,
    ...(train && { train: change(train, "training", seed) }),
    ...(test && { test: train ? change(test, "all", seed + 1) : change(test, "training", seed) }),
  };
}

function decapitalised(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
