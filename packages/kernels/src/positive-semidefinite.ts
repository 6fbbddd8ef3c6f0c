import { eigenSymmetric, UphillError } from "@uphill/core";
import { squareOf } from "./labels.js";

/** A kernel matrix without negative eigenvalues. */
export interface PositiveSemidefinite {
  /** [rows, rows] */
  readonly values: Float64Array;
  /** The least eigenvalue that there was. */
  readonly least: number;
  /** How many eigenvalues were negative beyond rounding, and are 0 now. */
  readonly negative: number;
  /** By how much the matrix changed: the Frobenius norm of the change over that of the matrix. */
  readonly change: number;
  /**
   * Does the same to the kernel between other rows and these, so that a machine learns from and is asked about one kernel.
   * @param columns [others, rows]
   * @returns [others, rows]
   * @throws UphillError "shape"
   */
  project(columns: Float64Array): Float64Array;
}

/** Eigenvalues that are no more than this negative, times the largest and the rows, are 0 but for rounding. */
const ROUNDING = 1e-14;

/**
 * Mends a kernel matrix that shots made indefinite: its negative eigenvalues become 0 ("clipping"), which gives the nearest
 * positive semidefinite matrix. If no eigenvalue is negative, nothing changes to the bit.
 * Cost: that of all eigenvectors, about 6·rows³ multiplications.
 * Source: Wu, Chang & Zhang 2005; Chen et al. 2009, "Similarity-based classification", JMLR 10:747, for other rows.
 * @param matrix the kernel of rows with themselves, [rows, rows]
 * @returns the mended matrix, what was mended, and a function that does the same to the kernel of other rows with these
 * @throws UphillError "shape"
 */
export function positiveSemidefinite(matrix: Float64Array): PositiveSemidefinite {
  const rows = squareOf("positiveSemidefinite", matrix);
  const { values, vectors } = eigenSymmetric(matrix, rows);
  const tolerance = ROUNDING * rows * Math.max(values[0], -values[rows - 1]);
  const bad = Array.from(values.keys()).filter((k) => values[k] < -tolerance);
  const out = matrix.slice();
  let squares = 0;
  for (const k of bad) {
    const vector = vectors.subarray(k * rows, (k + 1) * rows);
    squares += values[k] * values[k];
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < rows; j++) out[i * rows + j] -= values[k] * vector[i] * vector[j];
  }
  const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return {
    values: out,
    least: values[rows - 1],
    negative: bad.length,
    change: size > 0 ? Math.sqrt(squares) / size : 0,
    project(columns) {
      if (columns.length === 0 || columns.length % rows !== 0) {
        throw new UphillError({
          code: "shape",
          who: "positiveSemidefinite",
          got: `there are ${columns.length} numbers`,
          wanted: `each other row has ${rows}`,
          todo: "Give the values of kernelMatrix with the other rows first and these as columns.",
        });
      }
      const projected = columns.slice();
      for (const k of bad) {
        const vector = vectors.subarray(k * rows, (k + 1) * rows);
        for (let from = 0; from < columns.length; from += rows) {
          let along = 0;
          for (let i = 0; i < rows; i++) along += columns[from + i] * vector[i];
          for (let i = 0; i < rows; i++) projected[from + i] -= along * vector[i];
        }
      }
      return projected;
    },
  };
}
