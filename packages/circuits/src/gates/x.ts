import { defineGate, realMatrix } from "../gate.js";

/** Pauli X, the bit flip. As an observable use `pauli("X0")`. */
export const x = defineGate({
  name: "x",
  qubits: 1,
  angles: [],
  structure: "permutation",
  matrix: () =>
    realMatrix([
      [0, 1],
      [1, 0],
    ]),
});
