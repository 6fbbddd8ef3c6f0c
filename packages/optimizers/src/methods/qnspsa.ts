import { flag, norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { matrixFunctions, naturalGradient } from "../matrix-functions.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, minus, plus } from "../optimizer.js";
import { raised } from "../reports/index.js";
import { regularization } from "./qng.js";
import { signs } from "./spsa.js";

/** Losses that the blocking's tolerance is taken from. */
const HISTORY = 5;

/**
 * Natural gradient from losses and overlaps alone. Gradient and metric are both estimated in random directions.
 *     ĝ = (value(θ + cΔ) − value(θ − cΔ)) / (2c) · Δ
 *     δF = F(θ + c(Δ₁ + Δ₂)) − F(θ + cΔ₁) − F(θ − c(Δ₁ − Δ₂)) + F(θ − cΔ₁),  F(θ′) = overlap of θ and θ′
 *     Ĝ = −δF/(8c²)·(Δ₁Δ₂ᵀ + Δ₂Δ₁ᵀ)    G ← (k·G + Ĝ)/(k + 1)    G ← (|G| + λ1)/(1 + λ)    θ ← θ − η·G⁻¹·ĝ
 * G is 1 at first, and k = 1, 2, … With `blocking`, a step is not taken if it raises the loss by more than twice the
 * standard deviation of the last losses.
 * Cost: two losses and four overlaps for each of the `resamplings`, for any number of weights; two more losses with
 * `blocking`.
 * Source: Gacon et al. 2021, arXiv:2103.09232, in the form of PennyLane's QNSPSAOptimizer.
 */
export const qnspsa = defineMethod({
  name: "qnspsa",
  needs: ["value", "overlap"],
  reports: { raised },
  options: {
    /** Learning rate η. */
    learningRate,
    /** λ, added to the metric's eigenvalues; 0 = directions that move nothing are left out. */
    regularization,
    /** c: how far points are from θ in each weight; more where there are few shots. */
    perturbation: number({
      default: 0.01,
      above: 0,
      about: "c: how far points are from θ in each weight; more where there are few shots",
      search: { kind: "log-uniform", low: 0.01, high: 0.3 },
    }),
    /** Estimates that a step averages. */
    resamplings: number({ default: 1, min: 1, integer: true, about: "Estimates that a step averages" }),
    /** Whether a step that raises the loss is refused. */
    blocking: flag({ default: true, about: "Whether a step that raises the loss is refused" }),
  },
  init: (size): { count: number; metric: readonly number[]; losses: readonly number[] } => ({
    count: 1,
    metric: Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0)),
    losses: [],
  }),
  *step({ theta, state, options: { learningRate, regularization, perturbation: c, resamplings, blocking }, random }) {
    const size = theta.length;
    let gradient: Float64Array = new Float64Array(size);
    const estimate = new Float64Array(size * size);
    for (let k = 0; k < resamplings; k++) {
      const delta = signs(size, random);
      const [first, second] = [signs(size, random), signs(size, random)];
      const [above, below] = yield* ask.values([plus(theta, c, delta), plus(theta, -c, delta)], { phase: "gradient" });
      gradient = plus(gradient, (above.value - below.value) / (2 * c * resamplings), delta);
      const [both, one, other, back] = yield* ask.overlaps(theta, [
        plus(plus(theta, c, first), c, second),
        plus(theta, c, first),
        plus(plus(theta, -c, first), c, second),
        plus(theta, -c, first),
      ]);
      const change = (both.value - one.value - other.value + back.value) / (8 * c * c * resamplings);
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          estimate[i * size + j] -= change * (first[i] * second[j] + second[i] * first[j]);
        }
      }
    }
    const { count } = state;
    const mean = estimate.map((e, k) => (count * state.metric[k] + e) / (count + 1));
    const [metric] = matrixFunctions(mean, (value) => (Math.abs(value) + regularization) / (1 + regularization));
    const next = plus(theta, -learningRate, naturalGradient(metric, gradient, 0));
    const report = { gradientNorm: norm(gradient), length: norm(minus(next, theta)) };
    const after = { count: count + 1, metric: Array.from(metric) };
    if (!blocking) return { theta: next, state: { ...after, losses: [] }, report };
    const [now, then] = yield* ask.values([theta, next], { phase: "tentative" });
    const losses = [...state.losses, now.value].slice(-HISTORY);
    const raised = then.value > now.value + 2 * deviation(losses);
    return {
      theta: raised ? theta : next,
      state: { ...after, losses },
      report: { ...report, value: now.value, raised, ...(raised && { length: 0 }) },
    };
  },
});

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
