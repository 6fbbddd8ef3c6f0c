import { definePreset, usualOptimizers } from "../preset.js";

/** Where reversals happen: a gradient from single shots, judged by an exact loss that no device could give for free. */
export const noisy = definePreset({
  name: "noisy",
  about:
    "Chosen because NLR acts here, and unpriced: batch of 8, one shot per expectation value in the gradient, exact loss comparison on all training rows",
  settings: { batchSize: 8, shots: 1, gradient: "parameter-shift" },
  model: {},
  optimizers: usualOptimizers,
  optimizerOptions: { compareOn: "all" },
});
