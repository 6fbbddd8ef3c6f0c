import { dot, exp, solvePositive } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import type { Assembly } from "./classifier.js";
import { prepare } from "./preparation.js";

/** Accuracy of a classical model on the numbers that the circuit gets. */
export interface Ceiling {
  readonly train: number;
  readonly test: number;
}

interface Sample {
  readonly rows: readonly Float64Array[];
  /** ±1 */
  readonly labels: readonly number[];
}

type Decide = (row: Float64Array) => number;

const FOLDS = 3;
/** Training rows that the classical models get at most; their cost grows with the cube. */
const MOST_ROWS = 500;
const PENALTIES = [1e-4, 1e-3, 1e-2, 1e-1, 1];

/** What both models reach, and how many training rows they were given. */
export interface Ceilings {
  readonly logistic: Ceiling;
  readonly quadraticRidge: Ceiling;
  readonly rows: number;
}

/**
 * What two plain classical models reach on the same features as the circuit: logistic regression, and ridge regression on all
 * products of two features (with amplitude encoding, the largest family that any circuit's readout xᵀAx belongs to).
 * The L2 penalty comes from three-fold cross-validation on the training rows, of which the first 500 are used at most.
 * @returns accuracies, and the number of training rows used
 * Cost: rows³ for the ridge, features³ for the regression, a few dozen times.
 */
export function classicalCeilings(assembly: Assembly, train: Dataset, test: Dataset): Ceilings {
  const [all, unseen] = [train, test].map((data) => {
    const { states, inputs } = assembly.encoder.load(prepare(data, assembly.preparation).features);
    return sampleOf(states ? states.re : inputs, data);
  });
  return ceilingsOf(all, unseen);
}

/** {@link classicalCeilings} on the features as they are, of two classes; standardise them first. */
export function ceilingsOnFeatures(train: Dataset, test: Dataset): Ceilings {
  return ceilingsOf(sampleOf(train.features, train), sampleOf(test.features, test));
}

function ceilingsOf(all: Sample, unseen: Sample): Ceilings {
  // Padding says nothing, and costs its cube.
  const used = [...all.rows[0].keys()].filter((column) => all.rows.some((row) => row[column] !== 0));
  const narrow = ({ rows, labels }: Sample): Sample => ({
    rows: rows.map((row) => Float64Array.from(used, (column) => row[column])),
    labels,
  });
  const seen = part(narrow(all), (row) => row < MOST_ROWS);
  return {
    logistic: ceiling(logistic, seen, narrow(unseen)),
    quadraticRidge: ceiling(quadraticRidge, seen, narrow(unseen)),
    rows: seen.rows.length,
  };
}

function sampleOf(table: Float64Array, data: Dataset): Sample {
  const width = table.length / data.rows;
  return {
    rows: Array.from({ length: data.rows }, (_, row) => table.subarray(row * width, (row + 1) * width)),
    labels: Array.from(data.labels, (label) => (label === 1 ? 1 : -1)),
  };
}

function ceiling(learn: (sample: Sample, penalty: number) => Decide, train: Sample, test: Sample): Ceiling {
  const scores = PENALTIES.map((penalty) => {
    let right = 0;
    for (let fold = 0; fold < FOLDS; fold++) {
      const held = (row: number): boolean => row % FOLDS === fold;
      const [learnt, judged] = [part(train, (row) => !held(row)), part(train, held)];
      // Of fewer rows than folds there is nothing to learn or to judge.
      if (learnt.rows.length === 0 || judged.rows.length === 0) continue;
      right += accuracy(learn(learnt, penalty), judged) * judged.rows.length;
    }
    return right;
  });
  // Among equals the strongest penalty.
  const decide = learn(train, PENALTIES[scores.lastIndexOf(Math.max(...scores))]);
  return { train: accuracy(decide, train), test: accuracy(decide, test) };
}

function part({ rows, labels }: Sample, keep: (row: number) => boolean): Sample {
  return { rows: rows.filter((_, row) => keep(row)), labels: labels.filter((_, row) => keep(row)) };
}

function accuracy(decide: Decide, { rows, labels }: Sample): number {
  return rows.filter((row, index) => (decide(row) < 0 ? -1 : 1) === labels[index]).length / rows.length;
}

/** Newton's method on Σ ln(1 + e^{−y·(w·x + b)}) + n·penalty·|w|²/2; the offset is penalised too, by a thousandth. */
function logistic({ rows, labels }: Sample, penalty: number): Decide {
  const width = rows[0].length + 1;
  const table = rows.map((row) => Float64Array.of(...row, 1));
  let weights = new Float64Array(width);
  for (let iteration = 0; iteration < 12; iteration++) {
    const hessian = new Float64Array(width * width);
    const gradient = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      const strength = rows.length * penalty * (k === width - 1 ? 1e-3 : 1);
      hessian[k * width + k] = strength;
      gradient[k] = strength * weights[k];
    }
    table.forEach((row, index) => {
      const p = 1 / (1 + exp(labels[index] * dot(weights, row)));
      for (let i = 0; i < width; i++) {
        gradient[i] -= labels[index] * p * row[i];
        for (let j = 0; j <= i; j++) hessian[i * width + j] += p * (1 - p) * row[i] * row[j];
      }
    });
    const step = solvePositive(hessian, gradient);
    weights = weights.map((value, k) => value - step[k]);
    if (Math.sqrt(dot(step, step)) < 1e-8) break;
  }
  return (row) => dot(weights.subarray(0, row.length), row) + weights[row.length];
}

/** Kernel ridge with (1 + x·x′)², which is ridge on all monomials up to degree two. */
function quadraticRidge({ rows, labels }: Sample, penalty: number): Decide {
  const kernel = (a: Float64Array, b: Float64Array): number => (1 + dot(a, b)) ** 2;
  const size = rows.length;
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) gram[i * size + j] = kernel(rows[i], rows[j]);
    gram[i * size + i] += size * penalty;
  }
  const dual = solvePositive(gram, Float64Array.from(labels));
  return (row) => rows.reduce((sum, other, index) => sum + dual[index] * kernel(row, other), 0);
}
