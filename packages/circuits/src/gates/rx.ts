import { cos, sin } from "@uphill/core";
import { complexMatrix, defineGate } from "../gate.js";

/** RX(θ) = exp(−iθX/2): a turn by θ about the x axis of the Bloch sphere. */
export const rx = defineGate({
  name: "rx",
  qubits: 1,
  angles: ["theta"],
  structure: "dense",
  generator: { pauli: "X", scale: 0.5 },
  matrix(theta: number) {
    const c = cos(theta / 2);
    const s = sin(theta / 2);
    return complexMatrix([
      [
        [c, 0],
        [0, -s],
      ],
      [
        [0, -s],
        [c, 0],
      ],
    ]);
  },
});
