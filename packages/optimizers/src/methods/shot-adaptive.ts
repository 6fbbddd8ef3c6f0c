import { dot, number } from "@uphill/core";
import { ask } from "../ask.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, plus } from "../optimizer.js";

/**
 * Gradient descent that chooses the number of shots by the noise of the gradient. It takes few shots while the gradient
 * is clear, and more as the gradient fades. The shots of a step are asked for in two halves, whose difference shows the
 * variance of one shot.
 *     χ ← μχ + (1−μ)g    ξ ← μξ + (1−μ)σ²    s = ⌈2Lη/(2 − Lη) · Σξ̂ᵢ / (Σχ̂ᵢ² + b·μᵏ)⌉    θ ← θ − η·g
 * With exact answers there is nothing to adapt, and it is gradient descent.
 * Source: CANS of Kübler et al. 2020, arXiv:1909.09083, and Gu et al. 2021, arXiv:2108.10434. Departures: a request has
 * one number of shots for all weights, so this is CANS and not iCANS or gCANS. Variances come from two halves, because
 * answers carry no error for each component of a gradient. `most` bounds the shots.
 */
export const shotAdaptive = defineMethod({
  name: "shot-adaptive",
  needs: ["gradient"],
  options: {
    /** Learning rate η. */
    learningRate,
    /** L: bound on the loss's curvature; η must be below 2/L, and is cut to 1/L. */
    lipschitz: number({
      default: 1,
      above: 0,
      about: "L: bound on the loss's curvature; η must be below 2/L, and is cut to 1/L",
    }),
    /** Least shots of a step, and those of the first. */
    least: number({ default: 10, min: 2, integer: true, about: "Least shots of a step, and those of the first" }),
    /** Most shots of a step. */
    most: number({ default: 10_000, min: 2, integer: true, about: "Most shots of a step" }),
    /** μ: decay of the running means. */
    memory: number({ default: 0.99, min: 0, below: 1, about: "μ: decay of the running means" }),
    /** b: keeps the first divisions finite. */
    bias: number({ default: 1e-6, above: 0, about: "b: keeps the first divisions finite" }),
  },
  init: (size, { least }) => ({
    shots: least,
    power: 1,
    mean: new Array<number>(size).fill(0),
    variance: new Array<number>(size).fill(0),
  }),
  *step({ theta, state, options: { learningRate, lipschitz, least, most, memory, bias } }) {
    const rate = Math.min(learningRate, 1 / lipschitz);
    const half = Math.ceil(state.shots / 2);
    const first = yield* ask.valueAndGradient(theta, { shots: half });
    if (first.shots === undefined) {
      const length = rate * Math.sqrt(dot(first.gradient, first.gradient));
      const report = { value: first.value, gradientNorm: length / rate, length };
      return { theta: plus(theta, -rate, first.gradient), state, report };
    }
    const second = yield* ask.valueAndGradient(theta, { shots: half });
    const gradient = first.gradient.map((g, i) => (g + second.gradient[i]) / 2);
    const decayed = (before: readonly number[], now: (i: number) => number): number[] =>
      before.map((b, i) => memory * b + (1 - memory) * now(i));
    const mean = decayed(state.mean, (i) => gradient[i]);
    // Each half's variance is that of one shot over `half`; the difference of two has twice that.
    const variance = decayed(state.variance, (i) => (half * (first.gradient[i] - second.gradient[i]) ** 2) / 2);
    const power = state.power * memory;
    const noise = variance.reduce((sum, v) => sum + v, 0) / (1 - power);
    const signal = dot(mean, mean) / (1 - power) ** 2 + bias * state.power;
    const worth = ((2 * lipschitz * rate) / (2 - lipschitz * rate)) * (noise / signal);
    const shots = Math.max(least, Math.min(most, Math.ceil(worth)));
    const gradientNorm = Math.sqrt(dot(gradient, gradient));
    return {
      theta: plus(theta, -rate, gradient),
      state: { shots, power, mean, variance },
      report: { value: (first.value + second.value) / 2, gradientNorm, length: rate * gradientNorm },
    };
  },
});
