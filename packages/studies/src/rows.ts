import {
  countOf,
  failureSigns,
  figuresOf,
  type StepCounts,
  type ReportFigure,
  type SharedCounts,
  type Sign,
} from "@uphill/optimizers";
import { optimizerFamilies } from "@uphill/plugins";
import { plateauSigns, RECORDS, type Metric, type ProblemFamily } from "@uphill/problems";
import {
  compareRuns,
  judge,
  measureOf,
  NO_CONTROLS,
  withheld,
  type Comparison,
  type Controls,
  type Entry,
  type Figures,
  type Judged,
} from "./comparison.js";
import { familyOf, type Experiment } from "./experiment.js";
import { fieldOf, figureNames, furtherFigures, objectiveOf } from "./figures.js";
import { changedOptions, rateOf, type Change, type OptimizerSpec } from "./optimizer.js";
import { ratesOf, referenceSpec } from "./jobs.js";
import { PLAIN } from "./preset.js";
import type { RunRecord } from "./run.js";
import { meanInterval, type Interval, type Possible } from "./statistics.js";
import { stopEnds, type StopEnds } from "./stops.js";
import { lossAt, QUARTERS, type Choice } from "./tuning.js";

/** One run as `--json` shows it, with the counts that have a column. Numbers that are not finite are null. */
interface RunSummary extends Partial<StepCounts> {
  readonly seed: number;
  readonly loss: { readonly train: number | null; readonly test: number | null };
  /** Every exact figure by its name. In JSON, figures of rows stand by their metric too, as the loss does. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly gradientNorm: number | null;
  /** The lowest loss that a step began with, as the optimizer saw it, and the exact loss there. */
  readonly best: { readonly value: number | null; readonly loss: number | null } | null;
  readonly steps: number;
  readonly evaluations: RunRecord["evaluations"];
  /** Failure signs in the order in which the run showed them, each with the step that showed it first. */
  readonly signs: RunRecord["signs"];
  readonly stopped: RunRecord["stopped"];
  readonly error: string | null;
  /** What became of it apart from its steps; left out where nothing did. */
  readonly fault?: RunRecord["fault"];
}

/** Mean counts of the steps so far; null where runs have none. */
type MeanCounts = Readonly<Record<keyof SharedCounts, number | null>>;

/** A point of a curve over seeds. */
export interface CurvePoint extends MeanCounts {
  /** The share of the steps or of the budget, from 0 to 1. */
  readonly at: number;
  /** The exact training loss: mean and interval over seeds. */
  readonly loss: Interval;
  /** The length of the exact gradient: mean and interval over seeds. Null except at every fourth part of the run. */
  readonly gradientNorm: Interval | null;
  /** The mean counts of figures that one optimizer alone declares. */
  readonly counts?: Readonly<Record<string, number | null>>;
}

/** All runs of one optimizer at one setting: a row of the table. */
export interface Row {
  /** The options of the optimizer. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The runs, in order of seed. */
  readonly runs: readonly RunSummary[];
  /** Means over the runs at their end, each with its interval. */
  readonly summary: {
    readonly lossTrain: Interval;
    readonly lossTest: Interval;
    readonly gradientNorm: Interval;
    /** Every exact figure by its name. In JSON they stand beside the losses too, for example as `accuracyTest`. */
    readonly metrics: Readonly<Record<string, Interval>>;
  };
  /** The exact training loss at a quarter, at half and at the end of the run. */
  readonly horizons: readonly { readonly at: number; readonly lossTrain: Interval }[];
  /** How it compares with the reference of the same table; null for the reference itself. */
  readonly versusReference: Comparison | null;
  /** The same if the reference is plain gradient descent; otherwise null. */
  readonly versusSgd: Comparison | null;
  /** Comparisons that keep a better rate from being taken for a better rule; null for the reference itself. */
  readonly controls: Controls | null;
  /** The failure signs of all runs together. */
  readonly signs: readonly Sign[];
  /** The curve over the run. */
  readonly curve: readonly CurvePoint[];
  /** What stopping rules did to its runs; left out without rules. */
  readonly stops?: readonly StopEnds[];
  /**
   * False if a run of the row failed, or if any run of its optimizer was not reproducible. Such a row is shown and not
   * ranked.
   */
  readonly ranked: boolean;
  /** True if an exact answer was charged. Shots are then not the whole price. */
  readonly unpriced: boolean;
}

const SIZES: Possible = [0, Infinity];

/** Runs of an optimizer at a change, which is nothing where its options are those given. */
export type RunsOf = (spec: OptimizerSpec, change: Change | null) => readonly RunRecord[];

export function entryOf(spec: OptimizerSpec, change: Change | null, runsOf: RunsOf): Entry {
  return { alias: spec.alias, rate: rateOf(changedOptions(spec, change)), runs: runsOf(spec, change) };
}

/** The rows of one table: at the given options, or at what tuning chose. */
export function rowsOf(
  experiment: Experiment,
  tuning: ReadonlyMap<string, Choice>,
  runsOf: RunsOf,
  distrusted: ReadonlyMap<string, string>,
): Row[] {
  const reference = referenceSpec(experiment);
  const others = experiment.optimizers.filter((spec) => spec !== reference);
  const table = others.map((spec): Judged => {
    const judged = judgedOf(experiment, spec, tuning, runsOf);
    const bad = [spec, reference].find(({ alias }) => distrusted.has(alias));
    if (!bad) return judged;
    return { figures: withheld(judged.figures, `runs of ${bad.alias} are not reproducible`), controls: NO_CONTROLS };
  });
  const comparisons = judge(table);
  return experiment.optimizers.map((spec) => {
    const change = tuning.get(spec.alias)?.chosen ?? null;
    const own = runsOf(spec, change);
    const place = others.indexOf(spec);
    const versusReference = place < 0 ? null : comparisons[place];
    return {
      ...rowFigures(experiment, spec, change, own),
      ranked: !distrusted.has(spec.alias) && own.every(({ stopped }) => stopped !== "failed"),
      versusReference,
      versusSgd: reference.name === PLAIN ? versusReference : null,
      controls: place < 0 ? null : table[place].controls,
    };
  });
}

/** An optimizer beside the reference, with the controls, all in one measure. */
function judgedOf(
  experiment: Experiment,
  spec: OptimizerSpec,
  tuning: ReadonlyMap<string, Choice>,
  runsOf: RunsOf,
): Judged {
  const reference = referenceSpec(experiment);
  const at = (one: OptimizerSpec, change: Change | null): Entry => entryOf(one, change, runsOf);
  const chosen = (one: OptimizerSpec): Entry => at(one, tuning.get(one.alias)?.chosen ?? null);
  const rates = ratesOf(experiment, spec, tuning);
  const both = (learningRate: number): [Entry, Entry] => [at(spec, { learningRate }), at(reference, { learningRate })];
  const ownBest = tuning.get(spec.alias)?.ownBest;
  const pairs = {
    main: [chosen(spec), chosen(reference)] as const,
    atOwnRate: rates && both(rates.own),
    atReferenceRate: rates && both(rates.reference),
    atOwnBest: ownBest ? ([at(spec, ownBest), chosen(reference)] as const) : null,
  };
  const measure = measureOf(Object.values(pairs).flatMap((pair) => pair?.flatMap(({ runs }) => runs) ?? []));
  // A rate that an optimizer does not take has no runs.
  const compared = (pair: readonly [Entry, Entry] | null): Figures | null =>
    pair?.every(({ runs }) => runs.length > 0) ? compareRuns(...pair, measure) : null;
  return {
    figures: compareRuns(...pairs.main, measure),
    controls: {
      atOwnRate: compared(pairs.atOwnRate),
      atReferenceRate: compared(pairs.atReferenceRate),
      atOwnBest: compared(pairs.atOwnBest),
    },
  };
}

/** Everything in a row that one optimizer's runs alone decide. */
function rowFigures(
  experiment: Experiment,
  spec: OptimizerSpec,
  change: Change | null,
  own: readonly RunRecord[],
): Omit<Row, "versusReference" | "versusSgd" | "controls" | "ranked"> {
  const options = changedOptions(spec, change);
  const counted = figuresOf([optimizerFamilies[spec.name]]);
  const traces = own.map(({ trace }) => trace);
  // A run that failed may know of none.
  const known = own.find(({ idle }) => idle.weights > 0);
  const idleSign: Sign[] = known ? [{ code: "idle-weights", text: `${known.live}.` }] : [];
  const family = familyOf(experiment);
  const possible = (metric: Metric): Possible | undefined => metric.possible?.(experiment.problem);
  const loss = (values: readonly number[]): Interval => meanInterval(values, possible(objectiveOf(family)));
  const metrics = Object.fromEntries(
    figureNames(family).map(({ metric, key }) => [
      key,
      meanInterval(
        own.map((run) => run.metrics[key] ?? NaN),
        possible(metric),
      ),
    ]),
  );
  const size = (values: readonly number[]): Interval => meanInterval(values, SIZES);
  return {
    options,
    runs: own.map((run) => runSummary(family, counted, run)),
    summary: {
      lossTrain: loss(own.map(({ loss }) => loss.train)),
      lossTest: loss(own.map(({ loss }) => loss.test ?? NaN)),
      ...Object.fromEntries(furtherFigures(family).map((figure) => [fieldOf(figure), metrics[figure.key]])),
      gradientNorm: size(own.map(({ gradientNorm }) => gradientNorm)),
      metrics,
    },
    horizons: QUARTERS.map((at) => ({ at, lossTrain: loss(own.map((run) => lossAt(run, at))) })),
    signs: [
      ...failureSigns(options, traces),
      ...plateauSigns(own),
      ...cautionsOf(experiment),
      ...idleSign,
      ...toldSigns(own),
    ],
    curve: Array.from({ length: RECORDS + 1 }, (_, k) => ({
      at: k / RECORDS,
      loss: loss(own.map(({ history }) => history[k].loss)),
      gradientNorm:
        own.at(0)?.history[k].gradientNorm === null
          ? null
          : size(own.map(({ history }) => history[k].gradientNorm ?? NaN)),
      ...countsBy(counted, (figure) => meanInterval(own.map(({ history }) => countOf(history[k], figure) ?? NaN)).mean),
    })),
    ...(experiment.stops.length > 0 && { stops: stopEnds(experiment.stops, own) }),
    unpriced: own.some(({ unpriced }) => unpriced),
  };
}

/** Counts as records have them: of shared figures by their own names, of others in `counts`. */
function countsBy<T>(
  figures: readonly ReportFigure[],
  count: (figure: ReportFigure) => T,
): Record<keyof SharedCounts, T> & { counts?: Record<string, T> } {
  const entries = figures.map((figure) => ({ figure, entry: [figure.field ?? figure.name, count(figure)] as const }));
  const own = entries.flatMap(({ figure, entry }) => (figure.field === undefined ? [entry] : []));
  const shared = entries.flatMap(({ figure, entry }) => (figure.field === undefined ? [] : [entry]));
  return {
    ...(Object.fromEntries(shared) as Record<keyof SharedCounts, T>),
    ...(own.length > 0 && { counts: Object.fromEntries(own) }),
  };
}

/** What the optimizer itself told in some of these runs, each once, in the words of the first. */
function toldSigns(own: readonly RunRecord[]): Sign[] {
  const first = new Map<string, string>();
  for (const { code, text, told } of own.flatMap(({ signs }) => signs)) {
    if (told && !first.has(code)) first.set(code, text);
  }
  return [...first].map(([code, text]) => ({ code, text }));
}

/** What the problem says of figures under these shots, from this start. */
function cautionsOf({ settings, problem }: Experiment): readonly Sign[] {
  return familyOf({ problem }).cautions?.(problem, settings) ?? [];
}

/** A figure of runs, summed over all of them. */
export function totalOf({ runs }: Pick<Row, "runs">, pick: (run: RunSummary) => number): number {
  return runs.reduce((sum, run) => sum + pick(run), 0);
}

/**
 * Returns the mean of a figure over the runs of a row.
 * @param row the row
 * @param pick returns the figure of a run
 * @returns the mean; 0 if there are no runs
 */
export function meanOf(row: Pick<Row, "runs">, pick: (run: RunSummary) => number): number {
  return totalOf(row, pick) / Math.max(1, row.runs.length);
}

/**
 * Returns the mean device seconds of the runs of a row.
 * @param row the row
 * @returns the seconds; null if every answer was exact, undefined without a device
 */
export function deviceSeconds({ runs }: Row): number | null | undefined {
  const known = runs.flatMap(({ evaluations }) =>
    evaluations.deviceSeconds === undefined ? [] : [evaluations.deviceSeconds],
  );
  if (known.length === 0) return undefined;
  const timed = known.filter((seconds) => seconds !== null);
  return timed.length === 0 ? null : timed.reduce((sum, seconds) => sum + seconds, 0) / timed.length;
}

function runSummary(family: ProblemFamily, counted: readonly ReportFigure[], run: RunRecord): RunSummary {
  const { seed, loss, gradientNorm, best, steps, evaluations, signs, stopped, error, fault } = run;
  return {
    seed,
    loss: { train: finite(loss.train), test: finite(loss.test) },
    ...partsOf(family, run),
    gradientNorm: finite(gradientNorm),
    best: best && { value: finite(best.value), loss: finite(best.loss) },
    steps,
    ...countsBy(
      counted.filter(({ head }) => head !== undefined),
      (figure) => countOf(run, figure) ?? 0,
    ),
    evaluations,
    signs,
    stopped,
    error,
    metrics: Object.fromEntries(figureNames(family).map(({ key }) => [key, finite(run.metrics[key] ?? null)])),
    ...(fault && { fault }),
  };
}

/** Figures of rows by their metric, as the loss stands: `accuracy: { train, test }`. */
function partsOf(family: ProblemFamily, { metrics }: RunRecord): Record<string, object> {
  const parts: Record<string, Record<string, number | null>> = {};
  for (const { metric, key, part } of furtherFigures(family)) {
    if (part !== undefined) parts[metric.name] = { ...parts[metric.name], [part]: finite(metrics[key] ?? null) };
  }
  return parts;
}

/**
 * Says in a word or two why a row is not ranked.
 * @param row the row
 * @returns "failed" or "not reproducible"; undefined if the row is ranked
 */
export function whyUnranked({ ranked, runs }: Row): string | undefined {
  if (ranked) return undefined;
  // Otherwise it is another row of the same optimizer that does not come again.
  const failed = runs.some(({ stopped, fault }) => stopped === "failed" && fault !== "not-reproducible");
  return failed ? "failed" : "not reproducible";
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
