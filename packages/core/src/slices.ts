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

/** Cuts work into slices of time, so that a thread can serve timers and events in between. */
export interface Slices {
  /**
   * To be called at each place where the work can wait. It gives undefined while the slice lasts. At the end of a
   * slice it gives a promise that resolves after the other tasks of the thread: timers, events, drawing.
   */
  pause(): Promise<void> | undefined;
  /** The milliseconds that were spent in other tasks so far. */
  away(): number;
}

/**
 * Makes slices of a fixed length. It reads the clock only to find the end of a slice; results do not depend on it.
 * @param milliseconds the length of a slice
 * @returns the slices
 */
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

/**
 * Does all of the work, and lets other tasks of the thread run between its slices.
 * @param parts the work
 * @param slices what {@link timeSlices} returned
 * @param stop is asked after each pause; if it answers true, the work ends
 * @returns what the work returns, or null if it was stopped
 */
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
