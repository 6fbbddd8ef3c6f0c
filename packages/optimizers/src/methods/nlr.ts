import { choice, norm, number } from "@uphill/core";
import { defineMethod, plus } from "../optimizer.js";
import {
  anneal,
  initTentative,
  isLower,
  negativeLearningRate,
  recommended,
  reversalRatio,
  settle,
  tentativeOptions,
  tryStep,
  verify,
  watched,
} from "../tentative.js";

/**
 * Negative Learning Rate. It tries a step of a base rule. If that step raises the loss, it steps the other way instead.
 *     1  (value₀, g) at θ             2  u = base step (SGD: η·g), θ' = θ − u            3  value₁ at θ'
 *     4  reverse iff value₁ − value₀ > τ + τ_rel·|value₀| + z·SE + 4 ulp(value₀)
 *     5  accept: θ ← θ'               reverse: θ ← θ + (η′/η)·u   [+ σ·|u|/√P · N(0, I)]
 * `onRaise` replaces the reversal by θ ("stay") or θ − u/4 ("quarter"). With `verify`, step 5 first asks for the loss
 * at the new point, and θ stays unless that loss is below value₀. After a raise, `coolDown` steps are those of the base
 * rule, without a comparison.
 * Cost: one gradient and one loss a step. If the compared losses have other rows or shots than the gradient, two
 * losses.
 * Source: Rahman & Nguyen, arXiv:2511.22861. At the defaults the step is the paper's. Our additions are τ, τ_rel, z, σ,
 * the rows and shots of the comparison, the rounding term 4 ulp, and every other option.
 * @example
 * ```ts
 * nlr({ learningRate: 0.05, negativeLearningRate: 0.02 });
 * nlr({ base: adam({ beta1: 0.8 }), gate: 2 }); // a raise counts only beyond two standard errors
 * ```
 */
export const nlr = defineMethod({
  name: "nlr",
  needs: ["value", "gradient"],
  ...watched,
  options: {
    ...tentativeOptions,
    /** Negative learning rate η′, the length of the reversal. */
    negativeLearningRate,
    /** How η′ goes on from step to step, as a schedule of factors; several, parted by commas, multiply. */
    anneal,
    /** σ: random part of a reversal, as a fraction of the step's length. */
    noise: number({ default: 0, min: 0, about: "σ: random part of a reversal, as a fraction of the step's length" }),
    /** Steps that get the random part: reversals, or every one. */
    noiseOn: choice({
      default: "reversal",
      values: ["reversal", "every"],
      about: "Steps that get the random part: reversals, or every one",
    }),
    /** Where the loss was raised: go the other way, stay, or take a quarter of the step. */
    onRaise: choice({
      default: "reverse",
      values: ["reverse", "stay", "quarter"],
      about: "Where the loss was raised: go the other way, stay, or take a quarter of the step",
    }),
    /** Whether the loss is asked for before θ goes elsewhere; where it is not below value₀, θ stays. */
    verify,
  },
  init: (size, options) => initTentative(size, options),
  *step({ theta, state, options, random }) {
    const tried = yield* tryStep(theta, state, options);
    const { raised, step, accepted } = tried;
    const { onRaise, noise, noiseOn } = options;
    const ratio = reversalRatio(options, state.steps);
    const turns = raised && onRaise === "reverse";
    const elsewhere = onRaise === "stay" ? theta : plus(theta, turns ? ratio : -1 / 4, step);
    let next = raised ? elsewhere : accepted;
    if (noise > 0 && (turns || noiseOn === "every")) {
      const scale = (noise * norm(step)) / Math.sqrt(theta.length);
      next = next.map((value) => value + scale * random.normal());
    }
    const telemetry = { reversed: turns, ...(turns && { ratio }) };
    if (!raised || !options.verify || onRaise === "stay") {
      return settle({ theta, state, options }, tried, next, telemetry);
    }
    const { lower, reversedChange } = yield* isLower(next, tried, options);
    const told = { ...telemetry, reversed: turns && lower, reversedChange };
    return settle({ theta, state, options }, tried, lower ? next : theta, told);
  },
  recommend: recommended,
});
