import { UphillError } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { rowProblem, type RowProblem, type RowProblemOptions } from "../rows/problem.js";
import type { Assembly } from "./assembly.js";
import { balancedWeights, confusionOf, macroF1 } from "./decisions.js";

/** What {@link classifierProblem} takes. */
export type ProblemOptions = RowProblemOptions<Assembly>;

/** Exact figures at one point. */
export interface Exact {
  /** The mean loss. */
  readonly loss: number;
  /** The share of right answers, from 0 to 1. */
  readonly accuracy: number;
  /** Mean over the classes of F1, the harmonic mean of precision and recall. */
  readonly macroF1: number;
  /** How often rows of one class (first index) were taken for another (second). */
  readonly confusion: readonly (readonly number[])[];
}

/** A classifier's training problem: mean loss and share of right answers, on training rows and on others. */
export type ClassifierProblem = RowProblem<Exact>;

/**
 * Makes the mean loss of a classifier over rows a problem, for `minimize`. A step's batch is a stretch of its epoch's
 * permutation, or drawn with replacement (stream "batches"). Shots come from the stream "shots" at (step, phase, ask, row, circuit), and a
 * gradient method's own random numbers from "directions".
 * It also answers with the Fubini–Study metric and with overlaps of the model's states, each as the mean over the rows.
 * If the loss is a polynomial of the readout, it tells its frequencies, and which weights are alternatives to each
 * other.
 * Cost: a gradient costs what its method costs, and adjoint what parameter shift costs. A value costs one circuit for
 * each row and measurement setting, and an overlap one circuit for each row. The metric is exact even with shots, and
 * costs the circuits that its overlaps would take on a device. Weights outside the light cone cost nothing.
 * @param options the model, the rows, and how it answers
 * @returns the problem
 * @throws UphillError "options" for batches that there are none of, "device" for a circuit that the device cannot hold, "dataset" for rows that are not what they
 *   say, "classes" for held-out or scored rows of other classes
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

/**
 * Checks that rows have the classes of the training rows. Labels are indices into the classes, so with other classes
 * they would mean something else.
 * @param who the function that the user called, for the error
 * @param train the training rows
 * @param other the other rows
 * @throws UphillError "classes" if the classes differ
 */
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
