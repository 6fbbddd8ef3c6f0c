import {
  checkNeeds,
  checkStops,
  countsFrom,
  describeError,
  figuresOf,
  guarded,
  noCounts,
  recording,
  sharedFigures,
  summarize,
  type Account,
  type StepCounts,
  type Optimizer,
  type Stopped,
  type Transcript,
} from "@uphill/optimizers";
import { faultOf, optimizerFamilies, originOf, type Fault } from "@uphill/plugins";
import {
  cappedBudget,
  RECORDS,
  solve,
  type BaselineRecord,
  type ProblemInstance,
  type Solution,
  type Source,
} from "@uphill/problems";
import { firstCandidates } from "./candidates.js";
import { conditionsOf, deviceOf } from "./conditions.js";
import { familyOf, type Experiment } from "./experiment.js";
import { trainKey } from "./figures.js";
import { bindOptimizer, type Change } from "./optimizer.js";
import { bindStops } from "./stops.js";

/** One piece of work: a run, or the plain models on the rows of one seed. It is plain data. */
export interface Job {
  /** The name of the preset. */
  readonly preset: string;
  /** The alias of the optimizer; null for the plain models. */
  readonly optimizer: string | null;
  /** What it is for: "run" is compared, "tuning" chooses a rate, "ceiling" is the plain models. */
  readonly variant: "run" | "tuning" | "ceiling";
  /** Options that replace those of the optimizer; null for none. */
  readonly change: Change | null;
  /** The seed. */
  readonly seed: number;
}

/** The record of a run: everything that tables and charts need. */
export interface RunRecord extends Job, Partial<StepCounts> {
  /** What is minimised: `train` on what was trained on, `test` on the test rows. `test` is null without test rows. */
  readonly loss: { readonly train: number; readonly test: number | null };
  /** Every exact figure by its name; see `figureNames`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The length of the exact gradient at the end. */
  readonly gradientNorm: number;
  /** The lowest loss that a step began with, as the optimizer saw it, and the exact loss there; null if it saw none. */
  readonly best: { readonly value: number; readonly loss: number } | null;
  /** The number of whole steps. */
  readonly steps: number;
  /** What was charged. */
  readonly evaluations: Evaluations;
  /** True if an exact answer was charged. Shots are then not the whole price. */
  readonly unpriced: boolean;
  /** Why the run ended. */
  readonly stopped: Stopped;
  /** The error that ended the run; null if there was none. */
  readonly error: string | null;
  /** What went wrong with the process of a foreign optimizer. */
  readonly fault?: Fault;
  /** Exact figures along the run. */
  readonly history: Solution["history"];
  /** The figures that failure signs need. */
  readonly trace: Solution["trace"];
  /** How many weights cannot move the readout. */
  readonly idle: ProblemInstance["idle"];
  /** The same in words. */
  readonly live: string;
  /** The failure signs that the run showed, each with the step that showed it first. */
  readonly signs: Solution["signs"];
  /** The lowest loss that is possible; null if it is not known. */
  readonly optimum: number | null;
}

/** What a run was charged, and what it would have been with idle weights paid for. */
interface Evaluations {
  readonly circuits: number;
  readonly shots: number;
  readonly rounds: number;
  readonly circuitsWithIdle: number;
  readonly shotsWithIdle: number;
  /** On the device that was chosen; null where all was exact, and so unpriced. */
  readonly deviceSeconds?: number | null;
}

/** The record of the plain models on the rows of one seed. */
export interface CeilingRecord extends Job {
  /** What they reached. */
  readonly ceiling: BaselineRecord;
}

/** The record of a job. */
export type JobRecord = RunRecord | CeilingRecord;

/**
 * Returns the key of a job. Two records with the same key are the same work.
 * @param job the job
 * @returns the key
 */
export function keyOf({ preset, optimizer, variant, change, seed }: Job): string {
  return [preset, variant, optimizer ?? "-", textOf(change), seed].join(" ");
}

/** A change as a text that is the same for the same change. */
function textOf(change: Change | null): string {
  return change === null ? "-" : JSON.stringify(change);
}

/** The runs of an optimizer, by its alias, at a change, in order of seed. */
export type RunsAt = (alias: string, change: Change | null) => readonly RunRecord[];

/** Sorts out the runs of one experiment that are of one kind. */
export function runsAt(
  { preset }: Pick<Experiment, "preset">,
  variant: "run" | "tuning",
  records: Iterable<JobRecord>,
): RunsAt {
  const found = new Map<string, RunRecord[]>();
  const key = (alias: string | null, change: Change | null): string => `${alias} ${textOf(change)}`;
  for (const record of records) {
    if (record.preset !== preset || record.variant !== variant) continue;
    const at = key(record.optimizer, record.change);
    const own = found.get(at) ?? [];
    found.set(at, own);
    own.push(record as RunRecord);
  }
  for (const own of found.values()) own.sort((a, b) => a.seed - b.seed);
  return (alias, change) => found.get(key(alias, change)) ?? [];
}

/**
 * Repeats a run of a foreign optimizer, for example in another process. It returns why the run is not reproducible, or
 * undefined if the results were the same.
 */
export type Repeat = (transcript: Transcript, make: () => Optimizer) => unknown;

/**
 * Does one job. It is pure: what ran before, and where, does not matter. A foreign optimizer is checked at every step.
 * @param experiment the experiment
 * @param source the rows that were read; empty for a generated data set
 * @param job the job
 * @param repeat repeats the run of a foreign optimizer; by default nothing is repeated
 * @returns the record of the job
 */
export function execute(experiment: Experiment, source: Source, job: Job, repeat: Repeat = () => undefined): JobRecord {
  const { settings, problem, budget } = experiment;
  const family = familyOf(experiment);
  if (job.optimizer === null) return { ...job, ceiling: family.baselines!.of(problem, source, job.seed) };
  const spec = experiment.optimizers.find(({ alias }) => alias === job.optimizer)!;
  const bind = (): Optimizer => bindOptimizer(spec, job.change);
  const foreign = originOf(spec.name) === undefined ? undefined : recording(guarded(bind()), { seed: job.seed });
  const instance = instanceOf(experiment, source, { seed: job.seed, shotSeed: spec.shotSeed });
  const device = deviceOf(settings);
  const result = solve({
    instance,
    optimizer: foreign?.optimizer ?? bind(),
    start: instance.start(settings.start),
    steps: mostSteps(experiment),
    seed: job.seed,
    budget: cappedBudget(budget, device),
    stops: bindStops(experiment.stops, job.variant),
  });
  // What ran on the clock does not come again.
  const error =
    result.error ?? (foreign && budget.seconds === undefined ? repeat(foreign.transcript(), bind) : undefined);
  const fault = faultOf(error);
  const { metrics } = result;
  return {
    ...job,
    loss: {
      train: result.loss,
      test: trainKey(family.objective) in metrics ? (metrics[family.objective] ?? null) : null,
    },
    metrics,
    gradientNorm: result.gradientNorm,
    best: result.best && { value: result.best.value, loss: result.best.loss },
    steps: result.steps,
    ...countsFrom(figuresOf([optimizerFamilies[spec.name]]), result),
    evaluations: evaluationsOf(result.account, device !== undefined),
    unpriced: result.account.unpriced,
    stopped: error === undefined ? result.stopped : "failed",
    error: error === undefined ? null : describeError(error),
    ...(fault && { fault }),
    history: result.history,
    trace: result.trace,
    idle: instance.idle,
    live: instance.live,
    signs: result.signs,
    optimum: instance.optimum,
  };
}

/** The problem of an experiment, on what one seed gives it. */
function instanceOf(
  experiment: Experiment,
  source: Source,
  seeds: { readonly seed: number; readonly shotSeed?: number },
): ProblemInstance {
  const { problem, settings } = experiment;
  return familyOf(experiment).instance(problem, conditionsOf(settings, seeds), source);
}

/**
 * Steps that a run may take. If the shot budget ends the run first, that is the budget divided by the least that one step which takes shots
 * can cost. A plug-in whose steps take none must come to an end too.
 */
function mostSteps(experiment: Experiment): number {
  const { equalShots, settings, problem, budget } = experiment;
  if (!equalShots) return settings.steps;
  return Math.ceil(budget.shots! / (familyOf(experiment).fewestCircuits?.(problem) ?? 1));
}

function evaluationsOf(account: Account, timed: boolean): Evaluations {
  const { circuits, shots, rounds, idle, unpriced, deviceSeconds = unpriced ? null : 0 } = account;
  return {
    circuits,
    shots,
    rounds,
    circuitsWithIdle: circuits + (idle?.circuits ?? 0),
    shotsWithIdle: shots + (idle?.shots ?? 0),
    ...(timed && { deviceSeconds }),
  };
}

/** What is written of a run that its optimizer left nothing of: no figure is finite. */
export function failedRun(job: Job, error: unknown): RunRecord {
  const fault = faultOf(error);
  const history = Array.from({ length: RECORDS + 1 }, (_, k) => ({
    progress: k / RECORDS,
    step: 0,
    circuits: 0,
    shots: 0,
    loss: NaN,
    gradientNorm: k % (RECORDS / 4) === 0 ? NaN : null,
  }));
  return {
    ...job,
    loss: { train: NaN, test: NaN },
    metrics: {},
    gradientNorm: NaN,
    best: null,
    steps: 0,
    ...noCounts(sharedFigures),
    evaluations: { circuits: 0, shots: 0, rounds: 0, circuitsWithIdle: 0, shotsWithIdle: 0 },
    unpriced: false,
    stopped: "failed",
    error: describeError(error),
    ...(fault && { fault }),
    history,
    trace: summarize({ reports: [], options: {}, losses: [] }),
    idle: { weights: 0, of: 0 },
    live: "",
    signs: [],
    optimum: null,
  };
}

/**
 * Does everything of a first run but the training, so that mistakes in data, model and options are told before a folder is
 * made.
 * @returns which weights can move the readout, in words
 * @throws UphillError
 */
export function rehearse(experiment: Experiment, source: Source): string {
  const { settings } = experiment;
  const instance = instanceOf(experiment, source, { seed: settings.seed });
  instance.start(settings.start);
  const { problem } = instance;
  checkStops("compare", bindStops(experiment.stops), problem.heldOut ?? false);
  for (const spec of experiment.optimizers) {
    const optimizer = bindOptimizer(spec, null);
    checkNeeds({ ...optimizer, name: spec.alias }, problem);
    // What it cannot do with this problem, an optimizer of ours says at its start.
    if (originOf(spec.name) === undefined) optimizer.init(problem.size, problem);
    for (const candidate of firstCandidates(experiment, spec)) bindOptimizer(spec, candidate);
  }
  return instance.live;
}

/**
 * The shots that `steps` steps take when every step compares two losses over all training rows: what everyone may spend
 * where shots are to be equal.
 */
export function sharedShots(experiment: Experiment, source: Source): number {
  const { settings } = experiment;
  const { problem } = instanceOf(experiment, source, { seed: settings.seed });
  const point = new Float64Array(problem.size);
  const gradient = problem.price({ kind: "gradient", thetas: [point], phase: "gradient" });
  const losses = problem.price({ kind: "values", thetas: [point, point], data: "all", phase: "tentative" });
  return settings.steps * ((gradient.shots ?? 0) + (losses.shots ?? 0));
}
