import { classifierFamily } from "@uphill/problems";
import { aboutReversal, definePreset } from "../preset.js";

/** The first check that the paper's reader would ask for: two qubits, NLR against SGD. */
export const twoQubit = definePreset({
  name: "two-qubit",
  about: "The smallest experiment, in seconds: two qubits, two layers, full batch, exact values",
  settings: {},
  problem: { name: classifierFamily.name, options: { qubits: 2, layers: 2 } },
  ...aboutReversal,
});
