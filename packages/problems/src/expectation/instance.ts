import type { ProblemInstance } from "../instance.js";
import { idleFacts } from "../live.js";
import { startAt } from "../start.js";
import { expectationProblem, type ExpectationOptions, type ExpectationProblem } from "./problem.js";

/**
 * An expectation value to be made small, ready to be solved.
 * @param who     the family, for errors
 * @param layers  of the circuit: starts ask for it
 * @param reads   what is made small, in words: "the energy"
 * @param optimum the lowest value that there is, where it is known
 * @param metrics exact figures at a point
 * @throws UphillError as {@link expectationProblem}
 */
export function expectationInstance({
  who,
  layers,
  reads,
  optimum,
  metrics,
  ...options
}: ExpectationOptions & {
  readonly who: string;
  readonly layers: number;
  readonly reads: string;
  readonly optimum: number | null;
  metrics(problem: ExpectationProblem, theta: Float64Array): Readonly<Record<string, number>>;
}): ProblemInstance {
  const problem = expectationProblem(options);
  const { program, size: weights } = problem;
  return {
    problem,
    loss: (theta) => problem.value(theta),
    gradientNorm: (theta) => problem.gradientNorm(theta),
    metrics: (theta) => metrics(problem, theta),
    start: (name) => startAt(who, name, { weights, layers, seed: options.seed }),
    optimum,
    ...idleFacts(program, reads),
  };
}
