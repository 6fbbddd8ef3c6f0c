import { definePreset, usualOptimizers } from "../preset.js";

/** The first check that the paper's reader would ask for: two qubits, NLR against SGD. */
export const twoQubit = definePreset({
  name: "two-qubit",
  about: "The smallest experiment, in seconds: two qubits, two layers, full batch, exact values",
  settings: {},
  model: { qubits: 2, layers: 2 },
  optimizers: usualOptimizers,
});
