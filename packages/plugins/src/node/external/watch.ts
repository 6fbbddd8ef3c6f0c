import { residentMemory } from "./memory.js";

/** What a process of a foreign optimizer may take. */
export interface Limits {
  /** The most seconds for an answer. */
  readonly deadline: number;
  /** The most seconds for the first answer; default: `deadline`, but at least 10. */
  readonly start?: number;
  /** The option that set the limits, for errors; default `--deadline`. */
  readonly setBy?: string;
  /** The most mebibytes of memory, with all processes that it started. */
  readonly memory: number;
}

/** A child, as the watch sees it. */
export interface Watched {
  readonly pid: number;
  readonly limits: Limits;
  /** Seconds for the answer that is waited for. */
  readonly patience: number;
  /** Milliseconds since it was asked; null while nobody waits for it. */
  thought: number | null;
  stop(reason: "deadline" | "memory"): void;
}

const TICK = 50;
/** Ticks between two looks at memory. */
const MEMORY = 4;

const watched = new Set<Watched>();
let timer: NodeJS.Timeout | undefined;
let last = 0;
let ticks = 0;

/** Keeps time and memory of a child from now on. @returns what ends it */
export function watch(child: Watched): () => void {
  watched.add(child);
  if (timer === undefined) {
    last = performance.now();
    timer = setInterval(look, TICK).unref();
  }
  return () => {
    watched.delete(child);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function look(): void {
  const now = performance.now();
  // A machine that slept, or a process that was stopped, did not think meanwhile.
  const passed = Math.min(now - last, 2 * TICK);
  last = now;
  for (const child of watched) {
    if (child.thought === null) continue;
    child.thought += passed;
    if (child.thought > 1000 * child.patience) child.stop("deadline");
  }
  if (ticks++ % MEMORY !== 0) return;
  const byPid = new Map([...watched].map((child) => [child.pid, child]));
  residentMemory([...byPid.keys()], (pid, mebibytes) => {
    const child = byPid.get(pid)!;
    if (mebibytes > child.limits.memory) child.stop("memory");
  });
}
