import { starts } from "@uphill/circuits";
import { byName, pick, streams, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import { liveReport, type GradientMethod } from "@uphill/gradients";
import {
  liveSigns,
  minimize,
  summarize,
  UNITS,
  type Account,
  type Budget,
  type Optimizer,
  type Report,
  type Sign,
  type StepInfo,
  type Stopped,
  type TraceSummary,
} from "@uphill/optimizers";
import { assemble, type Assembly, type ClassifierSpec } from "./classifier.js";
import { createModel, type Model } from "./model.js";
import { plateauSigns } from "./plateau.js";
import type { Device } from "./device.js";
import { prepare } from "./preparation.js";
import { checkClasses, classifierProblem, type ClassifierProblem } from "./problem.js";

export interface FitOptions {
  readonly model: ClassifierSpec;
  readonly train: Dataset;
  readonly test?: Dataset;
  /** Rows for optimizers that compare losses on rows they do not train on. */
  readonly heldOut?: Dataset;
  readonly optimizer: Optimizer;
  readonly steps: number;
  /** Seed of start, batches, shots and the optimizer's own randomness. */
  readonly seed?: number;
  /** 0, the default, draws the shots that every run of this seed meets; another whole number draws others and nothing else. */
  readonly shotSeed?: number;
  /** The first weights, as from a file, or how they are chosen: a start of @uphill/circuits by its name; default "uniform". */
  readonly start?: string | ArrayLike<number>;
  /** Rows per step; 0 = all of them. */
  readonly batchSize?: number;
  /** Shots per expectation value in gradients; undefined = exact. */
  readonly shots?: number;
  /** Shots per expectation value in losses that are compared; undefined = exact. */
  readonly lossShots?: number;
  /** Default: adjoint for exact gradients, parameter shift with shots. */
  readonly gradient?: GradientMethod;
  /** In seconds, it makes the figures depend on the machine; in device seconds, it needs a device. */
  readonly budget?: Budget;
  /** Milliseconds, for a budget in seconds; default `performance.now`. */
  readonly clock?: () => number;
  /** Prices shots in seconds too, and may cap the seconds of a run. */
  readonly device?: Device;
  readonly signal?: { readonly aborted: boolean };
  readonly onStep?: (info: StepInfo) => void;
  /** Bytes that the engine's states may take. */
  readonly maxBytes?: number;
}

/** One recorded point: the last one whose share of steps and budget is at most `progress`. */
export interface HistoryPoint {
  readonly progress: number;
  readonly step: number;
  readonly circuits: number;
  readonly shots: number;
  /** Exact loss over all training rows. */
  readonly loss: number;
  /** Exact; recorded at every fourth part only, null between. */
  readonly gradientNorm: number | null;
  /** Steps up to here that raised the loss, and that went the other way; left out in older records. */
  readonly raised?: number;
  readonly reversals?: number;
}

export interface FitResult {
  readonly model: Model;
  /** {@link RECORDS} + 1 points at equal shares of the run; exact figures, never charged. */
  readonly history: readonly HistoryPoint[];
  /** Exact figures at the recommended point. */
  readonly loss: { readonly train: number; readonly test: number | null };
  readonly accuracy: { readonly train: number; readonly test: number | null };
  readonly gradientNorm: number;
  /** Where the lowest loss was that a step began with: as the optimizer saw it, and exact. Null where it saw none. */
  readonly best: { readonly theta: Float64Array; readonly value: number; readonly loss: number } | null;
  readonly steps: number;
  readonly reversals: number;
  readonly stopped: Stopped;
  readonly account: Account;
  readonly trace: TraceSummary;
  /** Failure signs in the order in which they showed while the run went on, with the step that showed each first. */
  readonly signs: readonly (Sign & { readonly step: number })[];
  /** Weights that cannot move the readout, out of all. */
  readonly idle: { readonly weights: number; readonly of: number };
  /** The same in words: "46 of 90 weights cannot move ⟨Z0⟩". */
  readonly live: string;
  readonly error?: unknown;
}

/** Recorded parts of a run; a multiple of 4, so that quarters are among them. */
export const RECORDS = 20;

/**
 * Trains a classifier. Synchronous; the same options give the same bits.
 * @throws UphillError for every mistake in model or data, before the first step; errors inside the run end it as "failed"
 */
export function fit(options: FitOptions): FitResult {
  const { model: spec, train, test, optimizer, steps, seed = 0, clock, device, signal, onStep, maxBytes } = options;
  checkOptions(options);
  const budget = capped(options.budget ?? {}, device);
  const assembly = assemble(spec, train, maxBytes);
  // A bad test row is told now and not after the training.
  if (test) assembly.encoder.load(prepare(test, assembly.preparation).features);
  const problem = classifierProblem({ ...options, assembly, seed });
  const random = streams(seed);
  const recorder = recordHistory(problem, steps, budget);
  const reports: Report[] = [];
  const signs: (Sign & { step: number })[] = [];
  const start =
    typeof options.start === "object" ? Float64Array.from(options.start) : startWeights(assembly, seed, options.start);
  recorder.begin(start);
  const result = minimize({
    optimizer,
    problem,
    start,
    steps,
    budget,
    random,
    ...(clock && { clock }),
    ...(signal && { signal }),
    onStep(info) {
      reports.push(info.report);
      for (const sign of liveSigns(optimizer, info.state)) {
        if (!signs.some(({ code }) => code === sign.code)) signs.push({ ...sign, step: info.step });
      }
      recorder.step(info);
      onStep?.(info);
    },
  });
  const history = recorder.end();
  const theta = result.recommended;
  const onTrain = problem.exact(theta);
  const onTest = test && problem.score(theta, test);
  const idle = assembly.program.liveWeights.filter((live) => !live).length;
  return {
    model: createModel({
      spec,
      width: train.width,
      classes: train.classes,
      weights: theta,
      ...(train.image && { image: train.image }),
    }),
    history,
    loss: { train: onTrain.loss, test: onTest?.loss ?? null },
    accuracy: { train: onTrain.accuracy, test: onTest?.accuracy ?? null },
    gradientNorm: problem.gradientNorm(theta),
    best: result.best && { ...result.best, loss: problem.exact(result.best.theta).loss },
    steps: result.steps,
    reversals: reports.filter(({ reversed }) => reversed).length,
    stopped: result.stopped,
    account: result.account,
    trace: summarize({ reports, options: optimizer.options, losses: history.map(({ loss }) => loss) }),
    // "No reversal so far" is not said of a run that had one later.
    signs: [
      ...signs.filter(({ code }) => code !== "no-reversal" || !reports.some(({ raised }) => raised)),
      ...plateauSigns([{ history }]).map((sign) => ({ ...sign, step: result.steps })),
    ],
    idle: { weights: idle, of: problem.size },
    live: liveReport(assembly.program),
    ...(result.error !== undefined && { error: result.error }),
  };
}

/** The budget, and no more time on the device than it allows a run. */
function capped(budget: Budget, device: Device | undefined): Budget {
  if (device?.longest === undefined) return budget;
  return { ...budget, deviceSeconds: Math.min(budget.deviceSeconds ?? Infinity, device.longest) };
}

/** The weights that training starts from: drawn from stream "start" of the seed, the same for every optimizer. */
export function startWeights(
  { spec, circuit }: Pick<Assembly, "spec" | "circuit">,
  seed: number,
  start = "uniform",
): Float64Array {
  const random = streams(seed).stream("start").at(0);
  return pick("fit", "start", byName(starts), start)({ weights: circuit.weights, layers: spec.layers, random });
}

function recordHistory(
  problem: ClassifierProblem,
  steps: number,
  budget: Budget,
): { begin(theta: Float64Array): void; step(info: StepInfo): void; end(): HistoryPoint[] } {
  const points: HistoryPoint[] = [];
  let last: Pick<StepInfo, "theta"> & Required<Omit<HistoryPoint, "progress" | "loss" | "gradientNorm">> = {
    theta: new Float64Array(0),
    step: 0,
    circuits: 0,
    shots: 0,
    raised: 0,
    reversals: 0,
  };
  const record = (): void => {
    const { theta, ...rest } = last;
    const index = points.length;
    const quarter = index % (RECORDS / 4) === 0;
    points.push({
      progress: index / RECORDS,
      ...rest,
      // The norm first: its sweep leaves the values for the loss.
      gradientNorm: quarter ? problem.gradientNorm(theta) : null,
      loss: problem.exact(theta).loss,
    });
  };
  const progress = (info: StepInfo): number =>
    Math.max(info.step / steps, ...UNITS.map((unit) => (info.account[unit] ?? 0) / (budget[unit] ?? Infinity)));
  return {
    begin(theta) {
      last = { ...last, theta };
    },
    step(info) {
      // The last point within each share stands for it, so no share is ever overdrawn.
      while (points.length <= RECORDS && points.length / RECORDS < progress(info)) record();
      const { theta, step, account, report } = info;
      last = {
        theta,
        step,
        circuits: account.circuits,
        shots: account.shots,
        raised: last.raised + Number(report.raised ?? false),
        reversals: last.reversals + Number(report.reversed ?? false),
      };
    },
    end() {
      while (points.length <= RECORDS) record();
      return points;
    },
  };
}

function checkOptions({
  steps,
  batchSize = 0,
  shots,
  lossShots,
  seed = 0,
  shotSeed = 0,
  gradient,
  train,
  model,
  test,
  heldOut,
  budget = {},
  device,
}: FitOptions): void {
  const whole = (name: string, value: number, least: number): void => {
    if (Number.isInteger(value) && value >= least) return;
    throw new UphillError({
      code: "options",
      who: "fit",
      got: `${name} is ${value}`,
      wanted: `it must be a whole number from ${least}`,
      todo: `Change ${name}.`,
    });
  };
  whole("steps", steps, 1);
  whole("batchSize", batchSize, 0);
  whole("shots", shots ?? 1, 1);
  whole("lossShots", lossShots ?? 1, 1);
  whole("seed", seed, 0);
  whole("shotSeed", shotSeed, 0);
  if (shots !== undefined && gradient?.exactOnly) {
    throw new UphillError({
      code: "shots",
      who: "fit",
      got: `shots are ${shots} and the gradient is ${gradient.name}`,
      wanted: `${gradient.name} needs exact states`,
      todo: "Leave gradient out, or use parameterShift() or finiteDifference().",
    });
  }
  if (budget.deviceSeconds !== undefined && !device) {
    throw new UphillError({
      code: "device",
      who: "fit",
      got: "the budget is in device seconds and there is no device",
      wanted: "a device's prices make its seconds",
      todo: "Give a device, such as devices.superconducting.",
    });
  }
  checkDataset("fit", "train", train);
  for (const [name, part] of [
    ["test", test],
    ["held-out", heldOut],
  ] as const) {
    if (!part) continue;
    checkDataset("fit", name === "test" ? "test" : "heldOut", part);
    checkClasses("fit", train, part);
    if (part.width === train.width) continue;
    throw new UphillError({
      code: "shape",
      who: "fit",
      got: `training rows have ${train.width} features and ${name} rows ${part.width}`,
      wanted: `one ${model.encoding} encoding serves both`,
      todo: "Give both parts the same features.",
    });
  }
}
