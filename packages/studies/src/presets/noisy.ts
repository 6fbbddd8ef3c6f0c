import { classifierFamily } from "@uphill/problems";
import { aboutReversal, definePreset } from "../preset.js";

/**
 * A study where reversals happen. The gradient comes from single shots, and an exact loss judges the step. No device
 * could give that loss for free.
 */
export const noisy = definePreset({
  name: "noisy",
  about:
    "Chosen because NLR acts here, and unpriced: batch of 8, one shot per expectation value in the gradient, exact loss comparison on all training rows",
  settings: { shots: 1, gradient: "parameter-shift" },
  problem: { name: classifierFamily.name, options: { batchSize: 8 } },
  ...aboutReversal,
  optimizerOptions: { compareOn: "all" },
});
