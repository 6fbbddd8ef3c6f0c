import type { SelfCase } from "../case.js";
import { benchProgram } from "../circuit.js";
import { benchRows, squaredErrorSlopes } from "../data.js";

const ROWS = 60_000;
const QUBITS = 6;

/** A batch so large that what it costs a sample should not be a whole sweep. */
export const vjp60000: SelfCase = {
  against: "self",
  id: "vjp-60000",
  about: "gradient of the loss of 60,000 samples, 6 qubits",
  other: "ours, sample by sample",
  bar: 3,
  prepare() {
    const program = benchProgram(QUBITS, 1);
    const { states, labels } = benchRows(ROWS, QUBITS);
    const size = 2 ** QUBITS;
    const whole = program.prepare({ states: { re: states } });
    const single = Array.from({ length: ROWS }, (_, row) =>
      program.prepare({ states: { re: states.subarray(row * size, (row + 1) * size) } }),
    );
    const cotangents = squaredErrorSlopes(labels);
    const count = program.circuit.weights;
    return Promise.resolve({
      weights: count,
      release: () => program.dispose(),
      ours: (weights) => program.vjp({ weights, batch: whole, cotangents }).gradient,
      other(weights) {
        const gradient = new Float64Array(count);
        single.forEach((batch, row) => {
          const found = program.vjp({
            weights,
            batch,
            cotangents: ([f]) => Float64Array.of((2 * (f - labels[row])) / ROWS),
          });
          for (let k = 0; k < count; k++) gradient[k] += found.gradient[k];
        });
        return gradient;
      },
    });
  },
};
