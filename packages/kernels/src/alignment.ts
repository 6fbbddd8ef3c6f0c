import { dot } from "@uphill/core";
import { classesOf, squareOf } from "./labels.js";

/** How kernel and classes are compared. */
export interface AlignmentOptions {
  /** True, the default, to centre both matrices first (Cortes et al. 2012); false for the plain one (Cristianini et al. 2001). */
  readonly centred?: boolean;
}

/**
 * Kernel–target alignment: the cosine of the angle between the kernel matrix K and the ideal one T, ⟨K, T⟩ / (|K|·|T|) in the
 * Frobenius product. T is 1 for two rows of one class, and −1/(classes − 1) for others, so that it is y·yᵀ for two classes.
 * Centred, rows and columns of both have mean 0 first: classes of unequal size and a constant in the kernel then count for nothing.
 * Source: Cristianini et al. 2001, "On kernel-target alignment"; Cortes, Mohri & Rostamizadeh 2012, JMLR 13:795.
 * @param matrix the kernel, [rows, rows], as the `values` of {@link kernelMatrix}
 * @param labels the class of each row, numbered from 0
 * @param options whether both are centred
 * @returns a number from −1 to 1; 0 for a kernel that is the same everywhere
 * @throws UphillError "shape" | "labels"
 */
export function alignment(matrix: Float64Array, labels: ArrayLike<number>, options: AlignmentOptions = {}): number {
  return alignmentWithSlope(matrix, labels, options).value;
}

/**
 * Computes {@link alignment} and its derivatives by the entries of the kernel.
 * @param matrix the kernel, [rows, rows]
 * @param labels the class of each row, numbered from 0
 * @param options whether both are centred
 * @returns `value`, and `slope`, [rows, rows]
 * @throws UphillError "shape" | "labels"
 */
export function alignmentWithSlope(
  matrix: Float64Array,
  labels: ArrayLike<number>,
  { centred: both = true }: AlignmentOptions = {},
): { readonly value: number; readonly slope: Float64Array } {
  const rows = squareOf("alignment", matrix);
  const classes = classesOf("alignment", labels, rows);
  const other = -1 / (classes - 1);
  const target = Float64Array.from(matrix, (_, k) => (labels[Math.floor(k / rows)] === labels[k % rows] ? 1 : other));
  const [k, t] = both ? [centred(matrix, rows), centred(target, rows)] : [matrix, target];
  const [size, wanted] = [Math.sqrt(dot(k, k)), Math.sqrt(dot(t, t))];
  // A kernel that is the same everywhere has no direction; rounding may leave it next to nothing.
  if (size <= 1e-12 * Math.sqrt(dot(matrix, matrix))) return { value: 0, slope: new Float64Array(matrix.length) };
  const value = dot(k, t) / (size * wanted);
  // Both parts are centred already where K is: the centring of K, which is a projection, changes them no more.
  const slope = t.map((entry, at) => entry / (size * wanted) - (value * k[at]) / (size * size));
  return { value, slope };
}

/** HMH with H = 1 − 1/rows: rows and columns have mean 0. */
function centred(matrix: Float64Array, rows: number): Float64Array {
  const [row, column] = [new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      row[i] += matrix[i * rows + j] / rows;
      column[j] += matrix[i * rows + j] / rows;
    }
  }
  const mean = row.reduce((sum, value) => sum + value, 0) / rows;
  return matrix.map((value, k) => value - row[Math.floor(k / rows)] - column[k % rows] + mean);
}
