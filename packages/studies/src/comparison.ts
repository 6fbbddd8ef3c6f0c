import { exp, log } from "@uphill/core";
import { plateauSigns } from "@uphill/problems";
import type { RunRecord } from "./run.js";
import { endedAtLoss } from "./stops.js";
import {
  FEWEST_PAIRS,
  hodgesLehmann,
  holm,
  meanInterval,
  wilcoxon,
  type Interval,
  type MedianInterval,
} from "./statistics.js";

/**
 * What is said of an optimizer beside the reference.
 * - `better`, `worse`: significant after Holm's correction, and the whole interval is on one side. If the learning rate
 *   could be the reason, a control must say the same; see {@link Controls}.
 * - `not-separated`: significant, but the control does not say the same. Rule and rate cannot be told apart.
 * - `undecided`: not significant, or the interval contains 0.
 * - `identical`: the same losses to the bit, at every recorded point.
 * - `same-steps`: identical to the reference at the same learning rate, so that only the rate makes a difference.
 * - `tied`: the same final loss on every seed, but not the same losses on the way.
 * - `plateau`: neither left a plateau, so that the difference is close to nothing.
 * - `untested`: there is no p-value; `why` gives the reason.
 */
export type Judgement =
  "better" | "worse" | "not-separated" | "undecided" | "identical" | "same-steps" | "tied" | "plateau" | "untested";

/** How the runs of one optimizer compare with the runs of another, paired by seed. Negative is better. */
export interface Figures {
  /** The alias of the other optimizer. */
  readonly reference: string;
  /** The learning rate of the optimizer; null if it has none. */
  readonly learningRate: number | null;
  /** The learning rate of the other optimizer; null if it has none. */
  readonly referenceLearningRate: number | null;
  /**
   * What is tested and shown. "ratio" is the mean of the logarithms of loss ratios. "difference" is the median
   * difference in the unit of the loss; it is used if losses are near 0, where ratios say little.
   */
  readonly measure: Measure;
  /** The geometric mean of the ratios of final training losses, minus 1. All null if the measure is "difference". */
  readonly relative: Interval;
  /** The median of the differences of final training losses, after Hodges and Lehmann. */
  readonly difference: MedianInterval;
  /** The two-sided p-value of Wilcoxon's signed-rank test, before any correction; null if nothing can be tested. */
  readonly pValue: number | null;
  /** True if the losses are the same to the bit in every run, at every recorded point. */
  readonly identical: boolean;
  /** Why there are no figures or no p-value, as a clause; null if there is a p-value or if all losses are identical. */
  readonly why: string | null;
}

/** What a comparison measures: the ratio or the difference of losses. */
export type Measure = "ratio" | "difference";

/** Figures with a judgement. */
export interface Comparison extends Figures {
  /**
   * The p-value after Holm's correction over all comparisons of the table. If a control must say the same, the larger
   * of the two p-values is corrected.
   */
  readonly pHolm: number | null;
  /** What is said of the optimizer. */
  readonly judgement: Judgement;
}

/** A group's runs of one optimizer. */
export interface Entry {
  readonly alias: string;
  readonly rate: number | null;
  readonly runs: readonly RunRecord[];
}

/**
 * Comparisons that keep a better learning rate from being taken for a better rule. If the two learning rates differ,
 * the optimizer that lost runs at the winner's rate too, and must lose again. If an optimizer took the reference's rate
 * because tuning could not tell it from the best one, it runs at its own best rate too before it is called worse.
 */
export interface Controls {
  /** Both at the optimizer's rate; null if the rates are the same. */
  readonly atOwnRate: Figures | null;
  /** Both at the reference's rate; null if the rates are the same. */
  readonly atReferenceRate: Figures | null;
  /** The optimizer at its own best rate; null if it runs at that rate anyway. */
  readonly atOwnBest: Figures | null;
}

export const NO_CONTROLS: Controls = { atOwnRate: null, atReferenceRate: null, atOwnBest: null };

/** Final losses below this share of the first one count as near 0. */
const NEAR_ZERO = 0.01;
/** Below this, a p-value after Holm's correction is significant. */
export const LEVEL = 0.05;
const NOTHING = { low: null, high: null };

/** Whether ratios say something about all of these runs: no loss is below 0, and no final one near 0. */
export function measureOf(runs: readonly RunRecord[]): Measure {
  return runs.some(({ loss, history }) => loss.train <= 0 || loss.train <= NEAR_ZERO * history[0].loss)
    ? "difference"
    : "ratio";
}

/** Compares the runs of two optimizers, seed by seed. @param measure the same for all that is shown together */
export function compareRuns(
  own: Entry,
  reference: Entry,
  measure: Measure = measureOf([...own.runs, ...reference.runs]),
): Figures {
  const bySeed = new Map(reference.runs.map((run) => [run.seed, run]));
  const pairs = own.runs.flatMap((run) => {
    const other = bySeed.get(run.seed);
    return other ? [{ run, other }] : [];
  });
  const base = {
    reference: reference.alias,
    learningRate: own.rate,
    referenceLearningRate: reference.rate,
    measure,
  };
  const unsound = unsoundness(own) ?? unsoundness(reference);
  if (unsound !== null || pairs.length === 0) return { ...base, ...NO_FIGURES, why: unsound ?? "there are no runs" };
  const identical = pairs.every(
    ({ run, other }) =>
      Object.is(run.loss.train, other.loss.train) &&
      run.history.every(({ loss }, k) => Object.is(loss, other.history[k].loss)),
  );
  const differences = pairs.map(({ run, other }) => run.loss.train - other.loss.train);
  const logarithms = pairs.map(({ run, other }) => log(run.loss.train / other.loss.train));
  const flat = plateauSigns([...own.runs, ...reference.runs]).length > 0;
  const p = identical || flat ? null : wilcoxon(measure === "ratio" ? logarithms : differences);
  return {
    ...base,
    relative: measure === "ratio" ? ratioOf(meanInterval(logarithms)) : NO_FIGURES.relative,
    difference: hodgesLehmann(differences),
    pValue: p,
    identical,
    why: p !== null || identical ? null : flat ? PLATEAU : differences.every((d) => d === 0) ? TIED : TOO_FEW,
  };
}

const PLATEAU = "neither left a plateau";
const TIED = "both end at the very same loss on every seed";
const TOO_FEW = `fewer than ${FEWEST_PAIRS} pairs give no p-value`;

const NO_FIGURES = {
  relative: { mean: null, ...NOTHING },
  difference: { median: null, ...NOTHING },
  pValue: null,
  identical: false,
};

/** "runs of sgd diverged"; null where all came to an end of their own. */
function unsoundness({ alias, runs }: Entry): string | null {
  const bad = runs.find(
    ({ stopped, loss }) => stopped === "failed" || stopped === "diverged" || !Number.isFinite(loss.train),
  );
  const ended = endedAtLoss(runs);
  if (!bad && ended !== undefined)
    return `the rule ${ended} ended runs of ${alias} at the loss that it names, and final losses do not tell who is better`;
  if (!bad) return null;
  return `runs of ${alias} ${bad.stopped === "failed" ? "failed" : "diverged"}`;
}

function ratioOf({ mean, low, high }: Interval): Interval {
  const ratio = (value: number | null): number | null => (value === null ? null : exp(value) - 1);
  return { mean: ratio(mean), low: ratio(low), high: ratio(high) };
}

/**
 * Returns the figure that is shown and judged, with its interval.
 * @param figures the figures of a comparison
 * @returns the value and the ends of the 95 % interval; null where there are none
 */
export function intervalOf({ measure, relative, difference }: Figures): {
  value: number | null;
  low: number | null;
  high: number | null;
} {
  if (measure === "ratio") return { value: relative.mean, low: relative.low, high: relative.high };
  return { value: difference.median, low: difference.low, high: difference.high };
}

/** One comparison of a table, with its controls. */
export interface Judged {
  readonly figures: Figures;
  readonly controls: Controls;
}

/**
 * Judges the comparisons of one table. Holm's correction runs over all of them, those without a p-value included: who turns out to be
 * identical does not make it easier for the others.
 */
export function judge(table: readonly Judged[]): Comparison[] {
  const alone = correct(table.map(({ figures }) => figures.pValue));
  const controlled = correct(table.map(controlledP));
  return table.map(({ figures, controls }, k) => {
    if (!figures.identical && controls.atOwnRate?.identical)
      return { ...figures, ...NO_FIGURES, pHolm: null, why: null, judgement: "same-steps" };
    return { ...figures, pHolm: controlled[k], judgement: judgementOf(figures, alone[k], controlled[k]) };
  });
}

function correct(values: readonly (number | null)[]): (number | null)[] {
  const adjusted = holm(values.map((p) => p ?? 1));
  return values.map((p, k) => (p === null ? null : adjusted[k]));
}

/** The larger of a comparison's p-value and that of the control that has to say the same; 1 where that one does not. */
function controlledP({ figures, controls }: Judged): number | null {
  const side = sideOf(figures);
  if (figures.pValue === null || side === null) return figures.pValue;
  const { atOwnRate, atReferenceRate, atOwnBest } = controls;
  const differ = figures.learningRate !== figures.referenceLearningRate;
  const both = figures.learningRate !== null && figures.referenceLearningRate !== null;
  const needed = [
    ...(differ && both ? [side === "better" ? atOwnRate : atReferenceRate] : []),
    ...(side === "worse" && atOwnBest !== null ? [atOwnBest] : []),
  ];
  return Math.max(
    figures.pValue,
    ...needed.map((control) => (control !== null && sideOf(control) === side ? (control.pValue ?? 1) : 1)),
  );
}

function judgementOf(figures: Figures, alone: number | null, controlled: number | null): Judgement {
  const { identical, why } = figures;
  if (identical) return "identical";
  if (alone === null || controlled === null) return why === PLATEAU ? "plateau" : why === TIED ? "tied" : "untested";
  const side = sideOf(figures);
  if (alone >= LEVEL || side === null) return "undecided";
  return controlled < LEVEL ? side : "not-separated";
}

/** The side that the whole interval lies on. */
function sideOf(figures: Figures): "better" | "worse" | null {
  const { low, high } = intervalOf(figures);
  if (high !== null && high < 0) return "better";
  return low !== null && low > 0 ? "worse" : null;
}

/** The same without figures, and why. */
export function withheld(figures: Figures, why: string): Figures {
  return { ...figures, ...NO_FIGURES, why };
}

/** The figures of two optimizers of one table. They are for exploring and are not judged. */
export type Pair = Figures & { readonly optimizer: string; readonly pHolm: number | null };

/** Everyone against everyone in one table, with Holm's correction over all pairs. */
export function allPairs(entries: readonly Entry[]): Pair[] {
  const pairs = entries.flatMap((own, k) =>
    entries.slice(0, k).map((other) => ({ optimizer: own.alias, ...compareRuns(own, other) })),
  );
  const adjusted = correct(pairs.map(({ pValue }) => pValue));
  return pairs.map((pair, k) => ({ ...pair, pHolm: adjusted[k] }));
}
