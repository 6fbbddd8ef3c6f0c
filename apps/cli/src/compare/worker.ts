import { workerData } from "node:worker_threads";
import type { Source } from "./data.js";
import type { Experiment } from "./experiment.js";
import { execute, type Job, type JobRecord } from "./run.js";

/** What every worker is given at its start. */
export interface WorkerData {
  readonly experiments: readonly Experiment[];
  readonly sources: readonly Source[];
}

// tinypool wraps what the pool was given: [its own data, ours].
const [, { experiments, sources }] = workerData as [unknown, WorkerData];

export default function work(job: Job): JobRecord {
  const index = experiments.findIndex(({ preset }) => preset === job.preset);
  return execute(experiments[index], sources[index], job);
}
