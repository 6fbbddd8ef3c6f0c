import { number } from "@uphill/core";
import { defineRule } from "../optimizer.js";
import { adam } from "./adam.js";

/**
 * Adam with weight decay in the step and not in the gradient: step = η·(m̂ / (√v̂ + ε) + λθ).
 * Source: Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101. Departures: the decay is multiplied by η, as in
 * PyTorch and optax. The paper's schedule multiplier is the option `schedule`.
 */
export const adamw = defineRule({
  name: "adamw",
  options: {
    ...adam.options,
    /** λ: how strongly weights are drawn to 0. */
    weightDecay: number({
      default: 0.01,
      min: 0,
      about: "λ: how strongly weights are drawn to 0",
      search: { kind: "log-uniform", low: 1e-4, high: 0.1 },
    }),
  },
  init: (size) => ({
    mean: new Array<number>(size).fill(0),
    square: new Array<number>(size).fill(0),
    power1: 1,
    power2: 1,
  }),
  step({ theta, gradient, state, options: { learningRate, beta1, beta2, epsilon, weightDecay } }) {
    const mean = state.mean.map((m, i) => beta1 * m + (1 - beta1) * gradient[i]);
    const square = state.square.map((v, i) => beta2 * v + (1 - beta2) * gradient[i] * gradient[i]);
    const power1 = state.power1 * beta1;
    const power2 = state.power2 * beta2;
    const step = theta.map((t, i) => {
      const scaled = mean[i] / (1 - power1) / (Math.sqrt(square[i] / (1 - power2)) + epsilon);
      return learningRate * (scaled + weightDecay * t);
    });
    return { step, state: { mean, square, power1, power2 } };
  },
});
