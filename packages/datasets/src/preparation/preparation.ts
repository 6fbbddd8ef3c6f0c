import type { Fields, OptionsOf } from "@uphill/core";
import type { Dataset } from "../dataset.js";

/**
 * What a preparation learnt from the training rows: plain data of numbers, texts and lists of numbers. JSON keeps it to
 * the bit.
 */
export type PreparationState = Readonly<Record<string, number | string | readonly number[]>>;

/** What a preparation changes in a table. */
export interface Prepared {
  /** The new features, [rows, width], row-major. */
  readonly features: Float64Array;
  /** The new number of features of a row. Left out if it stays. */
  readonly width?: number;
  /** The new size of the images. Left out if rows are not images any more. */
  readonly image?: Dataset["image"];
  /** What was done, as a full sentence for a report. */
  readonly note: string;
}

/** A preparation of rows, such as `pca`. {@link fitPreparation} uses it by its name. */
export interface Preparation<F extends Fields = Fields> {
  /** The name that users type. */
  readonly name: string;
  /** What it does, in one phrase for help. */
  readonly about: string;
  /** The descriptions of its options. */
  readonly options: F;
  /** Returns what it learns from the training rows. */
  fit(train: Dataset, options: OptionsOf<F>): PreparationState;
  /** Prepares rows. It is pure, and it treats each row by itself. */
  apply(data: Dataset, options: OptionsOf<F>, state: never): Prepared;
}

/**
 * Turns a declaration into a preparation. To add one to Uphill, write a file in `preparation/` and a line in its index.
 * @param definition the name, the options, `apply` and, if it learns from the training rows, `fit`
 * @returns the preparation
 */
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
