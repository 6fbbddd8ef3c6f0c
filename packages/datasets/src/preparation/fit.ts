import { parseOptions, pick, UphillError } from "@uphill/core";
import { checkDataset } from "../check-dataset.js";
import type { Dataset } from "../dataset.js";
import * as index from "./index.js";
import type { Preparation, Prepared, PreparationState } from "./preparation.js";

/** A preparation with its options and what it learnt from the training rows: plain data, for a manifest or a model file. */
export interface Fitted {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly state: PreparationState;
  /** Features per row that it takes. */
  readonly width: number;
}

/** What somebody wants to be done: a name, or a name with options. */
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
 * Fits steps one after the other, each on the training rows as the steps before leave them.
 * @returns what was fitted, and the prepared training rows
 * @throws UphillError "unknown" | "options" | "shape" | "preparation"
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

/** Does to rows what was fitted on others. @throws UphillError "shape" if rows have another width than those fitted on */
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
