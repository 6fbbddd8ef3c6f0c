import { number } from "@uphill/core";
import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Divides the gradient by a running estimate of its size: v ← ρv + (1−ρ)g², step = η·g / (√v + ε).
 * Source: Tieleman & Hinton 2012, lecture 6.5, with ρ = 0.9 as there; ε outside the root as in PyTorch.
 */
export const rmsprop = defineRule({
  name: "rmsprop",
  options: {
    /** Learning rate η. */
    learningRate,
    /** Decay ρ of the mean square. */
    decay: number({
      default: 0.9,
      min: 0,
      below: 1,
      about: "Decay ρ of the mean square",
      search: { kind: "uniform", low: 0.8, high: 0.999 },
    }),
    /** ε, which keeps the division finite. */
    epsilon: number({ default: 1e-8, above: 0, about: "ε, which keeps the division finite" }),
  },
  init: (size) => ({ square: new Array<number>(size).fill(0) }),
  step({ gradient, state, options: { learningRate, decay, epsilon } }) {
    const square = state.square.map((v, i) => decay * v + (1 - decay) * gradient[i] * gradient[i]);
    return { step: gradient.map((g, i) => (learningRate * g) / (Math.sqrt(square[i]) + epsilon)), state: { square } };
  },
});
