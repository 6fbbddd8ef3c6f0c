import { countedIn } from "./counted.js";
import { allPairs, compareRuns, type Entry, type Figures } from "./comparison.js";
import { describeExperiment, familyOf, type Experiment } from "./experiment.js";
import { changeOf } from "./jobs.js";
import { runsAt, type CeilingRecord, type JobRecord, type RunRecord } from "./run.js";
import { meanInterval, type Interval } from "./statistics.js";
import type { CeilingSummary, OptimizerSummary, PresetSummary, ProblemSummary, TunedRow } from "./tables.js";
import { weighAll, type Tuning } from "./tuning.js";
import { verdict } from "./verdict.js";
import { entryOf, rowsOf, type Row, type RunsOf } from "./rows.js";

export type { CeilingSummary, Counted, OptimizerSummary, PresetSummary, ProblemSummary } from "./tables.js";

/**
 * Makes the tables of one preset from the records of its jobs.
 * @param experiment the experiment
 * @param records the records, in any order
 * @returns the tables, the comparisons and the verdict
 */
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
  const ceilings = mine.filter((record): record is CeilingRecord => record.optimizer === null);
  const ceiling = ceilingOf(experiment, ceilings);
  return {
    name: experiment.preset,
    about: experiment.about,
    setting: describeExperiment(experiment),
    reference: experiment.reference,
    optimizers,
    pairs: { tuned: chosen && allPairs(entries(tuned)), given: allPairs(entries(new Map())) },
    problem: problemSummary(experiment, runs),
    ...(experiment.stops.length > 0 && { stops: experiment.stops }),
    counted: countedIn(optimizers),
    ...(ceiling && { ceiling }),
    verdict: verdict(experiment, optimizers, ceiling, between),
  };
}

function tuningPart(tuning: Tuning | undefined): Pick<TunedRow, "learningRate" | "tuning"> {
  if (!tuning) return { learningRate: null, tuning: null };
  const { candidates: losses, rate: learningRate, ...rest } = tuning;
  return { learningRate, tuning: { losses, ...rest } };
}

function problemSummary(experiment: Experiment, runs: readonly RunRecord[]): ProblemSummary {
  const { name, metrics, objective } = familyOf(experiment);
  const optima = new Set(runs.flatMap(({ optimum }) => optimum ?? []));
  return {
    name,
    options: experiment.problem.options,
    parts: experiment.problem.parts ?? {},
    optimum: optima.size === 1 ? [...optima][0] : null,
    objective,
    metrics: metrics.map(({ name, better, unit }) => ({ name, better, unit })),
  };
}

function ceilingOf(experiment: Experiment, records: readonly CeilingRecord[]): CeilingSummary | undefined {
  const { baselines, metrics } = familyOf(experiment);
  if (!baselines) return undefined;
  const { metric, models } = baselines;
  const possible = metrics.find(({ name }) => name === metric)?.possible?.(experiment.problem);
  const of = (name: string, part: "train" | "test"): Interval =>
    meanInterval(
      records.map(({ ceiling }) => ceiling.models[name][part] ?? NaN),
      possible,
    );
  const found = Object.entries(models).map(([name, about]) => ({
    name,
    about,
    train: of(name, "train"),
    test: of(name, "test"),
  }));
  return {
    ...Object.fromEntries(
      found.map(({ name, train, test }) => [name, { [`${metric}Train`]: train, [`${metric}Test`]: test }]),
    ),
    models: found,
    metric,
    known: meanInterval(records.map(({ ceiling }) => ceiling.known ?? NaN)).mean,
    rows: records.at(0)?.ceiling.rows ?? 0,
    reasons: [
      ...new Set(
        records.flatMap(({ ceiling }) => Object.keys(models).flatMap((name) => ceiling.models[name].reason ?? [])),
      ),
    ],
  };
}
