import type { Optimizer, State } from "./optimizer.js";
import { failureSigns, summarize, type Sign, type TraceSummary } from "./signs.js";
import { meanLoss, WINDOW, type TentativeState } from "./tentative-state.js";

/** What a run of NLR, `stay` or `kick` knows of itself while it goes on. */
export interface LiveSummary {
  /** Counts and rate from the run's start. */
  readonly whole: TraceSummary;
  /** The same over the last steps, 20 at most. */
  readonly recent: TraceSummary;
  /** Weights whose gradient was exactly 0 in every step so far. */
  readonly idle: readonly number[];
}

/** The figures of a run so far, out of its state alone: a resumed run says the same. null for optimizers that try no step. */
export function liveSummary({ options }: Optimizer, state: State): LiveSummary | null {
  if (!isTentative(state)) return null;
  const { steps, compared, raises, reversals, ties, reversalRate, means, idle } = state;
  const now = meanLoss(state.recent);
  // Means of single noisy losses: a rise must also be beyond what chance does to them.
  const rise =
    means && now && now.mean - Math.max(means.first, means.low) > 4 * now.error
      ? summarize({ reports: [], options, losses: [means.first, means.low, means.high, now.mean] })
      : null;
  const recent = { ...summarize({ reports: state.recent, options, losses: [] }), ...rosePart(rise) };
  return {
    whole: { ...recent, steps, compared, raised: raises, reversed: reversals, ties, reversalRate },
    recent,
    idle: idle ?? [],
  };
}

function rosePart(rise: TraceSummary | null): Partial<TraceSummary> {
  return rise?.rose ? { lossRise: true, rose: rise.rose } : {};
}

/**
 * The failure signs of a run that is under way, with the figures that show them: what holds from the start (no reversal, ties,
 * idle weights) of all steps, what may pass (decided by noise, frozen, diverging) of the last 20.
 * @param state after some step, as `onStep` gets it; plain data, from a checkpoint too
 */
export function liveSigns(optimizer: Optimizer, state: State): Sign[] {
  const summary = liveSummary(optimizer, state);
  if (!summary) return [];
  const { whole, recent, idle } = summary;
  const early = whole.steps < WINDOW;
  const lasting = failureSigns(optimizer.options, [whole]).filter(
    ({ code }) => code === "no-reversal" || (code === "ties" && !early),
  );
  const passing = failureSigns(optimizer.options, [recent]).filter(
    ({ code }) => code === "diverging" || ((code === "noise-decided" || code === "frozen") && !early),
  );
  return [...lasting, ...passing, ...(early ? [] : idleWeights(idle))];
}

function idleWeights(idle: readonly number[]): Sign[] {
  if (idle.length === 0) return [];
  const shown = idle.slice(0, 8).join(", ") + (idle.length > 8 ? ", …" : "");
  const text = `${idle.length} of the weights had a gradient of exactly 0 in every step (${shown}).`;
  return [{ code: "idle-weights", text }];
}

function isTentative(state: State): state is TentativeState {
  return typeof state === "object" && state !== null && "recent" in state && "reversalRate" in state;
}
