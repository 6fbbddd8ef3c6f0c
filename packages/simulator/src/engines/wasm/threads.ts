import { nodeModule } from "../../host.js";
import { RUN_WORDS, type RunWords } from "./kernels.js";
import { compiled, machineFor, type WasmMachine } from "./machine.js";

/** The host's part that the engine uses: Node's worker threads, or a browser's workers where the page is isolated. */
interface WorkerHandle {
  onerror?: unknown;
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref?(): void;
}
interface NodeWorkers {
  readonly Worker: new (code: string, options: { eval: true; workerData: unknown }) => WorkerHandle;
}
declare const Worker: (new (url: string) => WorkerHandle) | undefined;
declare const Blob: new (parts: string[], options: { type: string }) => object;
declare const URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
declare function setTimeout(call: (value: unknown) => void, milliseconds: number): unknown;
declare const crossOriginIsolated: boolean | undefined;

// Words of the block that all threads share. The arguments of one job follow them.
const GENERATION = 0;
const DONE = 1;
const ARGUMENTS = 4;
/** One word a worker: 1 when it waits for work. */
const READY = ARGUMENTS + RUN_WORDS.length;
const MOST_WORKERS = 255;

/** Looks before a thread goes to sleep: the calls of one step follow each other within microseconds. */
const LOOKS = 20_000;

/** What a worker runs: it waits for the generation to change, does its part of the job, and says so. */
const WORKER = `
const serve = ({ module, memory, control, index }) => {
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(control);
  let seen = Atomics.load(words, ${GENERATION});
  Atomics.store(words, ${READY} + index, 1);
  for (;;) {
    for (let look = 0; look < ${LOOKS} && Atomics.load(words, ${GENERATION}) === seen; look++);
    Atomics.wait(words, ${GENERATION}, seen);
    if (Atomics.load(words, ${GENERATION}) === seen) continue;
    seen = Atomics.load(words, ${GENERATION});
    const parts = words[${ARGUMENTS + RUN_WORDS.indexOf("parts")}];
    if (index >= parts) continue;
    const job = Array.from(words.subarray(${ARGUMENTS}, ${READY}));
    job[${RUN_WORDS.indexOf("part")}] = index;
    run(...job);
    Atomics.add(words, ${DONE}, 1);
    Atomics.notify(words, ${DONE});
  }
};
if (typeof require === "function") serve(require("node:worker_threads").workerData);
else onmessage = ({ data }) => serve(data);
`;

/** Threads beside the calling one, on the shared machine. They start when first asked for, are used again, and keep nothing alive. */
class Pool {
  readonly machine: WasmMachine = machineFor(true);
  readonly #control = new SharedArrayBuffer(4 * (READY + MOST_WORKERS + 1));
  readonly #words = new Int32Array(this.#control);
  readonly #workers: WorkerHandle[] = [];
  readonly #sleeps = maySleep();
  /** The number of the first worker that could not start. */
  #failedFrom = Infinity;

  /** Starts workers until there are `threads` threads with the caller's. */
  grow(threads: number): void {
    const module = compiled(true);
    while (this.#workers.length < Math.min(threads - 1, MOST_WORKERS)) {
      const index = this.#workers.length + 1;
      const worker = startWorker({ module, memory: this.machine.memory, control: this.#control, index });
      if (!worker) return;
      // In pages; Node's workers do not fail to start.
      worker.onerror = () => (this.#failedFrom = Math.min(this.#failedFrom, index));
      this.#workers.push(worker);
    }
  }

  /**
   * Threads that can take a part now: parts go by number, so those up to the first that is not ready. A worker that is still
   * starting is not waited for: the bits do not depend on it.
   */
  ready(threads: number): number {
    let count = 1;
    while (count < threads && Atomics.load(this.#words, READY + count) === 1) count += 1;
    return count;
  }

  /** Threads that have started, or will: a page may forbid workers, and says so only later. */
  get started(): number {
    return 1 + Math.min(this.#workers.length, this.#failedFrom - 1);
  }

  /** Runs a job in its parts, of which the caller's is number 0. */
  run(job: RunWords): void {
    const words = this.#words;
    const { parts } = job;
    for (let k = 0; k < RUN_WORDS.length; k++) words[ARGUMENTS + k] = job[RUN_WORDS[k]];
    Atomics.store(words, DONE, 0);
    Atomics.add(words, GENERATION, 1);
    Atomics.notify(words, GENERATION);
    this.machine.kernels.run(job);
    for (let look = 0; ; look++) {
      const done = Atomics.load(words, DONE);
      if (done >= parts - 1) return;
      if (look > LOOKS && this.#sleeps) Atomics.wait(words, DONE, done);
    }
  }

  stop(): void {
    for (const worker of this.#workers) worker.terminate();
  }
}

let pool: Pool | undefined;

/** The pool, or undefined where threads cannot share memory. */
export function poolFor(threads: number): Pool | undefined {
  if (threads < 2 || !compiled(true) || !canShare()) return undefined;
  pool ??= new Pool();
  pool.grow(threads);
  return pool;
}

/** Ends the workers, so that the memory they share can go. */
export function stopThreads(): void {
  pool?.stop();
  pool = undefined;
}

/** Starts workers and waits until they are ready. @returns the number of threads, the caller's included */
export async function startPool(count: number): Promise<number> {
  for (;;) {
    // Asked anew each time: a large program that is disposed of meanwhile ends all threads.
    const started = poolFor(count);
    if (!started) return 1;
    const ready = started.ready(count);
    if (ready >= Math.min(count, started.started)) return ready;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Whether the threads may sleep while they wait: in Node all may, a page's main thread may not. */
export function maySleep(): boolean {
  return nodeModule("node:worker_threads") !== undefined;
}

function canShare(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  return (
    nodeModule("node:worker_threads") !== undefined ||
    (typeof crossOriginIsolated !== "undefined" && crossOriginIsolated)
  );
}

function startWorker(data: {
  module?: object;
  memory: unknown;
  control: unknown;
  index: number;
}): WorkerHandle | undefined {
  const node = nodeModule("node:worker_threads") as NodeWorkers | undefined;
  if (node) {
    const worker = new node.Worker(WORKER, { eval: true, workerData: data });
    worker.unref?.();
    return worker;
  }
  if (typeof Worker === "undefined") return undefined;
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  try {
    const worker = new Worker(url);
    worker.postMessage(data);
    return worker;
  } catch {
    // A page whose security policy forbids such workers computes on one thread.
    return undefined;
  } finally {
    URL.revokeObjectURL(url);
  }
}
