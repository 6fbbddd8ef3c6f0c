import type { Report, Sign } from "../report.js";

/** What an observer sees of a whole step. */
export interface Seen {
  /** The report of the step. */
  readonly report: Report;
  /** The first gradient that the step was told, [size]; undefined if it asked for none. */
  readonly gradient: Float64Array | undefined;
  /** The options of the optimizer. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Watches the runs of an optimizer that names it. The driver keeps the observer's state in the checkpoint, so that a
 * resumed run tells the same signs.
 */
export interface Observer<S = unknown, T = unknown> {
  /** The name by which programs in other languages ask for it. */
  readonly name: string;
  /** Returns the state before the first step. It is plain data. */
  init(): S;
  /** Returns the state after a step. It does not change its arguments. */
  see(state: S, seen: Seen): S;
  /** Returns the failure signs that hold now. */
  signs(state: S, options: Seen["options"]): Sign[];
  /** Returns the figures of the run so far. */
  summary(state: S, options: Seen["options"]): T;
  /**
   * The codes of signs that say what has not happened so far. A record of a run keeps such a sign only if it holds at
   * the end.
   */
  readonly soFar?: readonly string[];
  /** Returns fields that are added to the report of the step. */
  adds?(state: S): Report;
}

/**
 * Declares an observer. To add one to Uphill, write a file in `observers/` and a line in its index.
 * @param observer the observer
 * @returns the observer, with its types checked
 * @example
 * ```ts
 * const still = defineObserver({
 *   name: "still",
 *   init: () => ({ steps: 0 }),
 *   see: ({ steps }, { report }) => ({ steps: report.length === 0 ? steps + 1 : 0 }),
 *   signs: ({ steps }) => (steps >= 10 ? [{ code: "still", text: `The last ${steps} steps moved nothing.` }] : []),
 *   summary: ({ steps }) => steps,
 * });
 * ```
 */
export function defineObserver<S, T>(observer: Observer<S, T>): Observer<S, T> {
  return observer;
}

/** The states of the observers of a run, by their names. */
export type ObserverStates = Readonly<Record<string, unknown>>;

/** What the observers of an optimizer keep before its first step; undefined where it names none. */
export function initObserved(observers: readonly Observer[]): ObserverStates | undefined {
  if (observers.length === 0) return undefined;
  return Object.fromEntries(observers.map((observer) => [observer.name, observer.init()]));
}

/** What they keep after a step, and its report with what they add. */
export function observe(
  observers: readonly Observer[],
  before: ObserverStates | undefined,
  seen: Seen,
): { observed: ObserverStates | undefined; report: Report } {
  if (!before || observers.length === 0) return { observed: before, report: seen.report };
  const after = observers.map((observer) => ({ observer, state: observer.see(before[observer.name], seen) }));
  return {
    observed: Object.fromEntries(after.map(({ observer, state }) => [observer.name, state])),
    report: after.reduce((report, { observer, state }) => ({ ...report, ...observer.adds?.(state) }), seen.report),
  };
}
