import { parentPort, workerData } from "node:worker_threads";
import { isUphillError } from "@uphill/core";
import type { Optimizer } from "@uphill/optimizers";
import { check } from "./check-task.js";
import type { Bound } from "./external/described.js";
import { askOnce, describe, endSessions } from "./external/family.js";
import { connect } from "./external/session.js";
import { enrolForeign, type Attempt } from "./foreign.js";
import type { PluginSpec } from "./external/program.js";
import { optimizerFamilies } from "../registry.js";
import { trace } from "./trace-task.js";
import type { FromTrial, TrialData } from "./trial.js";

const { task, link } = workerData as TrialData;
const tell = (message: FromTrial): void => parentPort!.postMessage(message);
const told = (value: unknown): void => tell({ told: value });
connect(link);
// What it has to say for people it says when it runs.
if (task.task !== "check" && task.task !== "trace") endSessions(true);

function config(program: PluginSpec): unknown {
  const { url, given } = program;
  return askOnce(program, { type: "config", url, given }, "config").value;
}

function bind(program: PluginSpec, attempts: readonly Attempt[]): void {
  enrolForeign({ programs: [program] });
  for (const { name, options } of attempts) {
    const {
      name: called,
      needs,
      recommend,
      rule,
    } = (optimizerFamilies[name] as (options: object) => Optimizer)(options);
    told({ name: called, needs, recommends: recommend !== undefined, rule: rule !== undefined } satisfies Bound);
  }
}

try {
  if (task.task === "describe") for (const program of task.programs) told(describe(program));
  else if (task.task === "config") told(config(task.program));
  else if (task.task === "bind") bind(task.program, task.attempts);
  else if (task.task === "check") check(task, told);
  else trace(task, told);
  tell({ done: true });
} catch (error) {
  if (isUphillError(error)) tell({ refused: error.parts });
  else tell({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
} finally {
  endSessions();
  // The port would keep this thread.
  link.port.close();
}
