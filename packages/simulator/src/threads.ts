import { UphillError } from "@uphill/core";
import type { AnyEngine } from "./engines/engine.js";
import * as engines from "./engines/index.js";
import { parallelism } from "./host.js";

/** How many threads compute: a number from 1, or "auto" for as many as the machine runs at once. */
export type Threads = number | "auto";

/** How many threads are meant. @throws UphillError "threads" */
export function threadCount(threads: Threads): number {
  if (threads === "auto") return parallelism();
  if (Number.isInteger(threads) && threads >= 1) return threads;
  throw new UphillError({
    code: "threads",
    who: "compile",
    got: `threads is ${String(threads)}`,
    wanted: 'it must be a whole number from 1, or "auto"',
    todo: 'Leave it out for one thread, or give "auto".',
  });
}

/**
 * Starts worker threads and waits until they are ready. Without it, programs start the threads themselves and compute
 * alone until the threads are ready.
 * @param threads how many threads compute, the calling one included
 * @returns a promise of the number of threads, the calling one included; it is 1 where memory cannot be shared
 * @throws UphillError "threads", as a rejection, for a number that is not whole or below 1
 */
export async function startThreads(threads: Threads = "auto"): Promise<number> {
  const count = threadCount(threads);
  const all: readonly AnyEngine[] = Object.values(engines);
  const started = await Promise.all(all.map((engine) => engine.startThreads?.(count) ?? Promise.resolve(1)));
  return Math.max(...started);
}
