import { norm, number } from "@uphill/core";
import { defineMethod, minus, plus } from "../optimizer.js";
import { initTentative, negativeLearningRate, tentativeOptions, tryStep } from "../tentative.js";

/**
 * Negative Learning Rate: a tentative step of the base rule; where it raised the loss, a step the other way instead.
 *   1  (value₀, g) at θ             2  u = base step (SGD: η·g), θ' = θ − u            3  value₁ at θ'
 *   4  reverse iff value₁ − value₀ > τ + τ_rel·|value₀| + z·SE + 4 ulp(value₀)
 *   5  accept: θ ← θ'               reverse: θ ← θ + (η′/η)·u  [+ σ·|u|/√P · N(0, I)]
 * Source: Rahman & Nguyen, arXiv:2511.22861. Our reading: τ, τ_rel, z, σ, the rows of the comparison and the rounding
 * floor; at their defaults (all 0, same batch, SGD) the step is the paper's.
 */
export const nlr = defineMethod({
  name: "nlr",
  needs: ["value", "gradient"],
  options: {
    ...tentativeOptions,
    negativeLearningRate,
    noise: number({ default: 0, min: 0, about: "σ: random part of a reversal, as a fraction of the step's length" }),
  },
  init: (size, options) => initTentative(size, options),
  *step({ theta, state, options, random }) {
    const tentative = yield* tryStep(theta, state, options);
    const { step, raised, accepted, report } = tentative;
    let next = accepted;
    if (raised) {
      next = plus(theta, options.negativeLearningRate / options.learningRate, step);
      if (options.noise > 0) {
        const scale = (options.noise * norm(step)) / Math.sqrt(theta.length);
        next = next.map((value) => value + scale * random.normal());
      }
    }
    return {
      theta: next,
      state: tentative.state,
      report: { ...report, reversed: raised, length: norm(minus(next, theta)) },
    };
  },
});
