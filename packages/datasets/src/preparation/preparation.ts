import type { Fields, OptionsOf } from "@uphill/core";
import type { Dataset } from "../dataset.js";

/** Plain data: numbers, texts, and arrays of numbers. JSON keeps it to the bit. */
export type PreparationState = Readonly<Record<string, number | string | readonly number[]>>;

/** What a preparation does to the table: what changes, and a full sentence for a report. */
export interface Prepared {
  readonly features: Float64Array;
  readonly width?: number;
  readonly image?: Dataset["image"];
  readonly note: string;
}

export interface Preparation<F extends Fields = Fields> {
  readonly name: string;
  readonly about: string;
  readonly options: F;
  /** What it learns from the training rows. */
  fit(train: Dataset, options: OptionsOf<F>): PreparationState;
  /** A pure function of rows, options and state; each row alone decides what becomes of it. */
  apply(data: Dataset, options: OptionsOf<F>, state: never): Prepared;
}

/** A preparation without state, or with the state that `fit` gives. Add one with a file here and a line in the index. */
export function definePreparation<F extends Fields, S extends PreparationState = PreparationState>(definition: {
  name: string;
  about: string;
  options: F;
  fit?(train: Dataset, options: OptionsOf<F>): S;
  apply(data: Dataset, options: OptionsOf<F>, state: S): Prepared;
}): Preparation<F> {
  return { fit: () => ({}), ...definition };
}

/** New features from each row; `into` has the new width. */
export function mapRows(
  { features, rows, width }: Dataset,
  to: number,
  change: (row: Float64Array, into: Float64Array, index: number) => void,
): Float64Array {
  const result = new Float64Array(rows * to);
  for (let row = 0; row < rows; row++) {
    change(features.subarray(row * width, (row + 1) * width), result.subarray(row * to, (row + 1) * to), row);
  }
  return result;
}
