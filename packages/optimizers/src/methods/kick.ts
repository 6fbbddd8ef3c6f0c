import { norm } from "@uphill/core";
import { defineMethod, plus } from "../optimizer.js";
import {
  anneal,
  initTentative,
  isLower,
  negativeLearningRate,
  recommended,
  reversalRatio,
  settle,
  tentativeOptions,
  tryStep,
  verify,
  watched,
} from "../tentative.js";

/**
 * A control for NLR. Where NLR would reverse, it makes a step of the same length, (η′/η)·|u|, in a random direction.
 * What NLR gains over it comes from the direction of the reversal and not from the motion.
 */
export const kick = defineMethod({
  name: "kick",
  needs: ["value", "gradient"],
  ...watched,
  options: {
    ...tentativeOptions,
    /** Negative learning rate η′, the length of the reversal. */
    negativeLearningRate,
    /** How η′ goes on from step to step, as a schedule of factors; several, parted by commas, multiply. */
    anneal,
    /** Whether the loss is asked for before θ goes elsewhere; where it is not below value₀, θ stays. */
    verify,
  },
  init: (size, options) => initTentative(size, options),
  *step({ theta, state, options, random }) {
    const tried = yield* tryStep(theta, state, options);
    const { raised, step, accepted } = tried;
    if (!raised) return settle({ theta, state, options }, tried, accepted);
    const direction = theta.map(() => random.normal());
    const length = reversalRatio(options, state.steps) * norm(step);
    const next = plus(theta, length / norm(direction), direction);
    if (!options.verify) return settle({ theta, state, options }, tried, next);
    const { lower, reversedChange } = yield* isLower(next, tried, options);
    return settle({ theta, state, options }, tried, lower ? next : theta, { reversedChange });
  },
  recommend: recommended,
});
