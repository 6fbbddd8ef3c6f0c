import { checkNames, exactJSON, shown, streams, timeSlices, UphillError } from "@uphill/core";
import {
  liveSigns,
  minimize,
  minimizeAsync,
  soFarSigns,
  summarize,
  type Account,
  type Budget,
  type StepCounts,
  type MinimizeOptions,
  type Optimizer,
  type Report,
  type RunResult,
  type StepInfo,
  type Stop,
  type StopStates,
  type Stopped,
  type TraceSummary,
} from "@uphill/optimizers";
import type { StartName } from "./classifier/instance.js";
import { recordHistory, type HistoryPoint } from "./history.js";
import type { ProblemInstance } from "./instance.js";
import { plateauSigns } from "./plateau.js";
import type { ShownSign } from "./shown-sign.js";
import { readSolveCheckpoint, type SolveCheckpoint } from "./solve-checkpoint.js";

/** So many different signs of a run are kept. */
const MOST_SIGNS = 32;

/** The options of {@link solve} and {@link solveAsync}. */
export interface SolveOptions {
  /** The problem, ready to be solved: what `instance` of a problem family or `classifierInstance` returns. */
  readonly instance: ProblemInstance;
  /** The optimizer: what a call such as `adam({ learningRate: 0.1 })` returns. */
  readonly optimizer: Optimizer;
  /** The first weights, [size], or the name of a start, which draws them; default "uniform". */
  readonly start?: ArrayLike<number> | StartName;
  /** The most steps. It counts from the start of the run, also for a run that goes on from a checkpoint. */
  readonly steps: number;
  /** The seed of the optimizer's own random numbers; default 0. */
  readonly seed?: number;
  /** The limits for the costs. */
  readonly budget?: Budget;
  /** Stopping rules: what calls such as `stops.goal({ loss: 0.1 })` of `@uphill/optimizers` return, each at most once. */
  readonly stops?: readonly Stop[];
  /** Reads the time in milliseconds, for a budget or a stopping rule in seconds; default `performance.now`. */
  readonly clock?: () => number;
  /** An `AbortSignal` or a similar object. If it is aborted, the run ends as "interrupted" at its last whole step. */
  readonly signal?: { readonly aborted: boolean };
  /** Goes on from here: the `checkpoint` of a result with the same options, or what `JSON.parse` made of its JSON. */
  readonly from?: SolveCheckpoint;
  /** Is called after every step with its report. */
  readonly onStep?: (info: StepInfo) => void;
}

/** The result of a run. Its figures are exact and were never charged. Its counts are those of all steps. */
export interface Solution extends StepCounts {
  /** The point that a stopping rule recommends, else the point that the optimizer recommends, [size]. */
  readonly theta: Float64Array;
  /** Recorded points at equal shares of the run. */
  readonly history: readonly HistoryPoint[];
  /** The exact loss at the recommended point. */
  readonly loss: number;
  /** The exact figures at the recommended point. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The length of the exact gradient at the recommended point. */
  readonly gradientNorm: number;
  /**
   * The point of the lowest loss that a step began with: the loss as the optimizer saw it (`value`), and the exact one
   * (`loss`). Null if it saw none.
   */
  readonly best: { readonly theta: Float64Array; readonly value: number; readonly loss: number } | null;
  /** The number of whole steps. */
  readonly steps: number;
  /** Why the run ended. A stopping rule stands by its name; steps and account are then what it took to come there. */
  readonly stopped: Stopped;
  /** What the stopping rules keep, by their names; undefined without rules. */
  readonly stops?: StopStates;
  /** What was paid. */
  readonly account: Account;
  /** The figures that failure signs need. */
  readonly trace: TraceSummary;
  /** The failure signs in the order in which the run showed them, each with the step that showed it first. */
  readonly signs: readonly ShownSign[];
  /** The state behind the last whole step. Give it as `from`, with the same options, to go on to the same bits. */
  readonly checkpoint: SolveCheckpoint;
  /** With "failed": what was thrown. */
  readonly error?: unknown;
}

/**
 * Solves a problem with an optimizer and records exact figures on the way. It blocks the thread until the end; {@link
 * solveAsync} does not. The same options give the same bits.
 * @param options the problem, the optimizer, the start, the number of steps and, if you like, more
 * @returns the recommended point with its figures; `stopped` says why the run ended
 * @throws UphillError as `minimize` does, before the first step; an error inside the run ends it as "failed" instead
 * @example
 * ```ts
 * const { energyFamily } = families;
 * const spec = energyFamily.plan({ options: { hamiltonian: "h2" }, data: {}, changes: new Map() });
 * const instance = energyFamily.instance(spec, { seed: 1 }, {});
 * const { metrics } = solve({ instance, optimizer: lbfgs(), start: instance.start("uniform"), steps: 50 });
 * metrics.energy; // near instance.optimum
 * ```
 */
export function solve(options: SolveOptions): Solution {
  const run = watched(options);
  return run.end(minimize(run.options));
}

/**
 * Solves a problem as {@link solve} does, to the same bits, and lets the thread do other things. After each slice of
 * some 10 ms, timers, events and drawing have their turn. If `signal` is aborted, the run ends within a slice.
 * @param options as for {@link solve}
 * @returns a promise of what {@link solve} returns; it rejects with what {@link solve} throws
 */
export async function solveAsync(options: SolveOptions): Promise<Solution> {
  const slices = timeSlices();
  const run = watched(options);
  await slices.pause();
  const result = await minimizeAsync(run.options);
  await slices.pause();
  return run.end(result);
}

/**
 * Gives the two halves of {@link solve}, for a `minimize` of your own between them.
 * @param options as for {@link solve}
 * @returns `options`, to give to `minimize`, and `end`, which makes the result of {@link solve} of the result of
 *   `minimize`
 * @throws UphillError "options", "problem" or "checkpoint"
 */
export function watched(options: SolveOptions): {
  readonly options: MinimizeOptions;
  end(result: RunResult): Solution;
} {
  checkNames("solve", NAMES, options);
  const { instance, optimizer, steps, seed = 0, budget = {}, stops, clock, signal, from: given, onStep } = options;
  expectInstance(instance);
  const start = startOf(instance, options.start);
  const recorder = recordHistory(instance, { steps, budget, optimizer });
  const from = given === undefined ? undefined : readSolveCheckpoint("solve", given);
  const reports: Report[] = [...(from?.record.reports ?? [])];
  const signs: ShownSign[] = [...(from?.record.signs ?? [])];
  if (from) recorder.goOn(from.record.history);
  else recorder.begin(start);
  return {
    options: {
      optimizer,
      problem: instance.problem,
      start,
      steps,
      budget,
      random: streams(seed),
      ...(stops && { stops }),
      ...(clock && { clock }),
      ...(signal && { signal }),
      ...(from && { from: from.run }),
      onStep(info) {
        reports.push(info.report);
        const told = info.report.signs ?? [];
        for (const sign of liveSigns(optimizer, info)) {
          if (signs.length >= MOST_SIGNS || signs.some(({ code }) => code === sign.code)) continue;
          signs.push({ ...sign, step: info.step, ...(told.includes(sign) && { told: true }) });
        }
        recorder.step(info);
        onStep?.(info);
      },
    },
    end(result) {
      const record = { history: recorder.now(), reports: [...reports], signs: [...signs] };
      const history = recorder.end();
      const theta = result.recommended;
      const now = liveSigns(optimizer, result.checkpoint).map(({ code }) => code);
      const passed = soFarSigns(optimizer).filter((code) => !now.includes(code));
      return {
        theta,
        history,
        loss: instance.loss(theta),
        metrics: instance.metrics(theta),
        gradientNorm: instance.gradientNorm(theta),
        best: result.best && { ...result.best, loss: instance.loss(result.best.theta) },
        steps: result.steps,
        ...recorder.counts(),
        stopped: result.stopped,
        ...(result.stops && { stops: result.stops }),
        account: result.account,
        trace: summarize({ reports, options: optimizer.options, losses: history.map(({ loss }) => loss) }),
        signs: [
          // "No reversal so far" is not said of a run that had one later.
          ...signs.filter(({ code }) => !passed.includes(code)),
          ...plateauSigns([{ history }]).map((sign) => ({ ...sign, step: result.steps })),
        ],
        checkpoint: exactJSON({ run: result.checkpoint, record }),
        ...(result.error !== undefined && { error: result.error }),
      };
    },
  };
}

const NAMES = [
  "instance",
  "optimizer",
  "start",
  "steps",
  "seed",
  "budget",
  "stops",
  "clock",
  "signal",
  "from",
  "onStep",
] as const satisfies readonly (keyof SolveOptions)[];

/** @throws UphillError "options" for what is neither a list of numbers nor a name, "unknown" for a start that there is none of */
function startOf(instance: ProblemInstance, start: SolveOptions["start"] = "uniform"): Float64Array {
  if (typeof start === "string") return instance.start(start);
  if (typeof (start as unknown) === "object" && (start as unknown) !== null && "length" in start)
    return Float64Array.from(start);
  throw new UphillError({
    code: "options",
    who: "solve",
    got: `start is ${shown(start)}`,
    wanted: "it must be a list of numbers, or the name of a start",
    todo: `Give one number for each of the ${instance.problem.size} weights, or leave it out.`,
  });
}

/** @throws UphillError "problem" for what is no instance of a problem */
function expectInstance(value: unknown): void {
  const { problem, loss } = (value ?? {}) as Partial<Record<keyof ProblemInstance, unknown>>;
  if (typeof problem === "object" && problem !== null && typeof loss === "function") return;
  throw new UphillError({
    code: "problem",
    who: "solve",
    got: `instance is ${shown(value)}`,
    wanted: "it must be a problem that is ready to be solved",
    todo: 'Make one with problemOf("energy", { hamiltonian: "h2" }) or another family. A problem alone is for minimize.',
  });
}
