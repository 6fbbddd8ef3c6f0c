import { number } from "@uphill/core";
import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Descent with a velocity that gradients add to (heavy ball): v ← μv + g, step = η·v.
 * Source: Polyak 1964, doi:10.1016/0041-5553(64)90137-5, in the form of PyTorch's SGD (dampening 0).
 */
export const momentum = defineRule({
  name: "momentum",
  options: {
    /** Learning rate η. */
    learningRate,
    /** Share μ of the velocity that is kept. */
    momentum: number({
      default: 0.9,
      min: 0,
      below: 1,
      about: "Share μ of the velocity that is kept",
      search: { kind: "uniform", low: 0.5, high: 0.99 },
    }),
  },
  init: (size) => ({ velocity: new Array<number>(size).fill(0) }),
  step({ gradient, state, options }) {
    const velocity = state.velocity.map((v, i) => options.momentum * v + gradient[i]);
    return { step: Float64Array.from(velocity, (v) => options.learningRate * v), state: { velocity } };
  },
});
