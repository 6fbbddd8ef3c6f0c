import type { ItemName, Streams } from "@uphill/core";
import type { Checkpoint } from "./checkpoint.js";
import type { Account, Budget } from "./ledger.js";
import type { ObserverStates } from "./observers/observer.js";
import type { Optimizer, State } from "./optimizer.js";
import type { Problem } from "./problem.js";
import type { Report } from "./report.js";
import type * as stops from "./stops/index.js";
import type { Stop, StopStates } from "./stops/stop.js";

/** The name of a stopping rule. */
export type StopName = ItemName<typeof stops>;

/**
 * Why a run ended. "steps": all steps were made. "budget": the next request did not fit. "converged": a gradient was
 * not longer than `tolerance`. "diverged": a number was not finite. "failed": something threw an error. "interrupted":
 * `signal` was aborted. Another word is the name of the stopping rule that ended it.
 */
export type Stopped = "steps" | "budget" | "converged" | "diverged" | "failed" | "interrupted" | StopName;

/** What `onStep` gets after a step: the checkpoint behind the step, and its report. */
export interface StepInfo extends Checkpoint {
  /** What the step reported, with the fields that observers add. */
  readonly report: Report;
}

/** The options of {@link minimize} and {@link minimizeAsync}. */
export interface MinimizeOptions {
  /** The optimizer: what a call such as `adam({ learningRate: 0.1 })` returns. */
  readonly optimizer: Optimizer;
  /** The problem: what `functionProblem` or a problem of `@uphill/problems` returns. */
  readonly problem: Problem;
  /** The first point, [size]. It is not changed. */
  readonly start: ArrayLike<number>;
  /**
   * The most steps, a whole number or Infinity. It counts from the start of the run, also for a run that goes on from a
   * checkpoint.
   */
  readonly steps: number;
  /** The limits for the costs. A request that does not fit is not made. A step that ends too late is not taken. */
  readonly budget?: Budget;
  /**
   * Stopping rules: what calls such as `stops.goal({ loss: 0.1 })` return, each at most once. The first rule that is met
   * after a whole step ends the run. Rules change nothing else.
   */
  readonly stops?: readonly Stop[];
  /**
   * Reads the time in milliseconds, for a budget or a stopping rule in seconds; default `performance.now`. It is read
   * for nothing else. Such a run depends on the machine, so its numbers do not come again.
   */
  readonly clock?: () => number;
  /**
   * The seed of the optimizer's own random numbers, or the streams of a seed; default 0. The numbers come from the
   * stream "optimizer".
   */
  readonly random?: number | Streams;
  /** The run stops when a gradient is not longer than this; 0, the default, never stops it. */
  readonly tolerance?: number;
  /** An `AbortSignal` or a similar object. If it is aborted, the run ends as "interrupted" at its last whole step. */
  readonly signal?: { readonly aborted: boolean };
  /** Goes on from here instead of from `start`: a checkpoint, or what `JSON.parse` made of its JSON. */
  readonly from?: Checkpoint;
  /** Is called after every step. It must not change what it gets. */
  readonly onStep?: (info: StepInfo) => void;
}

/** The result of a run. */
export interface RunResult {
  /** The point after the last whole step, [size]. */
  readonly theta: Float64Array;
  /** The lowest loss that a step began with, as the optimizer saw it, and its point; null if it saw none. */
  readonly best: { readonly theta: Float64Array; readonly value: number } | null;
  /**
   * The point that is judged: the point of a stopping rule that names one, else the point that the optimizer
   * recommends. For most optimizers it is `theta`.
   */
  readonly recommended: Float64Array;
  /** The number of whole steps. */
  readonly steps: number;
  /** Why the run ended. */
  readonly stopped: Stopped;
  /** What was paid, including the answers of a step that was broken off. */
  readonly account: Account;
  /** The state of the optimizer. */
  readonly state: State;
  /** The states of the optimizer's observers. Undefined if it names none. */
  readonly observers?: ObserverStates;
  /** What the stopping rules keep, by their names; undefined without rules. */
  readonly stops?: StopStates;
  /** The state behind the last whole step. Give it as `from` to go on, to the same bits. */
  readonly checkpoint: Checkpoint;
  /** With "failed": what was thrown. */
  readonly error?: unknown;
}
