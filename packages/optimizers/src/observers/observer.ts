import type { Report, Sign } from "../report.js";

/** What an observer sees of a whole step. */
export interface Seen {
  readonly report: Report;
  /** The first gradient that the step was told; undefined where it asked for none. */
  readonly gradient: Float64Array | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Watches a run for an optimizer that names it. The driver keeps its state beside the optimizer's own, in the checkpoint; so a
 * resumed run says the same.
 */
export interface Observer<S = unknown, T = unknown> {
  readonly name: string;
  /** The state before the first step: plain data. */
  init(): S;
  /** The state after a step. Changes nothing that it is given. */
  see(state: S, seen: Seen): S;
  /** The failure signs that hold now. */
  signs(state: S, options: Seen["options"]): Sign[];
  /** The figures of the run so far. */
  summary(state: S, options: Seen["options"]): T;
  /** Codes of signs that say what has not happened so far. The record of a run keeps them only where they hold at its end. */
  readonly soFar?: readonly string[];
  /** What it adds to the step's report. */
  adds?(state: S): Report;
}

/** Declares an observer. Add one with a file in `observers/` and a line in its index. */
export function defineObserver<S, T>(observer: Observer<S, T>): Observer<S, T> {
  return observer;
}

/** What the observers of a run keep, by their names. */
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
