import { allPairs, compareRuns, type Entry, type Figures, type Pair } from "./comparison.js";
import { describeExperiment, type Experiment } from "./experiment.js";
import { changeOf } from "./jobs.js";
import { runsAt, type CeilingRecord, type JobRecord, type RunRecord } from "./run.js";
import { meanInterval, type Interval } from "./statistics.js";
import { weighAll, type Tuning } from "./tuning.js";
import { verdict } from "./verdict.js";
import { entryOf, rowsOf, SHARES, type Row, type RunsOf } from "./rows.js";

interface TunedRow extends Row {
  /** Null where tuning turned other options, or had nothing to turn. */
  readonly learningRate: number | null;
  /** Null where there was nothing to tune: this is then the row at the given options, beside the tuned ones. */
  readonly tuning: null | (Omit<Tuning, "candidates" | "rate"> & { readonly losses: Tuning["candidates"] });
}

export interface OptimizerSummary extends Row {
  /** The alias. */
  readonly name: string;
  /** The optimizer behind the alias. */
  readonly optimizer: string;
  readonly tuned: TunedRow | null;
  /** Why runs of it failed; null where none did. Such an optimizer is not ranked. */
  readonly failed: string | null;
}

export interface CeilingSummary {
  readonly logistic: { readonly accuracyTrain: Interval; readonly accuracyTest: Interval };
  readonly quadraticRidge: { readonly accuracyTrain: Interval; readonly accuracyTest: Interval };
  /** Accuracy that no rule can pass on average, where it is known of the data; the mean over seeds. */
  readonly known: number | null;
  /** Training rows that the two were given. */
  readonly rows: number;
  /** Why figures cannot be had: full sentences. */
  readonly reasons: readonly string[];
}

export interface PresetSummary {
  readonly name: string;
  readonly about: string;
  /** The experiment in one line, as it was run. */
  readonly setting: string;
  /** The alias that all others are compared with. */
  readonly reference: string;
  readonly optimizers: readonly OptimizerSummary[];
  /** Everyone against everyone, to explore; not judged. */
  readonly pairs: { readonly tuned: readonly Pair[] | null; readonly given: readonly Pair[] };
  readonly ceiling: CeilingSummary;
  /** Paragraphs, one a line. */
  readonly verdict: string;
}

/** The tables of one preset from the records of its jobs, in any order. */
export function summarizePreset(experiment: Experiment, records: readonly JobRecord[]): PresetSummary {
  const mine = records.filter(({ preset }) => preset === experiment.preset);
  const runs = mine.filter((record): record is RunRecord => record.variant === "run");
  const trials = mine.filter((record): record is RunRecord => record.variant === "tuning");
  const at = runsAt(experiment, "run", mine);
  const runsOf: RunsOf = (spec, change) => at(spec.alias, changeOf(spec, change));
  const tuned = weighAll(experiment, runsAt(experiment, "tuning", mine));
  // One run that does not come again speaks of all.
  const distrusted = new Map(
    runs
      .concat(trials)
      .flatMap(({ optimizer, fault, error }): [string, string][] =>
        fault === "not-reproducible" ? [[optimizer!, error ?? "it is not reproducible"]] : [],
      ),
  );
  const group = (tuning: ReadonlyMap<string, Tuning>): readonly Row[] => rowsOf(experiment, tuning, runsOf, distrusted);
  const given = group(new Map());
  const chosen = experiment.rates.length > 0 ? group(tuned) : null;

  const optimizers = experiment.optimizers.map((spec, k): OptimizerSummary => {
    const failure = [given[k], chosen?.[k]]
      .flatMap((row) => row?.runs ?? [])
      .find(({ stopped }) => stopped === "failed");
    const failed = failure ? (failure.error ?? "it failed") : (distrusted.get(spec.alias) ?? null);
    return {
      name: spec.alias,
      optimizer: spec.name,
      ...given[k],
      tuned: chosen && { ...chosen[k], ...tuningPart(tuned.get(spec.alias)) },
      failed,
    };
  });
  const entries = (tuning: ReadonlyMap<string, Tuning>): Entry[] =>
    experiment.optimizers
      .filter(({ alias }) => !distrusted.has(alias))
      .map((spec) => entryOf(spec, tuning.get(spec.alias)?.chosen ?? null, runsOf));
  const between = (name: string, other: string): Figures | null => {
    const [own, reference] = [name, other].map((alias) => entries(tuned).find((entry) => entry.alias === alias));
    return own && reference ? compareRuns(own, reference) : null;
  };
  const ceiling = ceilingOf(mine.filter((record): record is CeilingRecord => record.optimizer === null));
  return {
    name: experiment.preset,
    about: experiment.about,
    setting: describeExperiment(experiment),
    reference: experiment.reference,
    optimizers,
    pairs: { tuned: chosen && allPairs(entries(tuned)), given: allPairs(entries(new Map())) },
    ceiling,
    verdict: verdict(experiment, optimizers, ceiling, between),
  };
}

function tuningPart(tuning: Tuning | undefined): Pick<TunedRow, "learningRate" | "tuning"> {
  if (!tuning) return { learningRate: null, tuning: null };
  const { candidates: losses, rate: learningRate, ...rest } = tuning;
  return { learningRate, tuning: { losses, ...rest } };
}

function ceilingOf(records: readonly CeilingRecord[]): CeilingSummary {
  const of = (name: "logistic" | "quadraticRidge"): CeilingSummary["logistic"] => ({
    accuracyTrain: meanInterval(
      records.map(({ ceiling }) => ceiling[name].train ?? NaN),
      SHARES,
    ),
    accuracyTest: meanInterval(
      records.map(({ ceiling }) => ceiling[name].test ?? NaN),
      SHARES,
    ),
  });
  return {
    logistic: of("logistic"),
    quadraticRidge: of("quadraticRidge"),
    known: meanInterval(records.map(({ ceiling }) => ceiling.known ?? NaN)).mean,
    rows: records.at(0)?.ceiling.rows ?? 0,
    reasons: [
      ...new Set(
        records.flatMap(({ ceiling: { logistic, quadraticRidge } }) =>
          [logistic, quadraticRidge].flatMap(({ reason }) => reason ?? []),
        ),
      ),
    ],
  };
}
