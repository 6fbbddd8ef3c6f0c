import {
  countReport,
  countsFrom,
  figuresOf,
  noCounts,
  UNITS,
  type Budget,
  type StepCounts,
  type Optimizer,
  type StepInfo,
} from "@uphill/optimizers";
import type { ProblemInstance } from "./instance.js";

/**
 * One recorded point of a run: the last step whose share of steps and budget is at most `progress`. Its counts are
 * those of the steps up to there; older records have none.
 */
export interface HistoryPoint extends Partial<StepCounts> {
  /** The share of steps and budget, from 0 to 1. */
  readonly progress: number;
  /** The number of steps so far. */
  readonly step: number;
  /** The circuits so far. */
  readonly circuits: number;
  /** The shots so far. */
  readonly shots: number;
  /** The exact loss on everything that is trained on. */
  readonly loss: number;
  /** The length of its exact gradient. It is recorded at every fourth part of the run, and null between. */
  readonly gradientNorm: number | null;
}

/**
 * The number of parts of a run after which a point is recorded. It is a multiple of 4, so that quarters are among them.
 */
export const RECORDS = 20;

/** What was recorded so far: what a recorder goes on from. */
export interface Recorded {
  readonly points: readonly HistoryPoint[];
  /** The last step, which no point stands for yet. */
  readonly last: Pick<StepInfo, "theta"> &
    Omit<HistoryPoint, "progress" | "loss" | "gradientNorm" | keyof StepCounts> &
    StepCounts;
}

/** Keeps {@link RECORDS} + 1 points of a run at equal shares of it. */
export interface Recorder {
  begin(theta: Float64Array): void;
  goOn(from: Recorded): void;
  now(): Recorded;
  /** Of all steps so far. */
  counts(): StepCounts;
  step(info: StepInfo): void;
  end(): HistoryPoint[];
}

/** A recorder of exact figures, which are never charged. */
export function recordHistory(
  instance: Pick<ProblemInstance, "loss" | "gradientNorm">,
  { steps, budget, optimizer }: { steps: number; budget: Budget; optimizer: Pick<Optimizer, "reports"> },
): Recorder {
  const figures = figuresOf([optimizer]);
  const points: HistoryPoint[] = [];
  let last: Recorded["last"] = {
    theta: new Float64Array(0),
    step: 0,
    circuits: 0,
    shots: 0,
    ...noCounts(figures),
  };
  const record = (): void => {
    const { theta, ...rest } = last;
    const index = points.length;
    const quarter = index % (RECORDS / 4) === 0;
    points.push({
      progress: index / RECORDS,
      ...rest,
      // The norm first: its sweep leaves the values for the loss.
      gradientNorm: quarter ? instance.gradientNorm(theta) : null,
      loss: instance.loss(theta),
    });
  };
  const progress = (info: StepInfo): number =>
    Math.max(info.step / steps, ...UNITS.map((unit) => (info.account[unit] ?? 0) / (budget[unit] ?? Infinity)));
  return {
    begin(theta) {
      last = { ...last, theta };
    },
    goOn(from) {
      points.push(...from.points);
      last = from.last;
    },
    now: () => ({ points: [...points], last }),
    counts: () => countsFrom(figures, last),
    step(info) {
      // The last point within each share stands for it, so no share is ever overdrawn.
      while (points.length <= RECORDS && points.length / RECORDS < progress(info)) record();
      const { theta, step, account, report } = info;
      last = {
        theta,
        step,
        circuits: account.circuits,
        shots: account.shots,
        ...countReport(figures, last, report),
      };
    },
    end() {
      while (points.length <= RECORDS) record();
      return points;
    },
  };
}
