import { classifierFamily } from "@uphill/problems";
import { aboutReversal, definePreset } from "../preset.js";

/** The experiment of arXiv:2511.22861: 6 qubits, 5 layers, amplitude encoding. Everything else is the defaults. */
export const paper = definePreset({
  name: "paper",
  about: "The experiment of arXiv:2511.22861: full batch, exact values",
  settings: {},
  problem: { name: classifierFamily.name, options: {} },
  ...aboutReversal,
});
