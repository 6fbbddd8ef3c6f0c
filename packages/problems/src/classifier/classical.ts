import type { Dataset } from "@uphill/datasets";
import type { Assembly } from "./assembly.js";
import {
  circuitRows,
  FOLDS,
  MOST_ROWS,
  PENALTIES,
  rowsOf,
  standardiser,
  type Learner,
  type ManySample,
} from "./classical/learner.js";
import { logistic } from "./classical/logistic.js";
import { quadraticRidge } from "./classical/quadratic-ridge.js";

/** The accuracy of a plain model on the numbers that the circuit gets, from 0 to 1; null if there is none. */
export interface Ceiling {
  /** The accuracy on the training rows. */
  readonly train: number | null;
  /** The accuracy on the test rows. */
  readonly test: number | null;
  /** Why there is no figure, in a full sentence. */
  readonly reason?: string;
}

/** What both plain models reach. */
export interface Ceilings {
  /** Logistic regression. */
  readonly logistic: Ceiling;
  /** Ridge regression on all products of two features. */
  readonly quadraticRidge: Ceiling;
  /** The number of training rows that the models got. */
  readonly rows: number;
}

/**
 * Fits two plain models on the features that the circuit gets: logistic regression, and ridge regression on all
 * products of two features. With amplitude encoding, every readout xᵀAx of a circuit belongs to the family of the
 * second.
 * With more than two classes, the regression is multinomial (softmax), and the ridge is one for each class, the largest of
 * which decides. Every row counts the same, whatever the classifier's `classWeights`.
 * Features are standardised by mean and standard deviation of the training rows. Features that never change are left
 * out. The L2 penalty is one of 1e-8, 1e-7, … 10, times the mean squared length of the standardised rows, or of their
 * products; the offset is not penalised. Stratified five-fold cross-validation on the training rows chooses it; each
 * fold is standardised by the other four. The penalty with most right rows wins, among equals the one with the lowest
 * held-out loss (cross-entropy, squared error), and then the strongest. At most the first 500 training rows are used.
 * There is no figure if all training rows are of one class, if there are no test rows, or if a feature is not finite.
 * It is then null, with the reason.
 * Cost: rows³ for the ridge, rows·features² for the regression (of features at most as many as rows count), some
 * hundred times; with more classes, the regression's cost grows with their number.
 * @param assembly the classifier, which says how rows are encoded
 * @param train the training rows
 * @param test the test rows
 * @returns the accuracies, and the number of training rows that were used
 * @throws UphillError if the encoding refuses a row
 */
export function classicalCeilings(assembly: Assembly, train: Dataset, test: Dataset): Ceilings {
  const [all, unseen] = [train, test].map((data) => sampleOf(circuitRows(assembly, data), data));
  return ceilingsOf(all, unseen);
}

/**
 * Fits the plain models of {@link classicalCeilings} on the features as they are. It does not throw: if numbers are not
 * finite, there are no figures.
 * @param train the training rows
 * @param test the test rows
 * @returns the accuracies, and the number of training rows that were used
 */
export function ceilingsOnFeatures(train: Dataset, test: Dataset): Ceilings {
  const [all, unseen] = [train, test].map((data) => sampleOf(rowsOf(data.features, data.rows), data));
  return ceilingsOf(all, unseen);
}

function sampleOf(rows: Float64Array[], { labels, classes }: Dataset): ManySample {
  return { rows, labels: [...labels], classes: classes.length };
}

function ceilingsOf(all: ManySample, unseen: ManySample): Ceilings {
  const seen = part(all, (row) => row < MOST_ROWS);
  const reason = obstacle(seen, unseen);
  const of = (learner: Learner): Ceiling => (reason === undefined ? ceiling(learner, seen, unseen) : without(reason));
  return { logistic: of(logistic), quadraticRidge: of(quadraticRidge), rows: seen.rows.length };
}

const without = (reason: string): Ceiling => ({ train: null, test: null, reason });

function obstacle(seen: ManySample, unseen: ManySample): string | undefined {
  if (unseen.rows.length === 0) return "There are no test rows.";
  if (ofOneClass(seen)) return "The training rows are of one class.";
  const finite = [...seen.rows, ...unseen.rows].every((row) => row.every(Number.isFinite));
  return finite ? undefined : "A feature is not finite.";
}

const ofOneClass = ({ labels }: ManySample): boolean => labels.every((label) => label === labels[0]);

function ceiling(learner: Learner, seen: ManySample, unseen: ManySample): Ceiling {
  const decisionsAt = taught(learner, seen, [...seen.rows, ...unseen.rows]);
  for (const penalty of ranked(learner, seen)) {
    const decisions = decisionsAt(penalty);
    if (!decisions) continue;
    const count = seen.rows.length;
    return {
      train: right(decisions.slice(0, count), seen.labels) / count,
      test: right(decisions.slice(count), unseen.labels) / unseen.rows.length,
    };
  }
  return without("Rounding forbids the fit at every penalty.");
}

/** The penalties, the best first, by the rows that each gets right and by its loss on them while they are held out. */
function ranked(learner: Learner, sample: ManySample): number[] {
  const folds = foldsOf(sample.labels);
  const scores = PENALTIES.map((penalty) => ({ penalty, right: 0, loss: 0 }));
  for (let fold = 0; fold < FOLDS; fold++) {
    const [seen, held] = [part(sample, (row) => folds[row] !== fold), part(sample, (row) => folds[row] === fold)];
    // Of fewer rows than folds there is nothing to learn or to judge.
    if (seen.rows.length === 0 || held.rows.length === 0) continue;
    const decisionsAt = taught(learner, seen, held.rows);
    for (const score of scores) {
      const decisions = decisionsAt(score.penalty);
      score.right += decisions ? right(decisions, held.labels) : -Infinity;
      decisions?.forEach(({ loss }, row) => (score.loss += loss(held.labels[row])));
    }
  }
  // The sort is stable: the strongest stays first among equals.
  const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
  return scores.sort((a, b) => order(b.right, a.right) || order(a.loss, b.loss)).map(({ penalty }) => penalty);
}

/** The rows of each class fall into the folds in turn. */
function foldsOf(labels: readonly number[]): number[] {
  const counts = new Map<number, number>();
  return labels.map((label) => {
    const before = counts.get(label) ?? 0;
    counts.set(label, before + 1);
    return before % FOLDS;
  });
}

/** What a model says about a row. */
interface Decision {
  readonly label: number;
  /** Its loss, if the row is of a class. */
  readonly loss: (label: number) => number;
}

/** What is learnt from standardised rows; of one class alone, that class is the answer. */
function taught(
  learner: Learner,
  seen: ManySample,
  asked: ManySample["rows"],
): (penalty: number) => Decision[] | undefined {
  if (ofOneClass(seen)) return () => asked.map(() => sure(learner, seen));
  const standardise = standardiser(seen.rows);
  const [rows, judged] = [seen.rows.map(standardise), asked.map(standardise)];
  if (seen.classes === 2) {
    const sign = (label: number): number => (label === 1 ? 1 : -1);
    const valuesAt = learner.learn({ rows, labels: seen.labels.map(sign) }, judged);
    return (penalty) => {
      const values = valuesAt(penalty);
      return (
        values &&
        Array.from(values, (value) => ({
          label: value < 0 ? 0 : 1,
          loss: (label: number) => learner.loss(sign(label) * value),
        }))
      );
    };
  }
  // A class that a fold lacks is never the answer, and its rows there cost the same at every penalty.
  const present = [...new Set(seen.labels)].sort((a, b) => a - b);
  const labels = seen.labels.map((label) => present.indexOf(label));
  const valuesAt = learner.learnMany({ rows, labels, classes: present.length }, judged);
  return (penalty) =>
    valuesAt(penalty)?.map((values) => ({
      label: present[values.indexOf(Math.max(...values))],
      loss: (label) => (present.includes(label) ? learner.lossMany(values, present.indexOf(label)) : 0),
    }));
}

/** The answer of a model that saw one class. */
function sure({ loss }: Learner, { labels: [only] }: ManySample): Decision {
  return { label: only, loss: (label) => loss(label === only ? 1 : -1) };
}

function part({ rows, labels, classes }: ManySample, keep: (row: number) => boolean): ManySample {
  return { rows: rows.filter((_, row) => keep(row)), labels: labels.filter((_, row) => keep(row)), classes };
}

const right = (decisions: readonly Decision[], labels: readonly number[]): number =>
  labels.filter((label, row) => decisions[row].label === label).length;
