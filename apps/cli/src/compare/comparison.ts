import { exp, log } from "@uphill/core";
import { plateauSigns } from "@uphill/training";
import type { RunRecord } from "./run.js";
import { hodgesLehmann, holm, meanInterval, wilcoxon, type Interval, type MedianInterval } from "./statistics.js";

/**
 * What may be said of an optimizer beside another.
 * - `better`, `worse`: significant after Holm's correction, with the interval on one side; where their learning rates differ, the
 *   loser was given the winner's rate too, and lost again.
 * - `identical`: the same losses to the bit.
 * - `same-steps`: at its learning rate the other takes the very same steps; what differs is the rate.
 * - `rate-decides`: significant, but not when both have the winner's rate.
 * - `plateau`: neither left a plateau, and what differs is nearly nothing.
 * - `undecided`: anything else that was tested.
 * - `untested`: runs failed or diverged, or there are too few pairs.
 */
export type Judgement =
  "better" | "worse" | "identical" | "same-steps" | "rate-decides" | "plateau" | "undecided" | "untested";

/** How the runs of one optimizer stand to those of another, paired by seed; negative is better. */
export interface Comparison {
  readonly reference: string;
  readonly learningRate: number | null;
  readonly referenceLearningRate: number | null;
  /**
   * What is tested and shown: the mean of the logarithms of loss ratios, or, where losses are near 0 and ratios say little, the
   * median difference in the loss's own unit.
   */
  readonly measure: "ratio" | "difference";
  /** Geometric mean of the ratios of final training losses, less 1; null throughout where the measure is the difference. */
  readonly relative: Interval;
  /** Hodges and Lehmann's median of the differences of final training losses. */
  readonly difference: MedianInterval;
  /** Two-sided, Wilcoxon's signed-rank test; null below six pairs, where runs failed or diverged, are identical, or left no plateau. */
  readonly pValue: number | null;
  /** After Holm's correction over the comparisons of the same group. */
  readonly pHolm: number | null;
  /** Same losses to the bit in every run, at every recorded point. */
  readonly identical: boolean;
  readonly judgement: Judgement;
}

/** A group's runs of one optimizer. */
export interface Entry {
  readonly alias: string;
  readonly rate: number | null;
  readonly runs: readonly RunRecord[];
}

/** Two optimizers at the same learning rate, once at the rate of either. */
export interface EqualRates {
  /** At the optimizer's own rate. */
  readonly own: Comparison | null;
  /** At the reference's. */
  readonly reference: Comparison | null;
}

/** Final losses below this share of the first one count as near 0. */
const NEAR_ZERO = 0.01;
/** Below this, a p-value after Holm's correction is significant. */
export const LEVEL = 0.05;
const NOTHING = { low: null, high: null };

/** Compares the runs of two optimizers, seed by seed; what may be said of it is not judged yet. */
export function compareRuns(own: Entry, reference: Entry): Comparison {
  const pairs = own.runs.flatMap((run) => {
    const other = reference.runs.find(({ seed }) => seed === run.seed);
    return other ? [{ run, other }] : [];
  });
  const sound = pairs.length > 0 && pairs.every(({ run, other }) => isSound(run) && isSound(other));
  const identical =
    sound &&
    pairs.every(
      ({ run, other }) =>
        Object.is(run.loss.train, other.loss.train) &&
        run.history.every(({ loss }, k) => Object.is(loss, other.history[k].loss)),
    );
  const differences = pairs.map(({ run, other }) => run.loss.train - other.loss.train);
  const near = pairs.some(({ run, other }) =>
    [run, other].some(({ loss, history }) => !(loss.train > NEAR_ZERO * history[0].loss)),
  );
  const measure = near ? "difference" : "ratio";
  const logarithms = pairs.map(({ run, other }) => log(run.loss.train / other.loss.train));
  const flat = plateauSigns([...own.runs, ...reference.runs]).length > 0;
  const p = sound && !identical && !flat ? wilcoxon(near ? differences : logarithms) : null;
  return {
    reference: reference.alias,
    learningRate: own.rate,
    referenceLearningRate: reference.rate,
    measure,
    relative: near || !sound ? { mean: null, ...NOTHING } : ratioOf(meanInterval(logarithms)),
    difference: sound ? hodgesLehmann(differences) : { median: null, ...NOTHING },
    pValue: p,
    pHolm: p,
    identical,
    judgement: identical ? "identical" : flat ? "plateau" : "untested",
  };
}

/** A run that came to an end of its own. */
function isSound({ stopped, loss }: Pick<RunRecord, "stopped" | "loss">): boolean {
  return stopped !== "failed" && stopped !== "diverged" && Number.isFinite(loss.train);
}

function ratioOf({ mean, low, high }: Interval): Interval {
  const ratio = (value: number | null): number | null => (value === null ? null : exp(value) - 1);
  return { mean: ratio(mean), low: ratio(low), high: ratio(high) };
}

/** The interval that is shown and judged, by its ends. */
export function intervalOf({ measure, relative, difference }: Comparison): {
  value: number | null;
  low: number | null;
  high: number | null;
} {
  if (measure === "ratio") return { value: relative.mean, low: relative.low, high: relative.high };
  return { value: difference.median, low: difference.low, high: difference.high };
}

/** Judges the comparisons of one group, over which Holm's correction runs. */
export function judge(
  group: readonly { readonly comparison: Comparison; readonly equalRates: EqualRates | null }[],
): Comparison[] {
  const tested = group.map(({ comparison, equalRates }) => (equalRates?.own?.identical ? null : comparison.pValue));
  const adjusted = holm(tested);
  return group.map(({ comparison, equalRates }, k) => {
    if (!comparison.identical && equalRates?.own?.identical) return sameSteps(comparison);
    const judged = { ...comparison, pHolm: adjusted[k] };
    return { ...judged, judgement: judgementOf(judged, equalRates) };
  });
}

/** What differs is the rate: to show a difference or a p-value would rank two that do the same. */
function sameSteps(comparison: Comparison): Comparison {
  return { ...untested(comparison), judgement: "same-steps" };
}

/** The comparison without its figures. */
export function untested(comparison: Comparison): Comparison {
  return {
    ...comparison,
    relative: { mean: null, ...NOTHING },
    difference: { median: null, ...NOTHING },
    pValue: null,
    pHolm: null,
    identical: false,
    judgement: "untested",
  };
}

function judgementOf(comparison: Comparison, equalRates: EqualRates | null): Judgement {
  if (comparison.pHolm === null) return comparison.judgement;
  const side = sideOf(comparison);
  if (comparison.pHolm >= LEVEL || side === null) return "undecided";
  if (equalRates === null) return side;
  // The loser gets the winner's rate: only if it loses again is the rate not the reason.
  const control = side === "better" ? equalRates.own : equalRates.reference;
  const again = control?.pValue !== null && control !== null && control.pValue < LEVEL && sideOf(control) === side;
  return again ? side : "rate-decides";
}

/** The side that the whole interval lies on. */
function sideOf(comparison: Comparison): "better" | "worse" | null {
  const { low, high } = intervalOf(comparison);
  if (high !== null && high < 0) return "better";
  return low !== null && low > 0 ? "worse" : null;
}

/** Two optimizers of one group: figures to explore, which are not judged. */
export type Pair = Omit<Comparison, "judgement"> & { readonly optimizer: string };

/** Everyone against everyone in one group, with Holm's correction over all pairs. */
export function allPairs(entries: readonly Entry[]): Pair[] {
  const pairs = entries.flatMap((own, k) =>
    entries.slice(0, k).map((other) => ({ optimizer: own.alias, ...compareRuns(own, other), judgement: undefined })),
  );
  const adjusted = holm(pairs.map(({ pValue }) => pValue));
  return pairs.map((pair, k) => ({ ...pair, pHolm: adjusted[k] }));
}
