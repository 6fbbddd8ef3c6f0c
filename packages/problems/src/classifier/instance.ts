import type { starts } from "@uphill/circuits";
import type { ItemName } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import type { ProblemInstance } from "../instance.js";
import { idleFacts } from "../live.js";
import { startAt } from "../start.js";
import type { Assembly } from "./assembly.js";
import { prepare } from "../rows/preparation.js";
import { classifierProblem, type ProblemOptions } from "./problem.js";

/**
 * A classifier's training problem, ready to be solved. Its metrics are loss and accuracy, on the test rows and on the training rows.
 * @throws UphillError as {@link classifierProblem} does, and for test rows that cannot be encoded
 */
export function classifierInstance({
  test,
  ...options
}: ProblemOptions & { readonly test?: Dataset }): ProblemInstance {
  const { assembly, seed } = options;
  // A bad test row is told now and not after the training.
  if (test) assembly.encoder.load(prepare(test, assembly.preparation).features);
  const problem = classifierProblem(options);
  return {
    problem,
    loss: (theta) => problem.exact(theta).loss,
    gradientNorm: (theta) => problem.gradientNorm(theta),
    metrics(theta) {
      const onTrain = problem.exact(theta);
      const onTest = test && problem.score(theta, test);
      return {
        ...onTest,
        ...Object.fromEntries(Object.entries(onTrain).map(([name, value]) => [`${name}Train`, value])),
      };
    },
    start: (name) => startWeights(assembly, seed, name),
    optimum: null,
    ...idleFacts(assembly.program),
  };
}

/** The name of a start of `@uphill/circuits`. */
export type StartName = ItemName<typeof starts>;

/** The weights that training starts from: drawn from stream "start" of the seed, the same for every optimizer. */
export function startWeights(
  { spec, circuit }: Pick<Assembly, "spec" | "circuit">,
  seed: number,
  start = "uniform",
): Float64Array {
  return startAt("fit", start, { weights: circuit.weights, layers: spec.layers, seed });
}
