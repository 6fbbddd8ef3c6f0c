import { streams, type Random } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";

const { stream } = streams(4);

/** Weights of one call, uniform in [−π, π). @param turn calls get different weights, so that nothing can be kept */
export function benchWeights(count: number, turn: number): Float64Array {
  const random = stream("weights").at(turn);
  return Float64Array.from({ length: count }, () => (2 * random.uniform() - 1) * Math.PI);
}

/** Real samples of unit length, [rows, 2ⁿ], and labels ±1 that alternate. */
export function benchRows(rows: number, qubits: number): { states: Float64Array; labels: Float64Array } {
  const size = 2 ** qubits;
  const states = new Float64Array(rows * size);
  const random = stream("rows").at(rows, qubits);
  for (let row = 0; row < rows; row++) fillRow(states.subarray(row * size, (row + 1) * size), random);
  return { states, labels: Float64Array.from({ length: rows }, (_, row) => (row % 2 ? -1 : 1)) };
}

function fillRow(row: Float64Array, random: Random): void {
  for (let k = 0; k < row.length; k++) row[k] = 2 * random.uniform() - 1;
  const length = Math.hypot(...row);
  for (let k = 0; k < row.length; k++) row[k] /= length;
}

/** The same rows as a data set. */
export function benchDataset(rows: number, qubits: number): Dataset {
  const { states, labels } = benchRows(rows, qubits);
  return {
    name: "bench",
    features: states,
    width: 2 ** qubits,
    rows,
    labels: Int32Array.from(labels, (label) => (label === 1 ? 1 : 0)),
    classes: ["-1", "+1"],
    source: "made",
    licence: "CC0-1.0",
    notes: [],
  };
}

/** ∂ mean (f − y)² / ∂f, for `vjp`. */
export function squaredErrorSlopes(labels: Float64Array): (values: Float64Array) => Float64Array {
  return (values) => values.map((f, row) => (2 * (f - labels[row])) / labels.length);
}
