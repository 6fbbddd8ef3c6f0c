import { UphillError } from "@uphill/core";
import { Tinypool } from "tinypool";
import { patience } from "./budget.js";
import { newBeat, thinkingFor } from "../optimizer/beat.js";
import { GRACE, overdue } from "../optimizer/deadline.js";
import { failedRun, type Job, type JobRecord } from "./run.js";
import type { Outcome, Work, WorkerData } from "./worker.js";

/**
 * Runs jobs in worker threads and hands over each record as it comes. Records do not depend on the number of threads.
 * Ends early, its workers stopped, once the signal fires; what was in flight is then lost, and can be done again.
 * An optimizer that thinks beyond the deadline, or for longer than its run may last, is stopped with its worker, and its other runs
 * are not begun.
 */
export async function runJobs(
  jobs: readonly Job[],
  {
    data,
    threads,
    signal,
    onRecord,
  }: {
    data: WorkerData;
    threads: number;
    signal: AbortSignal;
    onRecord: (record: JobRecord) => void;
  },
): Promise<void> {
  if (jobs.length === 0 || signal.aborted) return;
  const pool = new Tinypool({
    filename: new URL("./worker.js", import.meta.url).href,
    workerData: data,
    minThreads: Math.min(threads, jobs.length),
    maxThreads: Math.min(threads, jobs.length),
  });
  const interrupted = new Promise<void>((stop) => signal.addEventListener("abort", () => stop(), { once: true }));
  try {
    const budgets = new Map(data.experiments.map(({ preset, budget }) => [preset, budget]));
    const waiting = [...jobs];
    const stopped = new Map<string, string>();
    const runner = async (): Promise<void> => {
      for (let job = waiting.shift(); job && !signal.aborted; job = waiting.shift()) {
        const reason = stopped.get(`${job.preset} ${job.optimizer}`);
        if (reason !== undefined) {
          onRecord(failedRun(job, reason));
          continue;
        }
        const seconds = patience(data.deadline, budgets.get(job.preset));
        const late = overdue(job.optimizer ?? "", seconds, seconds < data.deadline ? "--budget seconds" : undefined);
        const record = await runWatched(pool, job, seconds, late);
        if (typeof record === "object") onRecord(record);
        else {
          stopped.set(`${job.preset} ${job.optimizer}`, record);
          onRecord(failedRun(job, record));
        }
      }
    };
    const all = Promise.all(Array.from({ length: Math.min(threads, jobs.length) }, runner));
    // Jobs that the end of the pool rejects, once it was interrupted, are not failures.
    all.catch(() => undefined);
    await Promise.race([all, interrupted]);
  } finally {
    await pool.destroy();
  }
}

/** The record of one job; a sentence where its optimizer had to be stopped. */
async function runWatched(pool: Tinypool, job: Job, deadline: number, late: UphillError): Promise<JobRecord | string> {
  const beat = newBeat();
  const controller = new AbortController();
  const clock = setInterval(() => {
    if (thinkingFor(beat) > deadline + GRACE) controller.abort();
  }, 100);
  try {
    const outcome = (await pool.run({ job, beat } satisfies Work, { signal: controller.signal })) as Outcome;
    if ("refused" in outcome) throw new UphillError(outcome.refused);
    return outcome.record;
  } catch (error) {
    if (controller.signal.aborted) return late.message;
    // Only what is not ours tells the clock that it thinks: a worker that ended meanwhile was ended by it.
    if (thinkingFor(beat) > 0)
      return `${job.optimizer}: it ended its thread (${error instanceof Error ? error.message : String(error)}).`;
    throw error;
  } finally {
    clearInterval(clock);
  }
}
