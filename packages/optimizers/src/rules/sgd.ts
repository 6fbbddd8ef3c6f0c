import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Gradient descent: step = η·g. It is stochastic if the gradient is, because of batches or shots.
 * @example
 * ```ts
 * minimize({ optimizer: sgd({ learningRate: 0.1 }), problem, start, steps: 100 });
 * ```
 */
export const sgd = defineRule({
  name: "sgd",
  options: {
    /** Learning rate η. */
    learningRate,
  },
  init: () => null,
  step: ({ gradient, options }) => ({ step: gradient.map((g) => options.learningRate * g), state: null }),
});
