import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Moves every weight by η against the sign of its gradient: step = η·sign(g). A weight stays if its gradient is 0.
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
