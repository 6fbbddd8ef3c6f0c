import { MessageChannel, Worker } from "node:worker_threads";
import { UphillError, type ErrorParts } from "@uphill/core";
import type { Finding } from "@uphill/optimizers";
import type { CheckTask } from "./check-task.js";
import { serve, type Link } from "./external/children.js";
import type { Bound } from "./external/described.js";
import type { FamilyDescription, PluginSpec, ForeignProgram } from "./external/program.js";
import type { Limits } from "./external/watch.js";
import type { Attempt } from "./attempt.js";
import type { Trace, TraceTask } from "./trace-task.js";

/** Work with optimizers in a thread, which can wait for their processes. */
export type TrialTask =
  | { readonly task: "describe"; readonly programs: readonly ForeignProgram[] }
  | { readonly task: "config"; readonly program: PluginSpec }
  | { readonly task: "bind"; readonly program: PluginSpec; readonly attempts: readonly Attempt[] }
  | CheckTask
  | TraceTask;

interface Tells {
  describe: readonly FamilyDescription[];
  config: unknown;
  bind: Bound;
  check: Finding;
  trace: Trace;
}

type Told<T extends TrialTask> = Tells[T["task"]];

export interface TrialData {
  readonly task: TrialTask;
  readonly link: Link;
}

export type FromTrial =
  | { readonly told: unknown }
  | { readonly refused: Omit<ErrorParts, "cause"> }
  | { readonly bug: string }
  | { readonly done: true };

/** What a program may take to say what it is. */
const TO_LOAD: Limits = { deadline: 10, memory: 2048 };

/**
 * Does a task with foreign optimizers in a thread of its own, which can wait for their processes.
 * @param task what is done
 * @param how `who`, what is tried, for people; `limits`, what a process may take; `onTold`, called with each result
 * @returns a promise of all results, in order
 * @throws the error of the task, or UphillError "plugin" if its thread broke down, as a rejection
 */
export function inWorker<T extends TrialTask>(
  task: T,
  { who, limits = TO_LOAD, onTold }: { who: string; limits?: Limits; onTold?: (told: Told<T>) => void },
): Promise<Told<T>[]> {
  const { port1, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(4);
  const stop = serve({ port: port1, bell }, limits);
  const worker = new Worker(new URL("./trial-worker.js", import.meta.url), {
    workerData: { task, link: { port: port2, bell } } satisfies TrialData,
    transferList: [port2],
  });
  return new Promise((resolve, reject) => {
    const all: Told<T>[] = [];
    let settled = false;
    let done = false;
    const finish = (then: () => void): void => {
      if (settled) return;
      settled = true;
      stop();
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
    // Nothing of ours throws where it cannot be caught; an answer may be too large to be held.
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
    wanted: "an optimizer must not break down the thread that listens to it",
    todo: "Look for what only grows in its state, its requests and its options.",
  });
}
