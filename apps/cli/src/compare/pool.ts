import { Tinypool } from "tinypool";
import type { Job, JobRecord } from "./run.js";
import type { WorkerData } from "./worker.js";

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
    const all = Promise.all(jobs.map(async (job) => onRecord((await pool.run(job)) as JobRecord)));
    await Promise.race([all, interrupted]);
    // Jobs that the end of the pool rejects are not failures.
    all.catch(() => undefined);
  } finally {
    await pool.destroy();
  }
}
