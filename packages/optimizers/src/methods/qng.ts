import { norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { naturalGradient } from "../matrix-functions.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, plus } from "../optimizer.js";

/** λ of the natural-gradient methods. */
export const regularization = number({
  default: 1e-3,
  min: 0,
  about: "λ, added to the metric's eigenvalues; 0 = directions that move nothing are left out",
  search: { kind: "log-uniform", low: 1e-4, high: 0.1 },
});

/**
 * Natural gradient: descent with lengths measured by the metric G of the space of states, θ ← θ − η·(G + λ1)⁻¹·g.
 * Cost: one gradient and one metric a step.
 * Source: Stokes et al. 2020, arXiv:1909.02108; Amari 1998. Departures: the default of λ is 1e-3 and not 0, because
 * idle weights make G singular.
 */
export const qng = defineMethod({
  name: "qng",
  needs: ["gradient", "metric"],
  options: {
    /** Learning rate η. */
    learningRate,
    /** λ, added to the metric's eigenvalues; 0 = directions that move nothing are left out. */
    regularization,
  },
  init: () => null,
  *step({ theta, options: { learningRate, regularization } }) {
    const { value, gradient } = yield* ask.valueAndGradient(theta);
    const natural = naturalGradient(yield* ask.metric(theta), gradient, regularization);
    return {
      theta: plus(theta, -learningRate, natural),
      state: null,
      report: { value, gradientNorm: norm(gradient), length: learningRate * norm(natural) },
    };
  },
});
