import { norm } from "@uphill/core";
import { defineMethod, plus } from "../optimizer.js";
import { initTentative, negativeLearningRate, tentativeOptions, tryStep } from "../tentative.js";

/**
 * A control for NLR: where it would reverse, a step of the same length, (η′/η)·|u|, in a random direction. What NLR gains
 * over this is due to the direction of the reversal and not to its motion.
 */
export const kick = defineMethod({
  name: "kick",
  needs: ["value", "gradient"],
  options: { ...tentativeOptions, negativeLearningRate },
  init: (size, options) => initTentative(size, options),
  *step({ theta, state, options, random }) {
    const { raised, step, accepted, state: next, report } = yield* tryStep(theta, state, options);
    if (!raised) return { theta: accepted, state: next, report };
    const direction = theta.map(() => random.normal());
    const length = (options.negativeLearningRate / options.learningRate) * norm(step);
    return { theta: plus(theta, length / norm(direction), direction), state: next, report: { ...report, length } };
  },
});
