import type { InParts } from "./parts.js";

/** What platforms have of clocks and queues, and the language's own library of types does not know. */
interface Platform {
  readonly performance: { now(): number };
  setTimeout(act: () => void, milliseconds: number): unknown;
  readonly setImmediate?: (act: () => void) => unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: unknown; close(): void };
    readonly port2: { postMessage(message: unknown): void };
  };
}

const platform = globalThis as unknown as Platform;

/** Milliseconds of work between two pauses: less than a frame at 60 frames a second, and most of one. */
const SLICE = 10;

/** Work in slices of time. `pause` is called wherever work can be cut, and gives up the thread where a slice is over. */
export interface Slices {
  /** Nothing to wait for, or a promise that comes after other tasks of the thread: timers, events, a picture. */
  pause(): Promise<void> | undefined;
  /** Milliseconds that were given away so far. */
  away(): number;
}

/** Reads the clock to know when a slice is over, and for nothing else: what is computed does not depend on it. */
export function timeSlices(milliseconds = SLICE): Slices {
  let begun = platform.performance.now();
  let away = 0;
  return {
    away: () => away,
    pause() {
      const stopped = platform.performance.now();
      if (stopped - begun < milliseconds) return undefined;
      return otherTasks().then(() => {
        begun = platform.performance.now();
        away += begun - stopped;
      });
    },
  };
}

/** All of the work, with other tasks between its slices; null where it was told to stop in between. */
export async function inSlices<T>(
  parts: InParts<T>,
  slices: Slices,
  stop: () => boolean = () => false,
): Promise<T | null> {
  for (let part = parts.next(); ; part = parts.next()) {
    if (part.done) return part.value;
    const pause = slices.pause();
    if (!pause) continue;
    await pause;
    if (stop()) return null;
  }
}

/** Promises alone do not let timers and events in; a task of its own does. A timer of 0 would wait 4 ms in a page. */
function otherTasks(): Promise<void> {
  return new Promise((resolve) => {
    const { setImmediate, MessageChannel } = platform;
    if (setImmediate) setImmediate(resolve);
    else if (MessageChannel) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    } else platform.setTimeout(resolve, 0);
  });
}
