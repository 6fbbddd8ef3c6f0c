import type { MessagePort } from "node:worker_threads";
import { startChild, type Child, type Ending, type Heard } from "./child.js";
import type { ForeignProgram } from "./program.js";
import type { Limits } from "./watch.js";

// The main thread owns every process that is not ours: it only coordinates, and so it hears them and keeps their time. A thread
// that computes talks to them by a port, and waits at a bell.

/** One end of the connection between a thread that computes and the main thread. */
export interface Link {
  /** The port for messages. */
  readonly port: MessagePort;
  /** One number, which changes with every message to the thread that computes. */
  readonly bell: SharedArrayBuffer;
}

export type ToChildren =
  | { readonly open: number; readonly program: ForeignProgram; readonly quiet: boolean }
  | { readonly ask: number; readonly line: string }
  | { readonly close: number };

export type FromChildren = Heard & { readonly id: number };

const all = new Set<Child>();
let closing = false;

const INTERRUPTED: Ending = { got: "the command was interrupted" };

/** Ends every child, and lets no other begin: nobody waits for one for ever. */
function closeAll(): void {
  closing = true;
  for (const child of all) child.close(INTERRUPTED);
  all.clear();
}

let listening = false;

/** Children are in groups of their own, where neither a terminal's Ctrl-C nor our own end reaches them. */
function listen(): void {
  if (listening) return;
  listening = true;
  process.once("exit", closeAll);
  for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    process.on(signal, () => {
      closeAll();
      // Whoever listens besides goes on to an end of its own.
      if (process.listenerCount(signal) === 1) process.exit(status);
    });
  }
}

/**
 * Starts, asks and ends processes for a thread that computes. Only the main thread calls it.
 * @param link the main thread's end of the connection
 * @param limits what a process may take
 * @returns a function that ends all these processes
 */
export function serve({ port, bell }: Link, limits: Limits): () => void {
  listen();
  const mine = new Map<number, Child>();
  const count = new Int32Array(bell);
  const tell = (message: FromChildren): void => {
    port.postMessage(message);
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  };
  const close = (id: number): void => {
    const child = mine.get(id);
    child?.close();
    if (child) all.delete(child);
    mine.delete(id);
  };
  port.on("message", (message: ToChildren) => {
    if ("close" in message) close(message.close);
    else if ("ask" in message) mine.get(message.ask)?.ask(message.line);
    else if (closing) tell({ ending: INTERRUPTED, id: message.open });
    else {
      const { open: id, program, quiet } = message;
      const child = startChild(program, limits, { quiet }, (heard) => tell({ ...heard, id }));
      mine.set(id, child);
      all.add(child);
    }
  });
  return () => {
    for (const id of mine.keys()) close(id);
    port.close();
  };
}
