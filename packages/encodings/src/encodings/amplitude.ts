import { UphillError } from "@uphill/core";
import { defineEncoding } from "../encoding.js";

/**
 * Amplitude encoding: the row becomes the state vector. Feature k is the amplitude of basis index k. The row is
 * L2-normalised and padded with zeros to 2ⁿ numbers.
 * The length of the row is lost. No observable can tell the row x from −x.
 * @throws UphillError "zero-row" for a row of zeros
 */
export const amplitude = defineEncoding({
  name: "amplitude",
  options: {},
  capacity: (qubits) => 2 ** qubits,
  operations: () => [],
  load(features, { qubits, width }) {
    const size = 2 ** qubits;
    const rows = features.length / width;
    const re = new Float64Array(rows * size);
    for (let row = 0; row < rows; row++) {
      const values = features.subarray(row * width, (row + 1) * width);
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
      values.forEach((value, k) => (re[row * size + k] = value / largest / length));
    }
    return { states: { re } };
  },
});
