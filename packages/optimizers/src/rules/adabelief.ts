import { number } from "@uphill/core";
import { defineRule } from "../optimizer.js";
import { adam } from "./adam.js";

/**
 * Adam that divides by the distance of the gradient from its mean. Steps are long if gradients come as expected.
 *     m ← β₁m + (1−β₁)g    s ← β₂s + (1−β₂)(g−m)² + ε    step = η·m̂ / (√ŝ + ε)
 * Source: Zhuang et al. 2020, Algorithm 2, arXiv:2010.07468. Departures: ε = 1e-16 as in the authors' code and in
 * optax.
 */
export const adabelief = defineRule({
  name: "adabelief",
  options: {
    ...adam.options,
    /** ε, which keeps the division finite. */
    epsilon: number({ default: 1e-16, above: 0, about: "ε, which keeps the division finite" }),
  },
  init: (size) => ({
    mean: new Array<number>(size).fill(0),
    spread: new Array<number>(size).fill(0),
    power1: 1,
    power2: 1,
  }),
  step({ gradient, state, options: { learningRate, beta1, beta2, epsilon } }) {
    const mean = state.mean.map((m, i) => beta1 * m + (1 - beta1) * gradient[i]);
    const spread = state.spread.map((s, i) => {
      const surprise = gradient[i] - mean[i];
      return beta2 * s + (1 - beta2) * surprise * surprise + epsilon;
    });
    const power1 = state.power1 * beta1;
    const power2 = state.power2 * beta2;
    const step = Float64Array.from(
      mean,
      (m, i) => (learningRate * (m / (1 - power1))) / (Math.sqrt(spread[i] / (1 - power2)) + epsilon),
    );
    return { step, state: { mean, spread, power1, power2 } };
  },
});
