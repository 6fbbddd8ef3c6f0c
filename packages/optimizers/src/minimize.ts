import { inSlices, timeSlices, UphillError, type Slices, type Streams } from "@uphill/core";
import type { Answer } from "./ask.js";
import type { Checkpoint } from "./checkpoint.js";
import { drive, type Question } from "./drive.js";
import type { Account, Budget } from "./ledger.js";
import type { Observed } from "./observers/observer.js";
import type { Optimizer, State } from "./optimizer.js";
import type { Problem } from "./problem.js";
import type { Report } from "./report.js";
import { platformClock } from "./stopwatch.js";

export type Stopped = "steps" | "budget" | "converged" | "diverged" | "failed" | "interrupted";

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
   * Milliseconds, for a budget in seconds; default `performance.now`, which is read for nothing else. Such a run depends on the
   * machine: its numbers do not come again.
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
  /** The optimizer's own word on which point to judge; θ unless it says otherwise. */
  readonly recommended: Float64Array;
  readonly steps: number;
  readonly stopped: Stopped;
  /** All that was paid, a broken-off step's answers too. */
  readonly account: Account;
  readonly state: State;
  /** What the optimizer's observers keep; undefined where it names none. */
  readonly observers?: Observed;
  /** Where the last whole step ended: give it as `from` to go on, to the same bits. */
  readonly checkpoint: Checkpoint;
  /** What went wrong, for "failed". */
  readonly error?: unknown;
}

/**
 * Minimises with a problem that answers at once.
 * @throws UphillError "options" | "needs" | "shape" | "start" | "checkpoint" before anything is asked
 */
export function minimize(options: MinimizeOptions): RunResult {
  const run = drive("minimize", options);
  for (let turn = run.next(); ;) {
    if (turn.done) return turn.value;
    const { request, place } = turn.value;
    let answer: Answer;
    try {
      answer = atOnce(options.problem.answer(request, place));
    } catch (error) {
      turn = run.throw(error);
      continue;
    }
    turn = run.next(answer);
  }
}

function atOnce(answer: Answer | Promise<Answer>): Answer {
  if (!(answer instanceof Promise)) return answer;
  // Nobody waits for it.
  answer.catch(() => undefined);
  throw new UphillError({
    code: "asynchronous",
    who: "minimize",
    got: "the problem answered with a promise",
    wanted: "minimize takes problems that answer at once",
    todo: "Use minimizeAsync.",
  });
}

/**
 * The same, and to the same bits, for a thread that has other things to do, and for a problem that takes its time: a worker pool,
 * or a device. It works in slices of some 10 ms, and between two of them timers, events and pictures have their turn; one answer
 * of a problem is cut where the problem says so (`answerInParts`). An abort is heeded within a slice.
 */
export async function minimizeAsync(options: MinimizeOptions): Promise<RunResult> {
  const slices = timeSlices();
  // The time of others is none of this run's.
  const clock = (): number => platformClock() - slices.away();
  const run = drive("minimizeAsync", options, clock);
  for (let turn = run.next(); ;) {
    if (turn.done) return turn.value;
    let answer: Answer | null;
    try {
      await slices.pause();
      answer = await answered(options, turn.value, slices);
    } catch (error) {
      turn = run.throw(error);
      continue;
    }
    turn = run.next(answer);
  }
}

/** The answer; null where the run was told to stop before it came. */
async function answered(
  { problem, signal }: MinimizeOptions,
  { request, place }: Question,
  slices: Slices,
): Promise<Answer | null> {
  if (signal?.aborted) return null;
  if (!problem.answerInParts) return orAborted(problem.answer(request, place), signal);
  return inSlices(problem.answerInParts(request, place), slices, () => signal?.aborted ?? false);
}

/** What an `AbortSignal` has besides. */
interface Listening {
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** An answer that is long in coming must not keep a run from ending. */
function orAborted(
  answer: Answer | Promise<Answer>,
  signal: MinimizeOptions["signal"],
): Answer | Promise<Answer | null> {
  if (!signal || !("addEventListener" in signal) || !(answer instanceof Promise)) return answer;
  const listening = signal as unknown as Listening;
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null);
    listening.addEventListener("abort", stop);
    void answer.then(resolve, reject).finally(() => listening.removeEventListener("abort", stop));
  });
}
