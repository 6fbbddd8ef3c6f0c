import { dot, norm, number, ulp } from "@uphill/core";
import { ask } from "../ask.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, plus } from "../optimizer.js";
import { raised } from "../reports/index.js";
import { compareOn, compareShots, comparison } from "../tentative.js";

/**
 * Gradient descent with Armijo backtracking. The trial rate t starts at η and shrinks until the loss falls enough:
 *     value(θ − t·g) ≤ value(θ) − c·t·|g|² + 4 ulp
 * After `tries` trials without success, θ stays.
 * Cost: one gradient, and one loss for each trial. If the compared losses have other rows or shots than the gradient,
 * one more loss.
 * Source: Armijo 1966, Pacific J. Math. 16, 1; Nocedal & Wright, Algorithm 3.1.
 */
export const armijo = defineMethod({
  name: "armijo",
  needs: ["value", "gradient"],
  reports: { raised },
  options: {
    /** Learning rate η. */
    learningRate,
    /** c: share of the promised fall that is enough. */
    decrease: number({ default: 1e-4, above: 0, below: 1, about: "c: share of the promised fall that is enough" }),
    /** Factor from one trial rate to the next. */
    shrink: number({ default: 0.5, above: 0, below: 1, about: "Factor from one trial rate to the next" }),
    /** Trials before θ stays. */
    tries: number({ default: 20, min: 1, integer: true, about: "Trials before θ stays" }),
    /** Rows that the two losses are compared on: this step's batch, the next one's, the held-out rows, or all. */
    compareOn,
    /** Shots per expectation value in the compared losses; 0 = as many as the problem takes. */
    compareShots,
  },
  init: () => null,
  *step({ theta, options }) {
    const { learningRate, decrease, shrink, tries, compareOn } = options;
    const first = yield* ask.valueAndGradient(theta);
    const square = dot(first.gradient, first.gradient);
    const where = comparison(options);
    let trial = plus(theta, -learningRate, first.gradient);
    let after = yield* ask.value(trial, where);
    // As in NLR, losses are compared only where rows and shots agree.
    const sameKind = compareOn === "batch" && first.shots === after.shots;
    const before = sameKind ? first : yield* ask.value(theta, where);
    const base = { value: before.value, gradientNorm: Math.sqrt(square) };
    let rate = learningRate;
    for (let count = 1; ; count++) {
      if (after.value <= before.value - decrease * rate * square + 4 * ulp(before.value)) {
        return {
          theta: trial,
          state: null,
          report: { ...base, raised: count > 1, length: rate * norm(first.gradient) },
        };
      }
      if (count === tries) return { theta, state: null, report: { ...base, raised: true, length: 0 } };
      rate *= shrink;
      trial = plus(theta, -rate, first.gradient);
      after = yield* ask.value(trial, where);
    }
  },
});
