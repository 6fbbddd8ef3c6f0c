import { norm } from "@uphill/core";
import { ask } from "../ask.js";
import { naturalGradient } from "../matrix-functions.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, minus } from "../optimizer.js";
import { momentum } from "../rules/momentum.js";
import { regularization } from "./qng.js";

/**
 * Natural gradient with momentum: v ← μv + η·(G + λ1)⁻¹·g, θ ← θ − v.
 * Cost: one gradient and one metric a step.
 * Source: Borysenko et al. 2024, arXiv:2409.01978. Departures: λ as in `qng`.
 */
export const momentumQng = defineMethod({
  name: "momentum-qng",
  needs: ["gradient", "metric"],
  options: {
    /** Learning rate η. */
    learningRate,
    /** Share μ of the velocity that is kept. */
    momentum: momentum.options.momentum,
    /** λ, added to the metric's eigenvalues; 0 = directions that move nothing are left out. */
    regularization,
  },
  init: (size) => ({ velocity: new Array<number>(size).fill(0) }),
  *step({ theta, state, options: { learningRate, momentum, regularization } }) {
    const { value, gradient } = yield* ask.valueAndGradient(theta);
    const natural = naturalGradient(yield* ask.metric(theta), gradient, regularization);
    const velocity = natural.map((n, i) => momentum * state.velocity[i] + learningRate * n);
    return {
      theta: minus(theta, velocity),
      state: { velocity: Array.from(velocity) },
      report: { value, gradientNorm: norm(gradient), length: norm(velocity) },
    };
  },
});
