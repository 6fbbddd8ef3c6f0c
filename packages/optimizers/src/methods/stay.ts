import { defineMethod } from "../optimizer.js";
import { initTentative, tentativeOptions, tryStep } from "../tentative.js";

/** A control for NLR: the same tentative step and verdict, but where the loss rose, θ stays (η′ = 0). */
export const stay = defineMethod({
  name: "stay",
  needs: ["value", "gradient"],
  options: tentativeOptions,
  init: (size, options) => initTentative(size, options),
  *step({ theta, state, options }) {
    const { raised, accepted, state: next, report } = yield* tryStep(theta, state, options);
    return {
      theta: raised ? theta : accepted,
      state: next,
      report: { ...report, length: raised ? 0 : report.length },
    };
  },
});
