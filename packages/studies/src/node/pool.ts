import { MessageChannel } from "node:worker_threads";
import { isUphillError, UphillError } from "@uphill/core";
import { describeError } from "@uphill/optimizers";
import { Tinypool } from "tinypool";
import { originOf } from "@uphill/plugins";
import { serve, type Limits } from "@uphill/plugins/node";
import { patience } from "../budget.js";
import { failedRun, type Job, type JobRecord, type RunRecord } from "../run.js";
import type { Outcome, Work, WorkerData } from "./worker.js";

/** Worker threads that do jobs. */
export interface Pool {
  /**
   * Does jobs and hands over each record as it comes. Records do not depend on the number of threads. Ends early, the workers
   * stopped, once the signal fires; what was in flight then leaves no record, and can be done again. The other runs of an optimizer
   * that was over its time or its memory are not begun.
   */
  run(jobs: readonly Job[], onRecord: (record: JobRecord) => void): Promise<void>;
  close(): Promise<void>;
}

/** Makes workers that stay for several lots of jobs; they start with the first job. */
export function openPool({
  data,
  limits,
  threads,
  signal,
}: {
  data: WorkerData;
  /** What an optimizer that is not ours may take. */
  limits: Limits;
  threads: number;
  signal: AbortSignal;
}): Pool {
  let opened: Tinypool | undefined;
  const isInterrupted = (): boolean => signal.aborted;
  const interrupted = new Promise<void>((stop) => signal.addEventListener("abort", () => stop(), { once: true }));
  const budgets = new Map(data.experiments.map(({ preset, budget }) => [preset, budget]));
  const isForeign = ({ preset, optimizer }: Job): boolean =>
    data.experiments
      .filter((experiment) => experiment.preset === preset)
      .some(({ optimizers }) =>
        optimizers.some(({ alias, name }) => alias === optimizer && originOf(name) !== undefined),
      );
  const stopped = new Map<string, Pick<RunRecord, "error" | "fault">>();
  return {
    async run(jobs, onRecord) {
      if (jobs.length === 0 || isInterrupted()) return;
      const count = Math.min(threads, jobs.length);
      const pool = (opened ??= new Tinypool({
        filename: new URL("./worker.js", import.meta.url).href,
        workerData: data,
        minThreads: count,
        maxThreads: threads,
      }));
      const waiting = [...jobs];
      const runner = async (): Promise<void> => {
        for (let job = waiting.shift(); job && !isInterrupted(); job = waiting.shift()) {
          const address = `${job.preset} ${job.optimizer}`;
          const before = stopped.get(address);
          const deadline = patience(limits.deadline, budgets.get(job.preset));
          const patient = { ...limits, deadline, ...(deadline < limits.deadline && { setBy: "--budget seconds" }) };
          const record = before
            ? { ...failedRun(job, ""), ...before }
            : await runJob(pool, job, patient, isForeign(job));
          // What was ended by us did not fail.
          if (isInterrupted()) return;
          if ("fault" in record && (record.fault === "deadline" || record.fault === "memory"))
            stopped.set(address, { error: record.error, fault: record.fault });
          onRecord(record);
        }
      };
      const all = Promise.all(Array.from({ length: count }, runner));
      // Jobs that the end of the pool rejects, once it was interrupted, are not failures.
      all.catch(() => undefined);
      await Promise.race([all, interrupted]);
    },
    async close() {
      await opened?.destroy();
    },
  };
}

/** Does a job in a worker, with processes of its own for an optimizer that is not ours. */
async function runJob(pool: Tinypool, job: Job, limits: Limits, isForeign: boolean): Promise<JobRecord> {
  const { port1, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(4);
  const stop = serve({ port: port1, bell }, limits);
  try {
    const work: Work = { job, link: { port: port2, bell } };
    const outcome = (await pool.run(work, { transferList: [port2] })) as Outcome;
    if ("refused" in outcome) throw new UphillError(outcome.refused);
    return outcome.record;
  } catch (error) {
    // A worker tells what went wrong; one that broke down while it listened to a process could not hold what that said.
    if (!isForeign || isUphillError(error)) throw error;
    return failedRun(
      job,
      `${job.optimizer}: what it answered broke the thread that listened (${describeError(error)}).`,
    );
  } finally {
    stop();
  }
}
