import { definePreset, usualOptimizers } from "../preset.js";

/** The experiment of arXiv:2511.22861: 6 qubits, 5 layers, amplitude encoding; the rest is the defaults. */
export const paper = definePreset({
  name: "paper",
  about: "The experiment of arXiv:2511.22861: full batch, exact values",
  settings: {},
  model: {},
  optimizers: usualOptimizers,
});
