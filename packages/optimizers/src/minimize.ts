import { inSlices, timeSlices, UphillError, type Slices } from "@uphill/core";
import type { Answer } from "./ask.js";
import { drive, type Question } from "./drive.js";
import type { MinimizeOptions, RunResult } from "./run-options.js";
import { platformClock } from "./stopwatch.js";

export type { MinimizeOptions, RunResult, StepInfo, StopName, Stopped } from "./run-options.js";

/**
 * Minimises the loss of a problem that answers at once. The same options give the same bits.
 * @param options the optimizer, the problem, the start, the number of steps and, if you like, more
 * @returns the last point, the best one, and what was paid; `stopped` says why the run ended
 * @throws UphillError "options", "optimizer", "problem", "needs", "shape", "start" or "checkpoint" before anything is
 *   asked; an error inside the run ends it as "failed" instead
 * @example
 * ```ts
 * const problem = functionProblem({ size: 1, value: ([t]) => (t - 1) ** 2, gradient: ([t]) => [2 * (t - 1)] });
 * const result = minimize({ optimizer: sgd({ learningRate: 0.1 }), problem, start: [4], steps: 50 });
 * result.theta; // near 1
 * ```
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
 * Minimises as {@link minimize} does, to the same bits, and lets the thread do other things. It also takes problems
 * that answer with a promise, such as a pool of workers or a device.
 * It works in slices of some 10 ms. After each slice, timers, events and drawing have their turn. Within an answer of
 * the problem this works only if the problem has `answerInParts`. If `signal` is aborted, the run ends within a slice.
 * @param options as for {@link minimize}
 * @returns a promise of the result; it rejects with what {@link minimize} throws
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
