import { UphillError } from "@uphill/core";
import { Tinypool } from "tinypool";
import type { Job, JobRecord } from "./run.js";
import type { Outcome, WorkerData } from "./worker.js";

/**
 * Runs jobs in worker threads and hands over each record as it comes. Records do not depend on the number of threads.
 * Ends early, its workers stopped, once the signal fires; what was in flight is then lost, and can be done again.
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
    const all = Promise.all(
      jobs.map(async (job) => {
        const outcome = (await pool.run(job)) as Outcome;
        if ("refused" in outcome) throw new UphillError(outcome.refused);
        onRecord(outcome.record);
      }),
    );
    // Jobs that the end of the pool rejects, once it was interrupted, are not failures.
    all.catch(() => undefined);
    await Promise.race([all, interrupted]);
  } finally {
    await pool.destroy();
  }
}
