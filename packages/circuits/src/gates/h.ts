import { defineGate, realMatrix } from "../gate.js";

/** Hadamard: exchanges X and Z. */
export const h = defineGate({
  name: "h",
  qubits: 1,
  angles: [],
  structure: "dense",
  matrix: () =>
    realMatrix([
      [Math.SQRT1_2, Math.SQRT1_2],
      [Math.SQRT1_2, -Math.SQRT1_2],
    ]),
});
