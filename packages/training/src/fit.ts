import { starts } from "@uphill/circuits";
import {
  byName,
  exactJSON,
  inOneGo,
  inSlices,
  pick,
  shown,
  streams,
  timeSlices,
  UphillError,
  type InParts,
} from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import { liveReport } from "@uphill/gradients";
import {
  liveSigns,
  minimize,
  minimizeAsync,
  summarize,
  type Account,
  type Budget,
  type MinimizeOptions,
  type Report,
  type RunResult,
  type Sign,
  type Stopped,
  type TraceSummary,
} from "@uphill/optimizers";
import { assemble, type Assembly } from "./classifier.js";
import type { Device } from "./device.js";
import { readFitCheckpoint, type FitCheckpoint } from "./fit-checkpoint.js";
import { checkOptions, type FitOptions } from "./fit-options.js";
import { recordHistory, type HistoryPoint } from "./history.js";
import { createModel, type Model } from "./model.js";
import { plateauSigns } from "./plateau.js";
import { prepare } from "./preparation.js";
import { classifierProblem } from "./problem.js";

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
  /** Where the last whole step ended: give it as `from`, with the same options, to go on to the same bits. */
  readonly checkpoint: FitCheckpoint;
  readonly error?: unknown;
}

/** Of a training with test rows. */
export interface TestedFitResult extends FitResult {
  readonly loss: { readonly train: number; readonly test: number };
  readonly accuracy: { readonly train: number; readonly test: number };
}

/**
 * Trains a classifier, all in one go; the same options give the same bits.
 * @throws UphillError for every mistake in model or data, before the first step; errors inside the run end it as "failed"
 */
export function fit(options: FitOptions & { readonly test: Dataset }): TestedFitResult;
export function fit(options: FitOptions): FitResult;
export function fit(options: FitOptions): FitResult {
  const { run, end } = inOneGo(begin("fit", options));
  return inOneGo(end(minimize(run)));
}

/**
 * The same, to the same bits, for a thread that has other things to do: between slices of some 10 ms, timers, events and pictures have
 * their turn. An abort of `signal` is heeded within a slice: the promise comes to a result with `stopped` "interrupted", whose
 * `checkpoint` the training goes on from. It rejects with what {@link fit} throws.
 */
export function fitAsync(options: FitOptions & { readonly test: Dataset }): Promise<TestedFitResult>;
export function fitAsync(options: FitOptions): Promise<FitResult>;
export async function fitAsync(options: FitOptions): Promise<FitResult> {
  const slices = timeSlices();
  // Nobody tells these parts to stop, so they come to their end.
  const { run, end } = (await inSlices(begin("fitAsync", options), slices))!;
  const result = await minimizeAsync(run);
  return (await inSlices(end(result), slices))!;
}

/** A training made ready: the run, and what its end comes to. */
interface Begun {
  readonly run: MinimizeOptions;
  end(result: RunResult): InParts<FitResult>;
}

function* begin(who: string, options: FitOptions): InParts<Begun> {
  checkOptions(who, options);
  const { model: spec, train, test, optimizer, steps, seed = 0, clock, device, signal, onStep, maxBytes } = options;
  const from = options.from === undefined ? undefined : readFitCheckpoint(who, options.from);
  const budget = capped(options.budget ?? {}, device);
  const assembly = assemble(spec, train, maxBytes);
  yield;
  // A bad test row is told now and not after the training.
  if (test) assembly.encoder.load(prepare(test, assembly.preparation).features);
  yield;
  const problem = classifierProblem({ ...options, assembly, seed });
  yield;
  const recorder = recordHistory(problem, steps, budget);
  const reports: Report[] = [...(from?.record.reports ?? [])];
  const signs: (Sign & { step: number })[] = [...(from?.record.signs ?? [])];
  const start = firstWeights(who, assembly, seed, options.start);
  if (from) recorder.goOn(from.record.history);
  else recorder.begin(start);
  const run: MinimizeOptions = {
    optimizer,
    problem,
    start,
    steps,
    budget,
    random: streams(seed),
    ...(clock && { clock }),
    ...(signal && { signal }),
    ...(from && { from: from.run }),
    onStep(info) {
      reports.push(info.report);
      for (const sign of liveSigns(optimizer, info.state)) {
        if (!signs.some(({ code }) => code === sign.code)) signs.push({ ...sign, step: info.step });
      }
      recorder.step(info);
      onStep?.(info);
    },
  };

  function* end(result: RunResult): InParts<FitResult> {
    const record = { history: recorder.now(), reports: [...reports], signs: [...signs] };
    const history = recorder.end();
    yield;
    const theta = result.recommended;
    const onTrain = problem.exact(theta);
    yield;
    const onTest = test && problem.score(theta, test);
    yield;
    const gradientNorm = problem.gradientNorm(theta);
    yield;
    const best = result.best && { ...result.best, loss: problem.exact(result.best.theta).loss };
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
      gradientNorm,
      best,
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
      checkpoint: exactJSON({ run: result.checkpoint, record }),
      ...(result.error !== undefined && { error: result.error }),
    };
  }
  return { run, end };
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

function firstWeights(who: string, assembly: Assembly, seed: number, start: FitOptions["start"]): Float64Array {
  if (start === undefined || typeof start === "string") return startWeights(assembly, seed, start);
  if (typeof (start as unknown) === "object" && (start as unknown) !== null && "length" in start)
    return Float64Array.from(start);
  throw new UphillError({
    code: "options",
    who,
    got: `start is ${shown(start)}`,
    wanted: "it must be a list of numbers, or the name of a start",
    todo: `Give one number for each of the circuit's ${assembly.circuit.weights} weights, or leave it out.`,
  });
}
