import { number } from "@uphill/core";
import { learningRate } from "../learning-rate.js";
import { defineRule } from "../optimizer.js";

/**
 * Divides a running mean of the gradient by a running estimate of its size.
 *     m ← β₁m + (1−β₁)g    v ← β₂v + (1−β₂)g²    step = η·m̂ / (√v̂ + ε),  m̂ = m/(1−β₁ᵗ),  v̂ = v/(1−β₂ᵗ)
 * Source: Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980. Departures: the default of η is the one that all rules share.
 * @example
 * ```ts
 * minimize({ optimizer: adam({ learningRate: 0.1 }), problem, start, steps: 100 });
 * ```
 */
export const adam = defineRule({
  name: "adam",
  options: {
    /** Learning rate η. */
    learningRate,
    /** Decay β₁ of the mean. */
    beta1: number({ default: 0.9, min: 0, below: 1, about: "Decay β₁ of the mean" }),
    /** Decay β₂ of the mean square. */
    beta2: number({ default: 0.999, min: 0, below: 1, about: "Decay β₂ of the mean square" }),
    /** ε, which keeps the division finite. */
    epsilon: number({ default: 1e-8, above: 0, about: "ε, which keeps the division finite" }),
  },
  init: (size) => ({
    mean: new Array<number>(size).fill(0),
    square: new Array<number>(size).fill(0),
    // β₁ᵗ and β₂ᵗ as running products: Math.pow is not the same to the bit everywhere.
    power1: 1,
    power2: 1,
  }),
  step({ gradient, state, options: { learningRate, beta1, beta2, epsilon } }) {
    const mean = state.mean.map((m, i) => beta1 * m + (1 - beta1) * gradient[i]);
    const square = state.square.map((v, i) => beta2 * v + (1 - beta2) * gradient[i] * gradient[i]);
    const power1 = state.power1 * beta1;
    const power2 = state.power2 * beta2;
    const step = Float64Array.from(
      mean,
      (m, i) => (learningRate * (m / (1 - power1))) / (Math.sqrt(square[i] / (1 - power2)) + epsilon),
    );
    return { step, state: { mean, square, power1, power2 } };
  },
});
