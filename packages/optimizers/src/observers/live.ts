import type { Optimizer } from "../optimizer.js";
import type { Report, Sign } from "../report.js";
import type { ObserverStates, Observer } from "./observer.js";
import { tentative, type LiveSummary } from "./tentative.js";

/** What live signs are read from: the argument of `onStep`, or a checkpoint. */
export interface LiveInfo {
  /** The states of the optimizer's observers. */
  readonly observers?: ObserverStates;
  /** The report of the last step. A checkpoint has none. */
  readonly report?: Report;
}

function eachObserved(
  { observers = [] }: Pick<Optimizer, "observers">,
  { observers: states = {} }: LiveInfo,
): { observer: Observer; state: unknown }[] {
  return observers.flatMap((observer) =>
    Object.hasOwn(states, observer.name) ? [{ observer, state: states[observer.name] }] : [],
  );
}

/**
 * Returns the failure signs of a run that is under way. First come the signs that the optimizer's observers see, then
 * the signs that the step's report tells.
 * @param optimizer the optimizer of the run
 * @param info the argument of `onStep`, or a checkpoint, for example one that was read from a file
 * @returns the signs that hold now
 * @example
 * ```ts
 * minimize({ optimizer, problem, start, steps: 100, onStep: (info) => console.log(liveSigns(optimizer, info)) });
 * ```
 */
export function liveSigns(optimizer: Pick<Optimizer, "observers" | "options">, info: LiveInfo): Sign[] {
  const seen = eachObserved(optimizer, info).flatMap(({ observer, state }) => observer.signs(state, optimizer.options));
  return [...seen, ...(info.report?.signs ?? [])];
}

/**
 * Returns the codes of signs that say what has not happened so far. A record of a run takes such a sign back if it no
 * longer holds at the end.
 * @param optimizer the optimizer, or its observers
 * @returns the codes
 */
export function soFarSigns({ observers = [] }: Pick<Optimizer, "observers">): string[] {
  return observers.flatMap(({ soFar }) => soFar ?? []);
}

/**
 * Returns the figures so far of a run whose optimizer tries steps, such as `nlr`.
 * @param optimizer the optimizer of the run
 * @param info the argument of `onStep`, or a checkpoint
 * @returns the figures; null if the optimizer does not name the observer `tentative`
 */
export function liveSummary(optimizer: Pick<Optimizer, "observers" | "options">, info: LiveInfo): LiveSummary | null {
  const found = eachObserved(optimizer, info).find(({ observer }) => observer.name === tentative.name);
  return found ? (found.observer.summary(found.state, optimizer.options) as LiveSummary) : null;
}
