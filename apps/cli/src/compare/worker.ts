import { workerData } from "node:worker_threads";
import { isUphillError, type ErrorParts } from "@uphill/core";
import { tell, type Beat } from "../optimizer/beat.js";
import { endSessions } from "../optimizer/external/family.js";
import { setLimit } from "../optimizer/external/session.js";
import { enrolForeign, type Foreign } from "../optimizer/foreign.js";
import { originOf } from "../optimizer/registry.js";
import { patience } from "./budget.js";
import type { Source } from "./data.js";
import type { Experiment } from "./experiment.js";
import { describeError } from "@uphill/optimizers";
import { execute, failedRun, type Job, type JobRecord } from "./run.js";

/** What every worker is given at its start. */
export interface WorkerData {
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
  readonly foreign: Foreign;
  /** Seconds that an optimizer which is not ours may think between two questions. */
  readonly deadline: number;
}

export interface Work {
  readonly job: Job;
  readonly beat: Beat;
}

/** A record, or what a user's mistake has to say: errors lose their kind between threads. */
export type Outcome = { readonly record: JobRecord } | { readonly refused: Omit<ErrorParts, "cause"> };

// tinypool wraps what the pool was given: [its own data, ours].
const [, { experiments, sources, foreign, deadline }] = workerData as [unknown, WorkerData];
await enrolForeign(foreign);

export default function work({ job, beat }: Work): Outcome {
  const index = experiments.findIndex(({ preset }) => preset === job.preset);
  const spec = experiments[index].optimizers.find(({ alias }) => alias === job.optimizer);
  setLimit(patience(deadline, experiments[index].budget));
  try {
    return { record: execute(experiments[index], sources[index], job, tell(beat)) };
  } catch (error) {
    // What is not ours may throw anywhere; the others go on.
    if (spec && originOf(spec.name) !== undefined) return { record: failedRun(job, describeError(error)) };
    if (isUphillError(error)) return { refused: error.parts };
    throw error;
  } finally {
    // A process for each run: nothing of one is left to the next.
    endSessions();
  }
}
