import { UphillError } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { rowProblem, type RowProblem, type RowProblemOptions } from "../rows/problem.js";
import type { Assembly } from "./assembly.js";
import { balancedWeights, confusionOf, macroF1 } from "./decisions.js";

/** What a classifier's training problem is made of. */
export type ProblemOptions = RowProblemOptions<Assembly>;

/** Exact figures at one point. */
export interface Exact {
  readonly loss: number;
  readonly accuracy: number;
  /** Mean over the classes of F1, the harmonic mean of precision and recall. */
  readonly macroF1: number;
  /** How often rows of one class (first index) were taken for another (second). */
  readonly confusion: readonly (readonly number[])[];
}

/** A classifier's training problem: mean loss and share of right answers, on training rows and on others. */
export type ClassifierProblem = RowProblem<Exact>;

/**
 * Mean loss of a classifier over rows, as {@link rowProblem} has it.
 * @throws UphillError as {@link rowProblem} does, and "classes" for held-out or scored rows of other classes
 */
export function classifierProblem(options: ProblemOptions): ClassifierProblem {
  const { assembly, train } = options;
  const { spec } = assembly;
  const balanced = "classWeights" in spec && spec.classWeights === "balanced";
  return rowProblem("classifierProblem", options, {
    ...(balanced && { classWeights: () => balancedWeights(train.labels, train.classes.length) }),
    alike: checkClasses,
    figures({ theta, values, loss, data }) {
      const confusion = confusionOf(data.labels, assembly.classes(theta, values), data.classes.length);
      const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
      return { loss, accuracy: right / data.rows, macroF1: macroF1(confusion), confusion };
    },
  });
}

/** Labels are indices into the classes: of other classes they would mean something else. @throws UphillError "classes" */
export function checkClasses(who: string, train: Dataset, other: Dataset): void {
  if (other.classes.length === train.classes.length && other.classes.every((name, k) => name === train.classes[k]))
    return;
  throw new UphillError({
    code: "classes",
    who,
    got: `${other.name} has classes ${other.classes.join(", ")}`,
    wanted: `the training rows have ${train.classes.join(", ")}`,
    todo: "Give all parts the same classes in the same order, with selectClasses for one.",
  });
}
