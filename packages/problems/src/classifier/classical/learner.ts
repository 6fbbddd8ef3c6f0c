import { dot, isUphillError, positiveSolver } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { prepare } from "../../rows/preparation.js";
import type { TrainedModel } from "../../rows/trained-model.js";

export type RowList = readonly Float64Array[];

/** Parts that cross-validation holds out in turn. */
export const FOLDS = 5;
/** Training rows that plain models get at most; their cost grows with the cube. */
export const MOST_ROWS = 500;
/** From next to nothing on the coefficients to next to everything; the strongest first. */
export const PENALTIES = Array.from({ length: 10 }, (_, k) => Number(`1e${1 - k}`));

/** The rows of a table. */
export function rowsOf(table: Float64Array, rows: number): Float64Array[] {
  const width = table.length / rows;
  return Array.from({ length: rows }, (_, row) => table.subarray(row * width, (row + 1) * width));
}

/** The rows as numbers that the circuit gets: its inputs, or the amplitudes of its start states. */
export function circuitRows(
  { encoder, preparation }: Pick<TrainedModel, "encoder" | "preparation">,
  data: Dataset,
): Float64Array[] {
  const { states, inputs } = encoder.load(prepare(data, preparation).features);
  return rowsOf(states ? states.re : inputs, data.rows);
}

/** Rows with their classes. */
export interface Sample {
  readonly rows: RowList;
  /** ±1 */
  readonly labels: readonly number[];
}

/** Rows of two classes and more. */
export interface ManySample {
  readonly rows: RowList;
  /** 0 to classes − 1 */
  readonly labels: readonly number[];
  readonly classes: number;
}

/** A kind of model. */
export interface Learner {
  /** For two classes, with one decision value. */
  readonly learn: Learn;
  /** What the model makes small: the loss of a row whose decision value, times its label, is `margin`. */
  readonly loss: (margin: number) => number;
  /** For more classes, with a decision value for each. */
  readonly learnMany: LearnMany;
  /** The same of the decision values of a row and its label, 0 to classes − 1. */
  readonly lossMany: (values: Float64Array, label: number) => number;
}

/**
 * Takes what does not depend on the penalty, and then fits at any.
 * @param seen  standardised rows of both classes, to learn from
 * @param asked rows that were standardised in the same way, to decide on
 * @returns     decision values of the asked rows at a penalty (at least 0 speaks for class +1); undefined where rounding forbids
 *              the fit. A penalty is in units of the mean squared length of the rows, or of their monomials.
 */
export type Learn = (seen: Sample, asked: RowList) => (penalty: number) => Float64Array | undefined;

/**
 * As {@link Learn}, with a decision value for each class, [asked, classes]; the largest decides.
 * @param seen standardised rows, of each class at least one
 */
export type LearnMany = (seen: ManySample, asked: RowList) => (penalty: number) => Float64Array[] | undefined;

/** A⁻¹·b of a positive definite A; undefined where A is not positive definite to rounding. */
export const solved = (matrix: Float64Array, right: Float64Array): Float64Array | undefined =>
  solverOf(matrix, right.length)?.(right);

/** The same for several b. */
export function solverOf(matrix: Float64Array, size: number): ((right: Float64Array) => Float64Array) | undefined {
  try {
    return positiveSolver(matrix, size);
  } catch (error) {
    if (isUphillError(error) && error.code === "not-positive-definite") return undefined;
    throw error;
  }
}

/** (x − mean)/deviation of each column of `rows` that changes by more than rounding; for these rows, and for any others. */
export function standardiser(rows: RowList): (row: Float64Array) => Float64Array {
  const columns = Array.from(rows[0].keys(), (column) => {
    // In units of the largest, no square leaves the range of doubles.
    const largest = rows.reduce((most, row) => Math.max(most, Math.abs(row[column])), 0);
    const values = rows.map((row) => row[column] / largest);
    const mean = values.reduce((sum, value) => sum + value, 0) / rows.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length);
    return { column, largest, mean, deviation };
  }).filter(({ deviation }) => deviation > ROUNDING);
  return (row) => {
    const found = new Float64Array(columns.length);
    for (let k = 0; k < found.length; k++) {
      const { column, largest, mean, deviation } = columns[k];
      found[k] = Math.max(-FARTHEST, Math.min(FARTHEST, (row[column] / largest - mean) / deviation));
    }
    return found;
  };
}

/** What a constant column varies by after a few operations, in units of its size. */
const ROUNDING = 1e-14;
/** Deviations from the mean that a row may have: no product of two overflows. */
const FARTHEST = 1e100;

/** Mean of |row|²; 1 where it is 0. */
export function meanSquare(rows: RowList): number {
  return rows.reduce((sum, row) => sum + dot(row, row), 0) / rows.length || 1;
}
