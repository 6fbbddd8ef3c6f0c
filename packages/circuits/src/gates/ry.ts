import { cos, sin } from "@uphill/core";
import { defineGate, realMatrix } from "../gate.js";

/** RY(θ) = exp(−iθY/2): a turn by θ about the y axis of the Bloch sphere. */
export const ry = defineGate({
  name: "ry",
  qubits: 1,
  angles: ["theta"],
  structure: "dense",
  generator: { pauli: "Y", scale: 0.5 },
  matrix(theta: number) {
    const c = cos(theta / 2);
    const s = sin(theta / 2);
    return realMatrix([
      [c, -s],
      [s, c],
    ]);
  },
});
