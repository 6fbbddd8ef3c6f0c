import { workerData } from "node:worker_threads";
import { isUphillError, type ErrorParts } from "@uphill/core";
import type { Source } from "./data.js";
import type { Experiment } from "./experiment.js";
import { execute, type Job, type JobRecord } from "./run.js";

/** What every worker is given at its start. */
export interface WorkerData {
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
}

/** A record, or what a user's mistake has to say: errors lose their kind between threads. */
export type Outcome = { readonly record: JobRecord } | { readonly refused: Omit<ErrorParts, "cause"> };

// tinypool wraps what the pool was given: [its own data, ours].
const [, { experiments, sources }] = workerData as [unknown, WorkerData];

export default function work(job: Job): Outcome {
  const index = experiments.findIndex(({ preset }) => preset === job.preset);
  try {
    return { record: execute(experiments[index], sources[index], job) };
  } catch (error) {
    if (isUphillError(error)) return { refused: error.parts };
    throw error;
  }
}
