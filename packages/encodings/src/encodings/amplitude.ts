import { number, UphillError } from "@uphill/core";
import { defineEncoding } from "../encoding.js";

/**
 * Amplitude encoding: the row becomes the state vector. Feature k is the amplitude of basis index k. The row is
 * padded to 2ⁿ numbers, with zeros unless `padding` says otherwise, and then L2-normalised.
 * With several copies, equal registers hold the same state: n qubits hold 2^(n/copies) features, and the state is their Kronecker
 * product.
 * The length of the row is lost, and no observable can tell the row x from −x. Padding other than 0 keeps both.
 * @throws UphillError "zero-row" for a row of zeros, "options" for copies that do not divide the qubits
 */
export const amplitude = defineEncoding({
  name: "amplitude",
  options: {
    /** What stands in the places behind the features, before the row is normalised. */
    padding: number({
      default: 0,
      about: "What stands in the places behind the features, before the row is normalised",
    }),
    /** How many registers hold the row. */
    copies: number({ default: 1, min: 1, integer: true, about: "How many registers hold the row" }),
  },
  capacity(qubits, { copies }) {
    if (qubits % copies === 0) return 2 ** (qubits / copies);
    throw new UphillError({
      code: "options",
      who: "amplitude encoding",
      got: `there are ${copies} copies on ${qubits} qubits`,
      wanted: "each copy needs as many qubits as another",
      todo: `Take a multiple of ${copies} qubits, or other copies.`,
    });
  },
  operations: () => [],
  load(features, { qubits, width }, { padding, copies }) {
    const size = 2 ** qubits;
    const rows = features.length / width;
    const re = new Float64Array(rows * size);
    const values = new Float64Array(2 ** (qubits / copies)).fill(padding);
    for (let row = 0; row < rows; row++) {
      values.set(features.subarray(row * width, (row + 1) * width));
      // Scaled by the largest first, so that neither tiny nor huge rows lose their squares to under- or overflow.
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (largest === 0) {
        throw new UphillError({
          code: "zero-row",
          who: "amplitude encoding",
          got: `row ${row} is all zeros`,
          wanted: "a state needs a direction",
          todo: "Drop that row, or use angle encoding.",
        });
      }
      let squares = 0;
      for (const value of values) squares += (value / largest) * (value / largest);
      const length = Math.sqrt(squares);
      const unit = values.map((value) => value / largest / length);
      let state: Float64Array = unit;
      for (let copy = 1; copy < copies; copy++) state = kronecker(state, unit);
      re.set(state, row * size);
    }
    return { states: { re } };
  },
});

function kronecker(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length * b.length);
  a.forEach((value, k) =>
    product.set(
      b.map((other) => value * other),
      k * b.length,
    ),
  );
  return product;
}
