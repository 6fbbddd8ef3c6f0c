import { parseOptions, pick, UphillError } from "@uphill/core";
import { checkDataset } from "../check-dataset.js";
import type { Dataset } from "../dataset.js";
import * as index from "./index.js";
import type { Preparation, Prepared, PreparationState } from "./preparation.js";

/**
 * A preparation with its options and with what it learnt from the training rows. It is plain data, so a model file can
 * hold it.
 */
export interface Fitted {
  /** The name of the preparation. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What it learnt. */
  readonly state: PreparationState;
  /** The number of features of the rows that it takes. */
  readonly width: number;
}

/** A preparation to do: its name, or its name with options. */
export type Step = string | { readonly name: string; readonly options?: Readonly<Record<string, unknown>> };

type Any = Preparation<Record<string, never>> & {
  apply(data: Dataset, options: object, state: PreparationState): Prepared;
};

const named = (name: string): Any =>
  pick(
    "preparation",
    "preparation",
    Object.fromEntries(Object.values(index).map((item) => [item.name, item as unknown as Any])),
    name,
  );

/**
 * Fits preparations, one after the other. Each one learns from the training rows as the ones before leave them. Test
 * rows are never seen, so they stay fresh.
 * @param train the training rows
 * @param steps the preparations in order, such as `[{ name: "pca", options: { components: 8 } }, "min-max"]`
 * @returns what was learnt, and the prepared training rows
 * @throws UphillError "unknown" for a name that no preparation has, "options" for a bad option, "shape" or
 *   "preparation" for rows that a preparation cannot serve
 * @example
 * ```ts
 * const prepared = fitPreparation(train, [{ name: "pca", options: { components: 8 } }, "min-max"]);
 * const unseen = applyPreparation(test, prepared.fitted);
 * ```
 */
export function fitPreparation(train: Dataset, steps: readonly Step[]): { fitted: readonly Fitted[]; train: Dataset } {
  checkDataset("fitPreparation", "train", train);
  let rows = train;
  const fitted = steps.map((step) => {
    const { name, options: given = {} } = typeof step === "string" ? { name: step } : step;
    const item = named(name);
    const options = parseOptions(name, item.options, given);
    const one = { name, options, state: item.fit(rows, options), width: rows.width };
    rows = applyPreparation(rows, [one]);
    return one;
  });
  return { fitted, train: rows };
}

/**
 * Prepares rows in the way that was fitted on other rows.
 * @param data the rows
 * @param fitted what {@link fitPreparation} learnt
 * @returns the prepared rows
 * @throws UphillError "shape" if the rows have another width than the fitted ones
 */
export function applyPreparation(data: Dataset, fitted: readonly Fitted[]): Dataset {
  return fitted.reduce((rows, { name, options, state, width }) => {
    if (rows.width !== width) {
      throw new UphillError({
        code: "shape",
        who: name,
        got: `rows of ${rows.name} have ${rows.width} features`,
        wanted: `it was fitted on ${width}`,
        todo: "Prepare rows of the same kind.",
      });
    }
    const { note, ...changed } = named(name).apply(rows, options, state);
    // Rows stay images only where the preparation says so, and features that it made have no names.
    return { ...rows, columns: undefined, image: undefined, ...changed, notes: [...rows.notes, note] };
  }, data);
}
