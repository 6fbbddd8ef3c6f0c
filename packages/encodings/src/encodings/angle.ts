import { input, rx, ry, rz } from "@uphill/circuits";
import { choice, number } from "@uphill/core";
import { defineEncoding } from "../encoding.js";

const rotations = { rx, ry, rz };

/**
 * Angle encoding: feature k turns qubit k by `scale` times the feature, in radians. Qubits without a feature stay |0⟩.
 */
export const angle = defineEncoding({
  name: "angle",
  options: {
    /** The rotation that carries a feature. */
    rotation: choice({ default: "rx", values: ["rx", "ry", "rz"], about: "The rotation that carries a feature" }),
    /** Radians per unit of a feature. */
    scale: number({ default: 1, about: "Radians per unit of a feature" }),
  },
  capacity: (qubits) => qubits,
  operations: ({ width }, { rotation, scale }) =>
    Array.from({ length: width }, (_, k) => rotations[rotation](input(k, { scale }), k)),
  load: (features) => ({ inputs: features.slice() }),
});
