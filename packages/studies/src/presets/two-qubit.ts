import { classifierFamily } from "@uphill/problems";
import { aboutReversal, definePreset } from "../preset.js";

/** The smallest study: two qubits, NLR against SGD. It is the first check for a reader of the paper. */
export const twoQubit = definePreset({
  name: "two-qubit",
  about: "The smallest experiment, in seconds: two qubits, two layers, full batch, exact values",
  settings: {},
  problem: { name: classifierFamily.name, options: { qubits: 2, layers: 2 } },
  ...aboutReversal,
});
