import { norm } from "@uphill/core";
import { ask } from "../ask.js";
import { learningRate } from "../learning-rate.js";
import { defineMethod, minus } from "../optimizer.js";
import { raised } from "../reports/index.js";
import { searchLine, wolfeOptions } from "../wolfe.js";

/**
 * Gradient descent with a line search for the strong Wolfe conditions: the loss falls enough, and the slope at the end
 * is small enough. The first trial rate is η. If no trial meets both conditions, the search takes one that meets the
 * first. If there is none, θ stays.
 * Source: Wolfe 1969, SIAM Review 11, 226; Nocedal & Wright 2006, Algorithms 3.5 and 3.6.
 */
export const strongWolfe = defineMethod({
  name: "strong-wolfe",
  needs: ["value", "gradient"],
  reports: { raised },
  options: {
    /** Learning rate η. */
    learningRate,
    ...wolfeOptions,
  },
  init: () => null,
  *step({ theta, options }) {
    const first = yield* ask.valueAndGradient(theta);
    const direction = first.gradient.map((g) => -options.learningRate * g);
    const { start, found, trials } = yield* searchLine(theta, first, direction, options);
    const next = found?.theta ?? theta;
    const report = { value: start, gradientNorm: norm(first.gradient), length: norm(minus(next, theta)) };
    return { theta: next, state: null, report: { ...report, raised: trials > 1 } };
  },
});
