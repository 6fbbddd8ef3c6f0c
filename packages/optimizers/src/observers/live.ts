import type { Optimizer } from "../optimizer.js";
import type { Report, Sign } from "../report.js";
import type { ObserverStates, Observer } from "./observer.js";
import { tentative, type LiveSummary } from "./tentative.js";

/** What `onStep` gets of a step, or a checkpoint: as far as live signs need it. */
export interface LiveInfo {
  readonly observers?: ObserverStates;
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
 * The failure signs of a run that is under way: those that the optimizer's observers see, then those that the step's report tells.
 * @param info what `onStep` was given; or a checkpoint, read from a file too, which has no report
 * @example
 * minimize({ optimizer, problem, start, steps, onStep: (info) => console.log(liveSigns(optimizer, info)) });
 */
export function liveSigns(optimizer: Pick<Optimizer, "observers" | "options">, info: LiveInfo): Sign[] {
  const seen = eachObserved(optimizer, info).flatMap(({ observer, state }) => observer.signs(state, optimizer.options));
  return [...seen, ...(info.report?.signs ?? [])];
}

/** Codes of signs that are to be taken back where they no longer hold at the end of a run. */
export function soFarSigns({ observers = [] }: Pick<Optimizer, "observers">): string[] {
  return observers.flatMap(({ soFar }) => soFar ?? []);
}

/** The figures of a run so far that tries steps; null for an optimizer whose steps are not watched for that. */
export function liveSummary(optimizer: Pick<Optimizer, "observers" | "options">, info: LiveInfo): LiveSummary | null {
  const found = eachObserved(optimizer, info).find(({ observer }) => observer.name === tentative.name);
  return found ? (found.observer.summary(found.state, optimizer.options) as LiveSummary) : null;
}
