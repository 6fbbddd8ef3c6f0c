import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Every weight moves by η against the sign of its gradient, or not at all where that is 0: step = η·sign(g).
 * Source: Bernstein et al. 2018, Algorithm 1, arXiv:1802.04434. Departures: none.
 */
export const signSgd = defineRule({
  name: "sign-sgd",
  options: {
    /** Learning rate η. */
    learningRate,
  },
  init: () => null,
  step: ({ gradient, options }) => ({ step: gradient.map((g) => options.learningRate * Math.sign(g)), state: null }),
});
