import type { Dataset } from "@uphill/datasets";
import { startWeights } from "../classifier/instance.js";
import type { ProblemInstance } from "../instance.js";
import { idleFacts } from "../live.js";
import { prepare } from "../rows/preparation.js";
import { rowProblem, type RowProblemOptions } from "../rows/problem.js";
import { checkTargets, type RegressionAssembly } from "./model.js";

/** Exact figures at one point. */
interface Exact {
  /** The mean squared error of standardised targets. */
  readonly loss: number;
  /** The root of the mean squared error, in the unit of the targets. */
  readonly rmse: number;
  /** 1 − squared errors / squared distances from the mean of the rows; undefined where the targets are all the same. */
  readonly r2: number | undefined;
}

/** A regression problem that is ready to be solved. Figures without a meaning are left out. */
export function regressionInstance({
  test,
  ...options
}: RowProblemOptions<RegressionAssembly> & { readonly test?: Dataset }): ProblemInstance {
  const { assembly, seed } = options;
  // A bad test row is told now and not after the training.
  if (test) {
    checkTargets(test);
    assembly.encoder.load(prepare(test, assembly.preparation).features);
  }
  const problem = rowProblem("regression", options, {
    alike: (_, __, other) => checkTargets(other),
    figures({ theta, values, loss, data }): Exact {
      const { mean, deviation } = assembly.scale;
      const told = assembly.outputs(theta, values).map((output) => mean + deviation * output);
      const squares = told.reduce((sum, value, row) => sum + (value - data.targets![row]) ** 2, 0);
      return { loss, rmse: Math.sqrt(squares / data.rows), r2: rSquared(told, data.targets!) };
    },
  });
  return {
    problem,
    loss: (theta) => problem.exact(theta).loss,
    gradientNorm: (theta) => problem.gradientNorm(theta),
    metrics(theta) {
      const onTrain = defined(problem.exact(theta));
      const onTest = test && defined(problem.score(theta, test));
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

function defined({ r2, ...others }: Exact): Record<string, number> {
  return { ...others, ...(r2 !== undefined && { r2 }) };
}

/**
 * R², the share of the variance that is explained.
 * @param told    predictions, [rows]
 * @param targets [rows]
 * @returns       1 − Σ(target − told)² / Σ(target − mean)²; undefined where the targets are all the same
 */
export function rSquared(told: Float64Array, targets: Float64Array): number | undefined {
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  if (targets.every((target) => target === targets[0])) return undefined;
  const squares = (of: (row: number) => number): number =>
    targets.reduce((sum, target, row) => sum + (target - of(row)) ** 2, 0);
  return 1 - squares((row) => told[row]) / squares(() => mean);
}
