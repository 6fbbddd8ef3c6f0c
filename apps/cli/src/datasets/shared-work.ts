import { UphillError } from "@uphill/core";
import type { QDatasetExample, QDatasetOptions } from "@uphill/datasets";
import { Tinypool } from "tinypool";
import type { Piece, Simulated } from "./qdataset-worker.js";

/** Pieces that wait for each worker, so that none is idle. */
const AHEAD = 3;
const MOST_AT_ONCE = 16;

/**
 * Examples of a QDataSet from worker threads, in order. What they are does not depend on the number of threads.
 * @throws UphillError "interrupted" once the signal fires
 */
export async function* sharedWork(
  name: string,
  count: number,
  options: QDatasetOptions,
  jobs: number,
  signal: AbortSignal,
): AsyncGenerator<QDatasetExample> {
  // Kept noise is large: then one example at a time.
  const size = options.noise ? 1 : Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(count / (8 * jobs))));
  const pieces = Array.from({ length: Math.ceil(count / size) }, (_, k): Piece => ({
    name,
    from: k * size,
    to: Math.min(count, (k + 1) * size),
    options,
  }));
  const threads = Math.min(jobs, pieces.length);
  const pool = new Tinypool({
    filename: new URL("./qdataset-worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const interrupted = new Promise<never>((_, stop) => {
    signal.addEventListener("abort", () => stop(stopped(name)), { once: true });
  });
  interrupted.catch(() => undefined);
  const waiting: Promise<Simulated>[] = [];
  try {
    for (let next = 0; next < pieces.length || waiting.length > 0;) {
      while (next < pieces.length && waiting.length < AHEAD * threads) {
        const simulated = pool.run(pieces[next++]) as Promise<Simulated>;
        // Those that the end of the pool rejects are nobody's loss.
        simulated.catch(() => undefined);
        waiting.push(simulated);
      }
      const simulated = await Promise.race([waiting.shift()!, interrupted]);
      if ("refused" in simulated) throw new UphillError(simulated.refused);
      yield* simulated.examples;
    }
  } finally {
    await pool.destroy();
  }
}

function stopped(name: string): UphillError {
  return new UphillError({
    code: "interrupted",
    who: "generate",
    got: `generating ${name} was interrupted`,
    wanted: "nothing was written",
    todo: "Run the same command again.",
  });
}
