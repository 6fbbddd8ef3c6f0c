import { defineMethod } from "../optimizer.js";
import { initTentative, recommended, settle, tentativeOptions, tryStep, watched } from "../tentative.js";

/**
 * A control for NLR. It makes the same tentative step and the same comparison. If the loss rose, θ stays (η′ = 0). What
 * NLR gains over it comes from the reversal and not from the refusal of bad steps.
 */
export const stay = defineMethod({
  name: "stay",
  needs: ["value", "gradient"],
  ...watched,
  options: tentativeOptions,
  init: (size, options) => initTentative(size, options),
  *step({ theta, state, options }) {
    const tried = yield* tryStep(theta, state, options);
    return settle({ theta, state, options }, tried, tried.raised ? theta : tried.accepted);
  },
  recommend: recommended,
});
