import { workerData } from "node:worker_threads";
import { isUphillError, type ErrorParts } from "@uphill/core";
import { originOf } from "@uphill/plugins";
import { connect, differenceFrom, endSessions, enrolForeign, type Foreign, type Link } from "@uphill/plugins/node";
import type { Source } from "@uphill/problems";
import type { Experiment } from "../experiment.js";
import { execute, failedRun, type Job, type JobRecord } from "../run.js";

/** What every worker is given at its start. */
export interface WorkerData {
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
  readonly foreign: Foreign;
}

export interface Work {
  readonly job: Job;
  /** To the process of its optimizer, where that is not ours. */
  readonly link: Link;
}

/** A record, or what a user's mistake has to say: errors lose their kind between threads. */
export type Outcome = { readonly record: JobRecord } | { readonly refused: Omit<ErrorParts, "cause"> };

// tinypool wraps what the pool was given: [its own data, ours].
const [, { experiments, sources, foreign }] = workerData as [unknown, WorkerData];
enrolForeign(foreign);

export default function work({ job, link }: Work): Outcome {
  const index = experiments.findIndex(({ preset }) => preset === job.preset);
  const spec = experiments[index].optimizers.find(({ alias }) => alias === job.optimizer);
  connect(link);
  try {
    return { record: execute(experiments[index], sources[index], job, differenceFrom) };
  } catch (error) {
    // What is not ours may throw anywhere; the others go on.
    if (spec && originOf(spec.name) !== undefined) return { record: failedRun(job, error) };
    if (isUphillError(error)) return { refused: error.parts };
    throw error;
  } finally {
    // A process for each run: nothing of one is left to the next.
    endSessions();
    link.port.close();
  }
}
