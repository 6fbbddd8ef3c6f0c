import { number } from "@uphill/core";
import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Moves every weight by η, against the sign of a mean of momentum and gradient. A weight stays if that mean is 0.
 *     step = η·(sign(β₁m + (1−β₁)g) + λθ)    m ← β₂m + (1−β₂)g
 * Source: Chen et al. 2023, Algorithm 2, arXiv:2302.06675. Departures: none; the default of λ is 0.
 */
export const lion = defineRule({
  name: "lion",
  options: {
    /** Learning rate η. */
    learningRate,
    /** Share β₁ of the momentum in the step. */
    beta1: number({ default: 0.9, min: 0, below: 1, about: "Share β₁ of the momentum in the step" }),
    /** Decay β₂ of the momentum. */
    beta2: number({ default: 0.99, min: 0, below: 1, about: "Decay β₂ of the momentum" }),
    /** λ: how strongly weights are drawn to 0. */
    weightDecay: number({ default: 0, min: 0, about: "λ: how strongly weights are drawn to 0" }),
  },
  init: (size) => ({ momentum: new Array<number>(size).fill(0) }),
  step({ theta, gradient, state, options: { learningRate, beta1, beta2, weightDecay } }) {
    const step = theta.map((t, i) => {
      const direction = Math.sign(beta1 * state.momentum[i] + (1 - beta1) * gradient[i]);
      return learningRate * (direction + weightDecay * t);
    });
    return { step, state: { momentum: state.momentum.map((m, i) => beta2 * m + (1 - beta2) * gradient[i]) } };
  },
});
