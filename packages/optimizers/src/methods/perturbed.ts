import { exp, log, norm, number } from "@uphill/core";
import { ask } from "../ask.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, plus } from "../optimizer.js";

/**
 * Gradient descent with a random push where the loss is flat. If |g| ≤ threshold, and the last `interval` steps had no
 * push, θ first moves by ξ, which is uniform in a ball. The gradient is asked for anew there: θ ← θ + ξ − η·g(θ + ξ).
 * Cost: one gradient a step, and one more with a push.
 * Source: Jin et al. 2017, Algorithm 2, arXiv:1703.00887. Departures: radius, threshold and interval are options; the
 * paper derives them from bounds on the loss. There is no test for the end.
 */
export const perturbed = defineMethod({
  name: "perturbed",
  needs: ["gradient"],
  options: {
    /** Learning rate η. */
    learningRate,
    /** |g| up to which it is flat. */
    threshold: number({
      default: 1e-2,
      min: 0,
      about: "|g| up to which it is flat",
      search: { kind: "log-uniform", low: 1e-4, high: 0.1 },
    }),
    /** Radius of the ball that a push is drawn from. */
    radius: number({
      default: 0.1,
      above: 0,
      about: "Radius of the ball that a push is drawn from",
      search: { kind: "log-uniform", low: 1e-2, high: 1 },
    }),
    /** Least number of steps from one push to the next. */
    interval: number({ default: 10, min: 1, integer: true, about: "Least number of steps from one push to the next" }),
  },
  init: () => ({ since: null as number | null }),
  *step({ theta, state: { since }, options: { learningRate, threshold, radius, interval }, random }) {
    const first = yield* ask.valueAndGradient(theta);
    const flat = norm(first.gradient) <= threshold && (since === null || since >= interval);
    let from = theta;
    let { gradient } = first;
    if (flat) {
      const direction = theta.map(() => random.normal());
      // The volume within a radius grows with its P-th power.
      const length = radius * exp(log(1 - random.uniform()) / theta.length);
      from = plus(theta, length / norm(direction), direction);
      ({ gradient } = yield* ask.valueAndGradient(from));
    }
    const next = plus(from, -learningRate, gradient);
    const length = Math.sqrt(next.reduce((sum, t, i) => sum + (t - theta[i]) ** 2, 0));
    const waited = since === null ? null : since + 1;
    return {
      theta: next,
      state: { since: flat ? 1 : waited },
      report: { value: first.value, gradientNorm: norm(first.gradient), length },
    };
  },
});
