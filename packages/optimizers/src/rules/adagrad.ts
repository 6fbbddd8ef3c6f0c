import { number } from "@uphill/core";
import { defineRule } from "../optimizer.js";

/**
 * Divides the gradient of each weight by the root of all its squares so far. Steps shrink like 1/√t.
 *     s ← s + g²    step = η·g / (√s + ε)
 * Source: Duchi, Hazan & Singer 2011, JMLR 12, 2121, diagonal form; ε as in PyTorch. Departures: η has a default of its
 * own, because the first step is η long in every weight and all later ones are shorter.
 */
export const adagrad = defineRule({
  name: "adagrad",
  options: {
    /** Learning rate η, the length of the first step in each weight. */
    learningRate: number({
      default: 0.1,
      above: 0,
      about: "Learning rate η, the length of the first step in each weight",
      search: { kind: "log-uniform", low: 1e-2, high: 3 },
    }),
    /** ε, which keeps the division finite. */
    epsilon: number({ default: 1e-10, above: 0, about: "ε, which keeps the division finite" }),
  },
  init: (size) => ({ sum: new Array<number>(size).fill(0) }),
  step({ gradient, state, options: { learningRate, epsilon } }) {
    const sum = state.sum.map((s, i) => s + gradient[i] * gradient[i]);
    return { step: gradient.map((g, i) => (learningRate * g) / (Math.sqrt(sum[i]) + epsilon)), state: { sum } };
  },
});
