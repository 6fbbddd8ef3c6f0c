import { softmax } from "./softmax.js";

/** How classes are written as targets, and how outputs are read as classes. */
export interface Decisions {
  /** Outputs of a row. */
  readonly outputs: number;
  readonly classes: number;
  /** What stands for the class and for the others. */
  readonly coding: { readonly own: number; readonly other: number };
}

/** ±1, for losses that take each output by itself. */
export const SIGNS: Decisions["coding"] = { own: 1, other: -1 };
/** 1 and 0, for losses of all outputs together. */
export const ONE_HOT: Decisions["coding"] = { own: 1, other: 0 };

/**
 * The targets of rows, [rows, outputs]. One output stands for the second of two classes; of more, output j is that of class j, and
 * they begin again from class 0 where there are more than classes.
 */
export function targetsOf(labels: Int32Array, { outputs, classes, coding }: Decisions): Float64Array {
  const targets = new Float64Array(labels.length * outputs);
  labels.forEach((label, row) => {
    for (let j = 0; j < outputs; j++) {
      const own = outputs === 1 ? label === 1 : j % classes === label;
      targets[row * outputs + j] = own ? coding.own : coding.other;
    }
  });
  return targets;
}

/** The class of each row: the sign of one output, else the class whose outputs are the largest in sum, and of equal ones the first. */
export function classesOf(
  table: Float64Array,
  { outputs, classes }: Pick<Decisions, "outputs" | "classes">,
): Int32Array {
  const found = new Int32Array(table.length / outputs);
  for (let row = 0; row < found.length; row++) {
    const own = table.subarray(row * outputs, (row + 1) * outputs);
    if (outputs === 1) {
      found[row] = own[0] < 0 ? 0 : 1;
      continue;
    }
    const sums = new Float64Array(classes);
    own.forEach((value, j) => (sums[j % classes] += value));
    for (let label = 1; label < classes; label++) if (sums[label] > sums[found[row]]) found[row] = label;
  }
  return found;
}

/**
 * The probability of each class, [rows, classes]: of one output f cut to [−1, 1], (1 − f)/2 and (1 + f)/2; of outputs that were trained
 * together, their softmax; else (1 + f)/2 of each class, divided by their sum.
 */
export function probabilitiesOf(
  table: Float64Array,
  { outputs, classes, joint }: Pick<Decisions, "outputs" | "classes"> & { readonly joint: boolean },
): Float64Array {
  const rows = table.length / outputs;
  const found = new Float64Array(rows * classes);
  const cut = (f: number): number => (1 + Math.min(1, Math.max(-1, f))) / 2;
  for (let row = 0; row < rows; row++) {
    const own = table.subarray(row * outputs, (row + 1) * outputs);
    const into = found.subarray(row * classes, (row + 1) * classes);
    if (outputs === 1) into.set([cut(-own[0]), cut(own[0])]);
    else if (joint) into.set(softmax(own).shares);
    else {
      own.forEach((f, j) => (into[j % classes] += cut(f)));
      const sum = into.reduce((total, share) => total + share, 0);
      for (let label = 0; label < classes; label++) into[label] = sum === 0 ? 1 / classes : into[label] / sum;
    }
  }
  return found;
}

/** How often rows of one class (first index) were taken for another (second): [classes][classes]. */
export function confusionOf(labels: Int32Array, told: Int32Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, row) => (counts[label][told[row]] += 1));
  return counts;
}

/**
 * Computes the mean over the classes of F1 = 2·right/(rows of the class + rows taken for it). A class that neither
 * occurs nor is told counts 0, as in scikit-learn.
 * @param counts how often rows of one class (first index) were taken for another (second)
 * @returns the mean, from 0 to 1
 */
export function macroF1(counts: readonly (readonly number[])[]): number {
  const scores = counts.map((row, label) => {
    const of = row.reduce((sum, count) => sum + count, 0);
    const told = counts.reduce((sum, other) => sum + other[label], 0);
    return of + told === 0 ? 0 : (2 * row[label]) / (of + told);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/**
 * How much a row of each class counts, [classes]: rows / (classes · rows of the class), so that each class counts as much as another
 * and the mean is 1. A class without rows counts 0.
 */
export function balancedWeights(labels: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  labels.forEach((label) => (counts[label] += 1));
  return counts.map((count) => (count === 0 ? 0 : labels.length / (classes * count)));
}
