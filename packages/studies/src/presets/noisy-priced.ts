import { definePreset } from "../preset.js";
import { noisy } from "./noisy.js";

/**
 * The study `noisy` with its price. The comparison of losses takes shots too, and every optimizer may spend the same
 * number of shots.
 */
export const noisyPriced = definePreset({
  ...noisy,
  name: "noisy-priced",
  about:
    "The noisy experiment with its price: 20 shots per expectation value in the compared losses, and the same total of shots for every optimizer",
  settings: { ...noisy.settings, lossShots: 20 },
  equalShots: true,
});
