import type { Shift } from "@uphill/simulator";
import type { SelfCase } from "../case.js";
import { benchProgram } from "../circuit.js";
import { benchRows } from "../data.js";

const QUBITS = 6;
const ROWS = 200;

/** Every weight drives one gate, so a shifted circuit is also a run with one weight moved: the plain loop. */
export const parameterShift: SelfCase = {
  against: "self",
  id: "parameter-shift",
  about: "all 168 shifted circuits that matter, 200 samples, 6 qubits",
  other: "ours, a loop over forward runs",
  bar: 3,
  prepare() {
    const program = benchProgram(QUBITS, 1);
    const batch = program.prepare({ states: { re: benchRows(ROWS, QUBITS).states } });
    const { weights: count, operations } = program.circuit;
    const shifts: Shift[] = [];
    const moves: { weight: number; delta: number }[] = [];
    operations.forEach(({ angles }, operation) => {
      angles.forEach((given, angle) => {
        if (typeof given !== "object" || !("weight" in given) || !program.liveWeights[given.weight]) return;
        for (const delta of [Math.PI / 2, -Math.PI / 2]) {
          shifts.push({ operation, angle, delta });
          moves.push({ weight: given.weight, delta });
        }
      });
    });
    return Promise.resolve({
      weights: count,
      release: () => program.dispose(),
      ours: (weights) => program.shifted({ weights, batch, shifts }),
      other(weights) {
        const out = new Float64Array(moves.length * ROWS);
        moves.forEach(({ weight, delta }, k) => {
          const before = weights[weight];
          weights[weight] = before + delta;
          out.set(program.expectations({ weights, batch }), k * ROWS);
          weights[weight] = before;
        });
        return out;
      },
    });
  },
};
