import type { Report, Sign } from "../report.js";
import { failureSigns, reversalRate, summarize, type TentativeReport, type TraceSummary } from "../signs.js";
import { defineObserver } from "./observer.js";

/** How many recent steps are kept for the failure signs. */
const WINDOW = 20;

/** What it keeps of a run: plain data. */
export interface Telemetry {
  /** From the run's start: steps, comparisons made, those judged a raise, steps that went the other way, losses that did not change. */
  readonly steps: number;
  readonly compared: number;
  readonly raises: number;
  readonly reversals: number;
  readonly ties: number;
  /** The smallest learning rate at which some step would have raised the loss, by the curvature met; null = none. */
  readonly reversalRate: number | null;
  /** Weights whose gradient was exactly 0 in every step; null before the first. */
  readonly idle: readonly number[] | null;
  /** Reports of the last {@link WINDOW} steps, oldest first. */
  readonly recent: readonly TentativeReport[];
  /** Mean compared loss over the last {@link WINDOW} steps: the first such mean, the lowest, the highest. */
  readonly means: { readonly first: number; readonly low: number; readonly high: number } | null;
}

/** The figures so far of a run that tries steps, such as one of `nlr`, `stay` or `kick`. */
export interface LiveSummary {
  /** The figures since the start of the run. */
  readonly whole: TraceSummary;
  /** The figures of the last 20 steps, or of all steps if there are fewer. */
  readonly recent: TraceSummary;
  /** The weights whose gradient was exactly 0 in every step so far. */
  readonly idle: readonly number[];
}

/**
 * Watches an optimizer that tries a step, compares the loss, and decides. Such an optimizer reports `raised`, `change`,
 * `standardError` and `promised`, and has the option `learningRate`.
 * The signs "no-reversal", "ties" and "idle-weights" look at all steps. The signs "noise-decided", "frozen" and
 * "diverging" may pass again, so they look at the last 20 steps.
 */
export const tentative = defineObserver<Telemetry, LiveSummary>({
  name: "tentative",
  soFar: ["no-reversal"],
  init: () => ({
    steps: 0,
    compared: 0,
    raises: 0,
    reversals: 0,
    ties: 0,
    reversalRate: null,
    idle: null,
    recent: [],
    means: null,
  }),
  see(state, { report: told, gradient, options }) {
    const report = told as TentativeReport;
    const { change, raised = false, reversed = false } = report;
    const recent = [...state.recent, withoutSigns(report)].slice(-WINDOW);
    const rate = typeof options.learningRate === "number" ? reversalRate(report, options.learningRate) : null;
    const { idle } = state;
    return {
      steps: state.steps + 1,
      compared: state.compared + Number(change !== undefined),
      raises: state.raises + Number(raised),
      reversals: state.reversals + Number(reversed),
      ties: state.ties + Number(change === 0),
      reversalRate: rate === null ? state.reversalRate : Math.min(rate, state.reversalRate ?? Infinity),
      idle: gradient ? (idle ?? [...gradient.keys()]).filter((weight) => gradient[weight] === 0) : idle,
      recent,
      means: meansWith(state.means, recent),
    };
  },
  adds: ({ idle }) => ({ idle: idle?.length ?? 0 }),
  summary,
  signs(state, options) {
    const { whole, recent, idle } = summary(state, options);
    const early = whole.steps < WINDOW;
    const lasting = failureSigns(options, [whole]).filter(
      ({ code }) => code === "no-reversal" || (code === "ties" && !early),
    );
    const passing = failureSigns(options, [recent]).filter(
      ({ code }) => code === "diverging" || ((code === "noise-decided" || code === "frozen") && !early),
    );
    return [...lasting, ...passing, ...(early ? [] : idleWeights(idle))];
  },
});

function summary(state: Telemetry, options: Readonly<Record<string, unknown>>): LiveSummary {
  const { steps, compared, raises, reversals, ties, means, idle } = state;
  const now = meanLoss(state.recent);
  // Means of single noisy losses: a rise must also be beyond what chance does to them.
  const rise =
    means && now && now.mean - Math.max(means.first, means.low) > 4 * now.error
      ? summarize({ reports: [], options, losses: [means.first, means.low, means.high, now.mean] })
      : null;
  const recent = { ...summarize({ reports: state.recent, options, losses: [] }), ...rosePart(rise) };
  return {
    whole: {
      ...recent,
      steps,
      compared,
      raised: raises,
      reversed: reversals,
      ties,
      reversalRate: state.reversalRate,
    },
    recent,
    idle: idle ?? [],
  };
}

function rosePart(rise: TraceSummary | null): Partial<TraceSummary> {
  return rise?.rose ? { lossRise: true, rose: rise.rose } : {};
}

function idleWeights(idle: readonly number[]): Sign[] {
  if (idle.length === 0) return [];
  const shown = idle.slice(0, 8).join(", ") + (idle.length > 8 ? ", …" : "");
  const text = `${idle.length} of the weights had a gradient of exactly 0 in every step (${shown}).`;
  return [{ code: "idle-weights", text }];
}

/** Told signs are texts, of which a state need not keep twenty. */
function withoutSigns(report: TentativeReport): TentativeReport {
  if (!report.signs) return report;
  return Object.fromEntries(Object.entries(report).filter(([field]) => field !== "signs"));
}

/** Mean and standard error of the compared losses of a full window; null where there are too few. */
function meanLoss(recent: readonly Report[]): { mean: number; error: number } | null {
  const values = recent.flatMap(({ value }) => (value === undefined ? [] : [value]));
  if (recent.length < WINDOW || values.length < WINDOW / 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(square) / values.length };
}

function meansWith(means: Telemetry["means"], recent: readonly Report[]): Telemetry["means"] {
  const now = meanLoss(recent)?.mean;
  if (now === undefined) return means;
  if (means === null) return { first: now, low: now, high: now };
  return { first: means.first, low: Math.min(means.low, now), high: Math.max(means.high, now) };
}
