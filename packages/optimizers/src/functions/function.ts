import { cos } from "@uphill/core";
import { functionProblem, type Problem } from "../problem.js";

/** A function to try an optimizer on, with what is known of it. */
export interface TestFunction {
  /** The name that users type. */
  readonly name: string;
  /** The formula. */
  readonly about: string;
  /** The number of weights. Undefined if the function takes any number. */
  readonly size?: number;
  /** Where a trial begins. */
  readonly start: readonly number[];
  /** The lowest value, for as many weights as `start` has. */
  readonly minimum: number;
  /** The lowest value for this number of weights. Left out if it does not depend on the number. */
  minimumAt?(size: number): number;
  /** The value at a point, [size]. */
  value(theta: Float64Array): number;
  /** The gradient at a point, [size]. */
  gradient(theta: Float64Array): Float64Array;
  /** If the value is a sum of waves: the frequencies in each weight. */
  readonly frequencies?: readonly number[];
  /** Groups of weights that are alternatives to each other, as `alternatives` of a problem returns them. */
  readonly alternatives?: readonly (readonly number[])[];
}

/** Declares a test function. Add one with a file in `functions/` and a line in its index. */
export function defineFunction(definition: TestFunction): TestFunction {
  return definition;
}

/**
 * Makes a problem of a test function. Metric and overlaps are those of one qubit for each weight, so that optimizers
 * which need them can be tried too.
 * @param definition the test function, one of `testFunctions`
 * @param size the number of weights
 * @returns the problem, for `minimize`
 */
export function testProblem({ value, gradient, frequencies, alternatives }: TestFunction, size: number): Problem {
  return functionProblem({
    size,
    value,
    gradient,
    metric: () => Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) ? 0 : 0.25)),
    overlap: (theta, other) =>
      theta.reduce((product, t, i) => {
        const half = cos((t - other[i]) / 2);
        return product * half * half;
      }, 1),
    ...(frequencies && { frequencies: () => frequencies }),
    ...(alternatives && { alternatives: () => alternatives }),
  });
}
