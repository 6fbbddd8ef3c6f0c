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

/** Why a run ended; a stopping rule by its name. */
export type Stopped = "steps" | "budget" | "converged" | "diverged" | "failed" | "interrupted" | StopName;

export interface StepInfo extends Checkpoint {
  /** What the step reported, and what observers add to that. */
  readonly report: Report;
}

export interface MinimizeOptions {
  /** What a call such as `adam({ learningRate: 0.1 })` returns. */
  readonly optimizer: Optimizer;
  readonly problem: Problem;
  /** [size]; not changed. */
  readonly start: ArrayLike<number>;
  /** A whole number, or Infinity; counted from the run's start, also where it goes on from a checkpoint. */
  readonly steps: number;
  /** Hard: what does not fit is not started, and a step that ends too late is not taken. */
  readonly budget?: Budget;
  /**
   * Stopping rules: what calls such as `stops.goal({ loss: 0.1 })` return, each at most once. The first one that is met behind a whole step
   * ends the run by its name. They change nothing else of the run's way.
   */
  readonly stops?: readonly Stop[];
  /**
   * Milliseconds, for a budget or a stopping rule in seconds; default `performance.now`, which is read for nothing else. Such a run depends on
   * the machine: its numbers do not come again.
   */
  readonly clock?: () => number;
  /** Seed, or the streams of one; the optimizer's own randomness comes from stream "optimizer". */
  readonly random?: number | Streams;
  /** Stop when a gradient answered is no longer than this; 0 = never. */
  readonly tolerance?: number;
  /** An `AbortSignal` or its like. The run then ends as "interrupted", at its last whole step. */
  readonly signal?: { readonly aborted: boolean };
  /** Go on from here instead of from `start`: a checkpoint, or what JSON.parse made of its JSON. */
  readonly from?: Checkpoint;
  /** Called after every step; what it is given must not be changed. */
  readonly onStep?: (info: StepInfo) => void;
}

export interface RunResult {
  /** The point after the last whole step. */
  readonly theta: Float64Array;
  /** The lowest loss that a step began with, as the optimizer saw it, and where; null where it saw none. */
  readonly best: { readonly theta: Float64Array; readonly value: number } | null;
  /** The point to judge: that of a stopping rule which names one, else the optimizer's own word, which is θ unless it says otherwise. */
  readonly recommended: Float64Array;
  readonly steps: number;
  readonly stopped: Stopped;
  /** All that was paid, a broken-off step's answers too. */
  readonly account: Account;
  readonly state: State;
  /** What the optimizer's observers keep; undefined where it names none. */
  readonly observers?: ObserverStates;
  /** What the stopping rules keep, by their names; undefined without rules. */
  readonly stops?: StopStates;
  /** Where the last whole step ended: give it as `from` to go on, to the same bits. */
  readonly checkpoint: Checkpoint;
  /** What went wrong, for "failed". */
  readonly error?: unknown;
}
