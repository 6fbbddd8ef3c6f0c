import { defineGate, realMatrix } from "../gate.js";

/** CZ: changes the sign where both qubits are 1. */
export const cz = defineGate({
  name: "cz",
  qubits: 2,
  angles: [],
  structure: "diagonal",
  matrix: () =>
    realMatrix([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, -1],
    ]),
});
