import { cos, sin } from "@uphill/core";
import { complexMatrix, defineGate } from "../gate.js";

/** RZ(θ) = exp(−iθZ/2) = diag(e^{−iθ/2}, e^{iθ/2}): a turn by θ about the z axis of the Bloch sphere. */
export const rz = defineGate({
  name: "rz",
  qubits: 1,
  angles: ["theta"],
  structure: "diagonal",
  generator: { pauli: "Z", scale: 0.5 },
  matrix(theta: number) {
    const c = cos(theta / 2);
    const s = sin(theta / 2);
    return complexMatrix([
      [
        [c, -s],
        [0, 0],
      ],
      [
        [0, 0],
        [c, s],
      ],
    ]);
  },
});
