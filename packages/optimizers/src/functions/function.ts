import { cos } from "@uphill/core";
import { functionProblem, type Problem } from "../problem.js";

/** A function to try an optimizer on, with what is known of it. */
export interface TestFunction {
  readonly name: string;
  /** The formula. */
  readonly about: string;
  /** How many weights it takes; undefined = any number. */
  readonly size?: number;
  /** Where a trial begins. */
  readonly start: readonly number[];
  /** Its lowest value with as many weights as `start` has. */
  readonly minimum: number;
  /** Its lowest value with so many weights, where that depends on them. */
  minimumAt?(size: number): number;
  value(theta: Float64Array): number;
  gradient(theta: Float64Array): Float64Array;
  /** Where its value is made of waves: their frequencies in one weight. */
  readonly frequencies?: readonly number[];
  /** Groups of weights, of which one chooses an axis where the others are 0. */
  readonly alternatives?: readonly (readonly number[])[];
}

/** Declares a test function. Add one with a file in `functions/` and a line in its index. */
export function defineFunction(definition: TestFunction): TestFunction {
  return definition;
}

/**
 * The function as a problem. Metric and overlaps are those of one qubit turned by each weight, so that optimizers that need
 * them can be tried too; frequencies and alternatives are told where there are some.
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
