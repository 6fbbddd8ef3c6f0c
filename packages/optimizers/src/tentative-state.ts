import type { Report, State } from "./optimizer.js";

/** How many recent steps the state keeps for the failure signs. */
export const WINDOW = 20;

/** State of a method that tries a step; plain data. What the optimizer's rule needs, and what `liveSigns` reads. */
export interface TentativeState {
  readonly base: State;
  /** From the run's start: steps, comparisons made, those judged a raise, steps that went the other way, losses that did not change. */
  readonly steps: number;
  readonly compared: number;
  readonly raises: number;
  readonly reversals: number;
  readonly ties: number;
  /** Steps that are still taken without a comparison. */
  readonly cooling: number;
  /** The smallest learning rate at which some step would have raised the loss, by the curvature met; null = none. */
  readonly reversalRate: number | null;
  /** Weights whose gradient was exactly 0 in every step; null before the first. */
  readonly idle: readonly number[] | null;
  /** Reports of the last {@link WINDOW} steps, oldest first. */
  readonly recent: readonly Report[];
  /** Mean compared loss over the last {@link WINDOW} steps: the first such mean, the lowest, the highest. */
  readonly means: { readonly first: number; readonly low: number; readonly high: number } | null;
  /** With `recommend: "best"`: the lowest loss compared so far, and where. */
  readonly best: { readonly theta: readonly number[]; readonly value: number } | null;
}

export function initialState(base: State): TentativeState {
  return {
    base,
    steps: 0,
    compared: 0,
    raises: 0,
    reversals: 0,
    ties: 0,
    cooling: 0,
    reversalRate: null,
    idle: null,
    recent: [],
    means: null,
    best: null,
  };
}

/** The state after a step. */
export function advance(
  state: TentativeState,
  step: {
    base: State;
    gradient: Float64Array;
    report: Report;
    learningRate: number;
    coolDown: number;
    /** Where the step began, if the best point is to be kept. */
    theta: Float64Array | null;
  },
): TentativeState {
  const { base, gradient, report, learningRate, coolDown, theta } = step;
  const { value, change, raised = false, reversed = false } = report;
  const compared = change !== undefined;
  const recent = [...state.recent, report].slice(-WINDOW);
  const rate = reversalRate(report, learningRate);
  const better = theta && value !== undefined && !(state.best && state.best.value <= value);
  return {
    base,
    steps: state.steps + 1,
    compared: state.compared + Number(compared),
    raises: state.raises + Number(raised),
    reversals: state.reversals + Number(reversed),
    ties: state.ties + Number(change === 0),
    cooling: raised ? coolDown : Math.max(0, state.cooling - 1),
    reversalRate: rate === null ? state.reversalRate : Math.min(rate, state.reversalRate ?? Infinity),
    idle: (state.idle ?? [...gradient.keys()]).filter((weight) => gradient[weight] === 0),
    recent,
    means: meansWith(state.means, recent),
    best: better ? { theta: Array.from(theta), value } : state.best,
  };
}

/**
 * The learning rate at which a step like this one would first have raised the loss; null where none would. Along the step u the
 * loss is value₀ − g·u·s + c·s² for s times the rate, so it first rises at s = g·u/c: for gradient descent at 2/h with
 * h = 2(value₁ − value₀ + η|g|²)/(η²|g|²).
 */
export function reversalRate({ change, promised }: Report, learningRate: number): number | null {
  if (change === undefined || promised === undefined) return null;
  const curvature = change + promised;
  return curvature > 0 && promised > 0 ? (learningRate * promised) / curvature : null;
}

/** Mean and standard error of the compared losses of a full window; null where there are too few. */
export function meanLoss(recent: readonly Report[]): { mean: number; error: number } | null {
  const values = recent.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (recent.length < WINDOW || values.length < WINDOW / 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(square) / values.length };
}

function meansWith(means: TentativeState["means"], recent: readonly Report[]): TentativeState["means"] {
  const now = meanLoss(recent)?.mean;
  if (now === undefined) return means;
  if (means === null) return { first: now, low: now, high: now };
  return { first: means.first, low: Math.min(means.low, now), high: Math.max(means.high, now) };
}
