import { parentPort, workerData } from "node:worker_threads";
import { isUphillError } from "@uphill/core";
import { tell as beatOf } from "./beat.js";
import { check } from "./check-task.js";
import { describe } from "./external/family.js";
import { setLimit } from "./external/session.js";
import { enrolForeign } from "./foreign.js";
import { optimizerFamilies, originOf, tryOut } from "./registry.js";
import { trace } from "./trace-task.js";
import type { FromTrial, TrialData } from "./trial.js";

const { task, beat, deadline } = workerData as TrialData;
const tell = (message: FromTrial): void => parentPort!.postMessage(message);
const told = (value: unknown): void => tell({ told: value });
setLimit(deadline);
try {
  if (task.task === "describe") told(describe(task.command));
  else if (task.task === "check") await check(task, beatOf(beat), told);
  else if (task.task === "trace") await trace(task, beatOf(beat), told);
  else {
    await enrolForeign(task.foreign);
    // To be called once with its defaults is part of loading.
    for (const [name, family] of Object.entries(optimizerFamilies)) if (originOf(name) !== undefined) tryOut(family);
  }
  tell({ done: true });
} catch (error) {
  if (isUphillError(error)) tell({ refused: error.parts });
  else tell({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
