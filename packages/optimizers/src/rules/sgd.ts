import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/** Gradient descent: step = η·g. Stochastic when the gradient is (a batch, or shots). */
export const sgd = defineRule({
  name: "sgd",
  options: {
    /** Learning rate η. */
    learningRate,
  },
  init: () => null,
  step: ({ gradient, options }) => ({ step: gradient.map((g) => options.learningRate * g), state: null }),
});
