import { UphillError } from "@uphill/core";
import type { Source } from "@uphill/problems";
import type { Experiment } from "./experiment.js";
import { firstJobs, lastJobs, trialJobs } from "./jobs.js";
import { execute, keyOf, type Job, type JobRecord } from "./run.js";
import { summarizePreset, type PresetSummary } from "./summary.js";

/**
 * Does a whole study in this thread: every run, the tuning, the controls and the tables. It stores nothing. `compare`
 * of `@uphill/studies/node` does the same in worker threads and keeps a folder.
 * @param experiment one experiment that {@link plan} returned
 * @param source the rows that were read; empty for a generated data set
 * @returns the tables and the verdict that `uphill compare` prints
 * @throws UphillError for an experiment that cannot run, and "options" for a list of experiments
 * @example
 * ```ts
 * const [experiment] = plan({ presets: ["two-qubit"], optimizers: ["sgd", "adam"], settings: { seeds: 8, steps: 10 } });
 * console.log(runStudy(experiment).verdict);
 * ```
 */
export function runStudy(experiment: Experiment, source: Source = {}): PresetSummary {
  if (Array.isArray(experiment)) {
    throw new UphillError({
      code: "options",
      who: "runStudy",
      got: `it was given ${experiment.length} experiment${experiment.length === 1 ? "" : "s"} in a list`,
      wanted: "it runs one",
      todo: "Take one: plan(…)[0].",
    });
  }
  const records = new Map<string, JobRecord>();
  /** Does what was not done. @returns whether there was something to do */
  const finish = (jobs: readonly Job[]): boolean => {
    const open = jobs.filter((job) => !records.has(keyOf(job)));
    for (const job of open) records.set(keyOf(job), execute(experiment, source, job));
    return open.length > 0;
  };
  finish(firstJobs(experiment));
  // A best rate at the edge of the list brings further rates, until it lies between others.
  while (finish(trialJobs(experiment, records)));
  finish(lastJobs(experiment, records));
  return summarizePreset(experiment, [...records.values()]);
}
