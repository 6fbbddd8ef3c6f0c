import { Worker } from "node:worker_threads";
import { UphillError, type ErrorParts } from "@uphill/core";
import { newBeat, thinkingFor, type Beat } from "./beat.js";
import type { CheckTask, Checked } from "./check-task.js";
import type { Description } from "./external/messages.js";
import type { Foreign } from "./foreign.js";
import type { Trace, TraceTask } from "./trace-task.js";

/** Work with an optimizer that is not trusted to end. */
export type Task =
  | { readonly task: "load"; readonly foreign: Foreign }
  | { readonly task: "describe"; readonly command: readonly string[] }
  | CheckTask
  | TraceTask;

type Told<T extends Task> = T extends CheckTask
  ? Checked
  : T extends TraceTask
    ? Trace
    : T extends { task: "describe" }
      ? Description
      : null;

export interface TrialData {
  readonly task: Task;
  readonly beat: Beat;
  readonly deadline: number;
}

export type FromTrial =
  | { readonly told: unknown }
  | { readonly refused: Omit<ErrorParts, "cause"> }
  | { readonly bug: string }
  | { readonly done: true };

/**
 * Does a task in a worker, which is stopped when the optimizer thinks for too long, or loading takes as long.
 * @param who   what is tried, for people
 * @returns all that the task told, in order
 * @throws what `late` makes, what the task was refused with, or UphillError "plugin" where its thread broke down
 */
export function inWorker<T extends Task>(
  task: T,
  {
    who,
    deadline,
    late,
    onTold,
  }: { who: string; deadline: number; late: () => Error; onTold?: (told: Told<T>) => void },
): Promise<Told<T>[]> {
  const beat = newBeat();
  const began = Date.now();
  const starting = task.task === "load" || task.task === "describe";
  const worker = new Worker(new URL("./trial-worker.js", import.meta.url), {
    workerData: { task, beat, deadline } satisfies TrialData,
  });
  return new Promise((resolve, reject) => {
    const all: Told<T>[] = [];
    let settled = false;
    let done = false;
    const clock = setInterval(() => {
      // A command keeps its own deadline, and says more.
      const grace = deadline + 1;
      if (thinkingFor(beat) < grace && !(starting && Date.now() - began > 1000 * grace)) return;
      finish(() => reject(late()));
    }, 50);
    const finish = (then: () => void): void => {
      if (settled) return;
      settled = true;
      clearInterval(clock);
      void worker.terminate().then(then);
    };
    worker.on("message", (message: FromTrial) => {
      if ("told" in message) {
        all.push(message.told as Told<T>);
        onTold?.(message.told as Told<T>);
      } else if ("refused" in message) finish(() => reject(new UphillError(message.refused)));
      else if ("bug" in message) finish(() => reject(new Error(message.bug)));
      else done = true;
    });
    // Nothing of ours throws where it cannot be caught.
    worker.on("error", ({ message }) => finish(() => reject(brokenDown(who, `its thread ended with "${message}"`))));
    worker.on("exit", () =>
      finish(() => (done ? resolve(all) : reject(brokenDown(who, "its thread ended before its work did")))),
    );
  });
}

function brokenDown(who: string, got: string): UphillError {
  return new UphillError({
    code: "plugin",
    who,
    got,
    wanted: "an optimizer must not break down the thread that it runs in",
    todo: "Look for errors in timers and promises that nobody waits for, and for memory that only grows.",
  });
}
