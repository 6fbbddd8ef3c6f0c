import type { InParts } from "@uphill/core";
import { fidelityMatrix, type Program, type StateRows } from "@uphill/simulator";
import type { EncodingCircuit } from "../encoding-circuit.js";

/** Amplitudes that are run, and products of amplitudes that are added, without leaving the thread to others: some milliseconds. */
export const AMPLITUDES = 2 ** 16;
const PRODUCTS = 2 ** 20;

/** Rows [from, to) of features. */
const rowsAt = (features: Float64Array, width: number, from: number, to: number): Float64Array =>
  features.subarray(from * width, to * width);

/** The states of rows [from, to), in parts. */
export function* statesInParts(
  program: Program,
  { load, width }: EncodingCircuit,
  weights: Float64Array,
  features: Float64Array,
  [from, to]: readonly [number, number],
): InParts<StateRows> {
  const size = 2 ** program.circuit.qubits;
  const all = { re: new Float64Array((to - from) * size), im: new Float64Array((to - from) * size) };
  const step = Math.max(1, Math.floor(AMPLITUDES / size));
  for (let row = from; row < to; row += step) {
    yield;
    const batch = program.prepare(load(rowsAt(features, width, row, Math.min(to, row + step))));
    const { re, im } = program.state({ weights, batch });
    all.re.set(re, (row - from) * size);
    all.im.set(im, (row - from) * size);
  }
  return all;
}

/** Rows [from, to) of states. */
function part(size: number, { re, im }: StateRows, from: number, to: number): StateRows {
  return { re: re.subarray(from * size, to * size), im: im.subarray(from * size, to * size) };
}

/**
 * All fidelities of two blocks of states, in parts. @param place takes the fidelity of row i of `left` and row j of `right`
 * @param symmetric the same block twice: pairs below the diagonal are left out
 */
export function* fidelitiesInParts(
  qubits: number,
  left: StateRows,
  right: StateRows,
  symmetric: boolean,
  place: (i: number, j: number, fidelity: number) => void,
): InParts<number> {
  const size = 2 ** qubits;
  const [rows, columns] = [left.re.length / size, right.re.length / size];
  const stripe = Math.max(2, Math.min(rows, Math.floor(PRODUCTS / (size * columns)) & ~1));
  const across = Math.max(2, Math.floor(PRODUCTS / (size * stripe)) & ~1);
  for (let i = 0; i < rows; i += stripe) {
    const end = Math.min(rows, i + stripe);
    for (let j = symmetric ? i : 0; j < columns; j += across) {
      yield;
      const until = Math.min(columns, j + across);
      const found = fidelityMatrix(qubits, part(size, left, i, end), part(size, right, j, until));
      for (let a = i; a < end; a++) for (let b = j; b < until; b++) place(a, b, found[(a - i) * (until - j) + (b - j)]);
    }
  }
  return rows * columns;
}
