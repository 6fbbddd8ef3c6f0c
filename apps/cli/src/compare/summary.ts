import { failureSigns, type Sign } from "@uphill/optimizers";
import { RECORDS } from "@uphill/training";
import { atRate, isTunable, referenceOf, type Experiment, type OptimizerSpec } from "./experiment.js";
import type { CeilingRecord, JobRecord, RunRecord } from "./run.js";
import { meanInterval, wilcoxon, type Interval } from "./statistics.js";
import { verdict } from "./verdict.js";

/** One run as `--json` shows it. Numbers that are not finite are null. */
interface RunSummary {
  readonly seed: number;
  readonly loss: { readonly train: number | null; readonly test: number | null };
  readonly accuracy: { readonly train: number | null; readonly test: number | null };
  readonly gradientNorm: number | null;
  /** The lowest loss that a step began with, as the optimizer saw it, and the exact loss there. */
  readonly best: { readonly value: number | null; readonly loss: number | null } | null;
  readonly steps: number;
  readonly reversals: number;
  readonly evaluations: RunRecord["evaluations"];
  /** Failure signs in the order in which the run showed them, each with the step that showed it first. */
  readonly signs: RunRecord["signs"];
  readonly stopped: RunRecord["stopped"];
  readonly error: string | null;
}

/** A point of a curve over seeds; `at` is the share of steps or budget. */
export interface CurvePoint {
  readonly at: number;
  readonly loss: Interval;
  /** At every fourth part only. */
  readonly gradientNorm: Interval | null;
  /** Mean steps so far that raised the loss, and that went the other way. */
  readonly raised: number | null;
  readonly reversals: number | null;
}

/** All runs of one optimizer at one setting. */
export interface Row {
  readonly options: Readonly<Record<string, unknown>>;
  readonly runs: readonly RunSummary[];
  readonly summary: {
    readonly lossTrain: Interval;
    readonly lossTest: Interval;
    readonly accuracyTrain: Interval;
    readonly accuracyTest: Interval;
    readonly gradientNorm: Interval;
  };
  /** Exact training loss at a quarter, half and all of the run. */
  readonly horizons: readonly { readonly at: number; readonly lossTrain: Interval }[];
  readonly versusSgd: VersusSgd | null;
  readonly signs: readonly Sign[];
  readonly curve: readonly CurvePoint[];
  /** True where an exact answer was charged: shots are then not the whole price. */
  readonly unpriced: boolean;
}

/** The paired difference to SGD in training loss, as a fraction of SGD's; negative is better. */
export interface VersusSgd {
  readonly relative: Interval;
  /** Two-sided Wilcoxon signed-rank; null below six pairs or when identical. */
  readonly pValue: number | null;
  /** Same losses to the bit in every run, at every recorded point. */
  readonly identical: boolean;
}

export interface TunedRow extends Row {
  /** Null where the optimizer has none: this is then its row at the given options, beside the tuned ones. */
  readonly learningRate: number | null;
  /** What the tuning seeds said: mean final training loss at each rate, and the best rate at each horizon. */
  readonly tuning: null | {
    readonly losses: readonly { readonly rate: number; readonly lossTrain: number | null }[];
    readonly bestAt: readonly { readonly at: number; readonly rate: number }[];
  };
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
  readonly optimizers: readonly OptimizerSummary[];
  readonly ceiling: CeilingSummary;
  /** Paragraphs, one a line. */
  readonly verdict: string;
}

const QUARTERS = [1 / 4, 1 / 2, 1];

/** The tables of one preset from the records of its jobs, in any order. */
export function summarizePreset(experiment: Experiment, records: readonly JobRecord[]): PresetSummary {
  const mine = records.filter(({ preset }) => preset === experiment.preset);
  const runs = mine.filter((record): record is RunRecord => record.optimizer !== null);
  const ofRow = (alias: string, variant: RunRecord["variant"]): RunRecord[] =>
    runs.filter((record) => record.optimizer === alias && record.variant === variant).sort((a, b) => a.seed - b.seed);
  const sgd = referenceOf(experiment.optimizers);

  const rowOf = (
    spec: OptimizerSpec,
    variant: "default" | "tuned",
    options: Readonly<Record<string, unknown>>,
  ): Row => {
    const own = ofRow(spec.alias, isTunable(spec) ? variant : "default");
    const reference = sgd !== undefined && sgd !== spec.alias ? ofRow(sgd, variant) : null;
    const traces = own.map(({ trace }) => trace);
    // A run that failed may know of none.
    const known = own.find(({ idle }) => idle.weights > 0);
    const idleSign: Sign[] = known ? [{ code: "idle-weights", text: `${known.live}.` }] : [];
    return {
      options,
      runs: own.map(runSummary),
      summary: {
        lossTrain: meanInterval(own.map(({ loss }) => loss.train)),
        lossTest: meanInterval(own.map(({ loss }) => loss.test ?? NaN)),
        accuracyTrain: meanInterval(own.map(({ accuracy }) => accuracy.train)),
        accuracyTest: meanInterval(own.map(({ accuracy }) => accuracy.test ?? NaN)),
        gradientNorm: meanInterval(own.map(({ gradientNorm }) => gradientNorm)),
      },
      horizons: QUARTERS.map((at) => ({ at, lossTrain: meanInterval(own.map((run) => lossAt(run, at))) })),
      versusSgd: reference && compareToSgd(own, reference),
      signs: [...failureSigns(options, traces), ...biasSigns(experiment), ...idleSign],
      curve: Array.from({ length: RECORDS + 1 }, (_, k) => ({
        at: k / RECORDS,
        loss: meanInterval(own.map(({ history }) => history[k].loss)),
        gradientNorm:
          own.at(0)?.history[k].gradientNorm === null
            ? null
            : meanInterval(own.map(({ history }) => history[k].gradientNorm ?? NaN)),
        raised: meanInterval(own.map(({ history }) => history[k].raised ?? NaN)).mean,
        reversals: meanInterval(own.map(({ history }) => history[k].reversals ?? NaN)).mean,
      })),
      unpriced: own.some(({ unpriced }) => unpriced),
    };
  };

  const optimizers = experiment.optimizers.map((spec): OptimizerSummary => {
    const tuned = experiment.rates.length > 0;
    const tuning = tuned && isTunable(spec) ? tuningOf(experiment, ofRow(spec.alias, "tuning")) : null;
    const failure = runs.find(({ optimizer, stopped }) => optimizer === spec.alias && stopped === "failed");
    return {
      name: spec.alias,
      optimizer: spec.name,
      ...rowOf(spec, "default", spec.options),
      tuned: tuned
        ? {
            ...rowOf(spec, "tuned", tuning ? atRate(spec, tuning.rate) : spec.options),
            learningRate: tuning && tuning.rate,
            tuning: tuning && { losses: tuning.losses, bestAt: tuning.bestAt },
          }
        : null,
      failed: failure ? (failure.error ?? "it failed") : null,
    };
  });
  const ceilings = mine.filter((record): record is CeilingRecord => record.optimizer === null);
  const ceiling = ceilingOf(ceilings);
  return {
    name: experiment.preset,
    about: experiment.about,
    optimizers,
    ceiling,
    verdict: verdict(experiment, optimizers, ceiling),
  };
}

/** The rate with the lowest mean final training loss on the tuning seeds; among equals the smaller. */
export function tuningOf(
  { rates }: Pick<Experiment, "rates">,
  trials: readonly RunRecord[],
): { rate: number } & NonNullable<TunedRow["tuning"]> {
  const mean = (rate: number, at: number): number => {
    const own = trials.filter((trial) => trial.rate === rate);
    return meanInterval(own.map((trial) => lossAt(trial, at))).mean ?? Infinity;
  };
  const best = (at: number): number => rates.reduce((a, b) => (mean(b, at) < mean(a, at) ? b : a));
  return {
    rate: best(1),
    losses: rates.map((rate) => ({ rate, lossTrain: finite(mean(rate, 1)) })),
    bestAt: QUARTERS.map((at) => ({ at, rate: best(at) })),
  };
}

function lossAt({ history, loss }: RunRecord, at: number): number {
  return at === 1 ? loss.train : history[at * RECORDS].loss;
}

function compareToSgd(own: readonly RunRecord[], sgd: readonly RunRecord[]): VersusSgd {
  const pairs = own.flatMap((run) => {
    const other = sgd.find(({ seed }) => seed === run.seed);
    return other ? [{ run, other }] : [];
  });
  const identical =
    pairs.length > 0 &&
    pairs.every(
      ({ run, other }) =>
        Object.is(run.loss.train, other.loss.train) &&
        run.history.every(({ loss }, k) => Object.is(loss, other.history[k].loss)),
    );
  const relative = pairs.map(({ run, other }) => (run.loss.train - other.loss.train) / other.loss.train);
  return { relative: meanInterval(relative), pValue: identical ? null : wilcoxon(relative), identical };
}

function biasSigns({ settings, model }: Experiment): Sign[] {
  const shots = settings.lossShots || settings.shots;
  if (shots === 0) return [];
  const sign = (text: string): Sign[] => [{ code: "biased-loss", text }];
  if (model.loss === "bce") {
    return sign(
      settings.shots === 1
        ? "From one shot a value is ±1, where the clamped cross-entropy is flat: its gradient is 0 and nothing is trained."
        : "Cross-entropy from shots is a plug-in estimate: it is biased, and with few shots its clamp decides.",
    );
  }
  if (settings.lossShots === 1 && model.loss === "mse") {
    return sign(
      "A squared error from one shot cannot be freed of its bias (1 − f²): compared losses are plug-in values.",
    );
  }
  return [];
}

function ceilingOf(records: readonly CeilingRecord[]): CeilingSummary {
  const of = (name: "logistic" | "quadraticRidge"): CeilingSummary["logistic"] => ({
    accuracyTrain: meanInterval(records.map(({ ceiling }) => ceiling[name].train ?? NaN)),
    accuracyTest: meanInterval(records.map(({ ceiling }) => ceiling[name].test ?? NaN)),
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

/** Mean device seconds of a row's runs; null where all was exact, undefined without a device. */
export function deviceSeconds({ runs }: Row): number | null | undefined {
  const known = runs.flatMap(({ evaluations }) =>
    evaluations.deviceSeconds === undefined ? [] : [evaluations.deviceSeconds],
  );
  if (known.length === 0) return undefined;
  const timed = known.filter((seconds) => seconds !== null);
  return timed.length === 0 ? null : timed.reduce((sum, seconds) => sum + seconds, 0) / timed.length;
}

function runSummary(run: RunRecord): RunSummary {
  const { seed, loss, accuracy, gradientNorm, best, steps, reversals, evaluations, signs, stopped, error } = run;
  return {
    seed,
    loss: { train: finite(loss.train), test: finite(loss.test) },
    accuracy: { train: finite(accuracy.train), test: finite(accuracy.test) },
    gradientNorm: finite(gradientNorm),
    best: best && { value: finite(best.value), loss: finite(best.loss) },
    steps,
    reversals,
    evaluations,
    signs,
    stopped,
    error,
  };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
