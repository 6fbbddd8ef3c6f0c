import { isUphillError } from "@uphill/core";
import {
  amplitudeWarnings,
  classCounts,
  fitPreparation,
  applyPreparation,
  sample,
  selectClasses,
  split,
  type Dataset,
  type Step,
} from "@uphill/datasets";
import { ceilingsOnFeatures, type Ceilings } from "./classical.js";

const MOST_ROWS = 500;
/** Features that a logistic regression is given: its cost grows with their cube. */
const MOST_FEATURES = 64;
const SIDE = 8;
const TOLD_APART = 0.6;

/** What two plain models reach on two classes of a data set, and how the rows were prepared. */
export interface ShownCeilings extends Ceilings {
  /** The two classes. */
  readonly classes: readonly [string, string];
  /** What was done to the features, in full sentences. */
  readonly notes: readonly string[];
}

/**
 * Fits logistic regression and quadratic ridge on two classes of a data set. Features are standardised, and five-fold
 * cross-validation chooses the penalty. At most 500 rows are learnt from and at most 500 are judged on. Wide rows are
 * reduced to 64 area means or principal components first.
 * @param parts the data set: one part, or its training and its test part
 * @param pair the two classes; default: those that `uphill compare` takes, or the first two that have rows
 * @returns what the models reach; undefined if there are too few rows
 */
export function ceilingsOf(parts: readonly Dataset[], pair?: readonly [string, string]): ShownCeilings | undefined {
  const counts = classCounts(parts[0]);
  const present = parts[0].classes.filter((_, label) => counts[label] > 0);
  const usual = ["3", "6"].every((name) => present.includes(name)) && parts[0].image ? ["3", "6"] : present.slice(0, 2);
  const classes = pair ?? (usual as unknown as [string, string]);
  try {
    const chosen = parts.map((part) => selectClasses(part, classes));
    const half = Math.min(MOST_ROWS, Math.floor(chosen[0].rows / 2));
    const { train, test } =
      chosen.length > 1
        ? { train: sample(chosen[0], MOST_ROWS), test: sample(chosen[1], MOST_ROWS) }
        : split(chosen[0], { train: half, test: Math.min(MOST_ROWS, chosen[0].rows - half) });
    const before = train.notes.length;
    const prepared = fitPreparation(train, narrowing(train));
    const found = ceilingsOnFeatures(prepared.train, applyPreparation(test, prepared.fitted));
    return { classes, notes: prepared.train.notes.slice(before), ...found };
  } catch (error) {
    if (isUphillError(error)) return undefined;
    throw error;
  }
}

/**
 * Warns of classes that amplitude encoding cannot tell apart, as `amplitudeWarnings` of `@uphill/datasets` does. There
 * is no warning if a quadratic form of the normalised rows tells two classes apart all the same, because a circuit
 * makes such a form of them.
 * @param train the training rows
 * @param test the test rows
 * @returns one sentence for each pair of classes
 */
export function amplitudeWarningsOf(train: Dataset, test: Dataset): string[] {
  const warnings = amplitudeWarnings(train);
  if (warnings.length === 0 || train.classes.length !== 2) return warnings;
  const { fitted, train: directions } = fitPreparation(train, ["unit-norm"]);
  const { quadraticRidge } = ceilingsOnFeatures(bothSigns(directions), bothSigns(applyPreparation(test, fitted)));
  return (quadraticRidge.test ?? 0) > TOLD_APART ? [] : warnings;
}

/** Every row, then every row's opposite: the linear part of a ridge, which sees the sign, finds nothing there. */
function bothSigns(data: Dataset): Dataset {
  const { features, labels, rows } = data;
  const both = new Float64Array(2 * features.length);
  both.set(features);
  features.forEach((x, k) => (both[features.length + k] = -x));
  const twice = new Int32Array(2 * rows);
  twice.set(labels);
  twice.set(labels, rows);
  return { ...data, features: both, labels: twice, rows: 2 * rows };
}

/**
 * Reduces large images to area means. They say as much about the classes and are quickly compared. Other rows stay as
 * they are.
 */
export const narrowed = (data: Dataset): Dataset =>
  data.image && data.width > MOST_FEATURES ? fitPreparation(data, narrowing(data)).train : data;

function narrowing({ width, image, rows }: Dataset): Step[] {
  if (width <= MOST_FEATURES) return [];
  if (image && Math.min(image.height, image.width) >= SIDE) return [{ name: "area-mean", options: { side: SIDE } }];
  return [{ name: "pca", options: { components: Math.min(MOST_FEATURES, Math.floor(rows / 4)) } }];
}
