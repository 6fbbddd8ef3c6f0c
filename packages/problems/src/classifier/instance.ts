import type { starts } from "@uphill/circuits";
import { checkNames, streams, type ItemName } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { checkConditions, checkCount, conditionNames } from "../conditions.js";
import type { ProblemInstance } from "../instance.js";
import { idleFacts } from "../live.js";
import { startAt } from "../start.js";
import { isHybrid } from "../hybrid/hybrid.js";
import type { Assembly } from "./assembly.js";
import { prepare } from "../rows/preparation.js";
import { classifierProblem, type Exact, type ProblemOptions } from "./problem.js";

/** A classifier that is ready to be solved. */
export interface ClassifierInstance extends ProblemInstance {
  /** How often rows of one class (first index) are taken for another (second); null without test rows. */
  confusion(theta: Float64Array): {
    readonly train: Exact["confusion"];
    readonly test: Exact["confusion"] | null;
  };
}

/**
 * Makes a classifier on rows ready to be solved. Its metrics are figures on the test rows and on the training rows.
 * @param options the classifier, the rows and how it answers; `test`, the rows to test on
 * @returns the instance, for `solve`
 * @throws UphillError as {@link classifierProblem} does, "options" for a bad option, and for test rows that cannot be encoded
 */
export function classifierInstance(given: ProblemOptions & { readonly test?: Dataset }): ClassifierInstance {
  const who = "classifierInstance";
  checkNames(who, ["assembly", "train", "test", "heldOut", "batchSize", "batches", ...conditionNames], given);
  checkConditions(who, given);
  const { test, ...options } = given;
  const { assembly, seed, batchSize = 0 } = options;
  checkCount(who, "batchSize", batchSize, 0);
  // A bad test row is told now and not after the training.
  if (test) assembly.encoder.load(prepare(test, assembly.preparation).features);
  const problem = classifierProblem(options);
  const { spec } = assembly;
  // Of two classes that count as they occur, accuracy says what there is to say.
  const several = options.train.classes.length > 2 || ("classWeights" in spec && spec.classWeights === "balanced");
  const told = ({ loss, accuracy, macroF1 }: Exact): Record<string, number> =>
    several ? { loss, accuracy, macroF1 } : { loss, accuracy };
  return {
    problem,
    loss: (theta) => problem.exact(theta).loss,
    gradientNorm: (theta) => problem.gradientNorm(theta),
    metrics(theta) {
      const onTrain = told(problem.exact(theta));
      const onTest = test && told(problem.score(theta, test));
      return {
        ...onTest,
        ...Object.fromEntries(Object.entries(onTrain).map(([name, value]) => [`${name}Train`, value])),
      };
    },
    confusion: (theta) => ({
      train: problem.exact(theta).confusion,
      test: test ? problem.score(theta, test).confusion : null,
    }),
    start: (name) => startWeights(assembly, seed, name),
    optimum: null,
    ...idleFacts(assembly.program),
  };
}

/** The name of a start of `@uphill/circuits`. */
export type StartName = ItemName<typeof starts>;

/**
 * Draws the first weights from the stream "start" of the seed. They are the same for every optimizer.
 * @param assembly the model
 * @param seed the seed
 * @param start the name of a start of `@uphill/circuits`; default: that of a hybrid model, else "uniform"
 * @returns the numbers that are trained, [size]
 * @throws UphillError "unknown" for a name that no start has
 */
export function startWeights(
  {
    spec,
    circuit,
    layers,
    front,
    head,
  }: Pick<Assembly, "circuit" | "layers" | "front" | "head"> & Partial<Pick<Assembly, "spec">>,
  seed: number,
  start: string = spec && isHybrid(spec) ? spec.start : "uniform",
): Float64Array {
  const own = startAt("fit", start, { weights: circuit.weights, layers, seed });
  if (!front && !head) return own;
  const { at } = streams(seed).stream("start");
  return Float64Array.of(...(front?.map.start(at(1)) ?? []), ...own, ...(head?.start(at(2)) ?? []));
}
