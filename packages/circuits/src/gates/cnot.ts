import { defineGate, realMatrix } from "../gate.js";

/** CNOT: flips the second qubit where the first is 1. */
export const cnot = defineGate({
  name: "cnot",
  qubits: 2,
  angles: [],
  structure: "permutation",
  matrix: () =>
    realMatrix([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
      [0, 0, 1, 0],
    ]),
});
