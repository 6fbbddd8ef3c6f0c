import { inOneGo, shown, streams, UphillError, type InParts, type Random, type Stream } from "@uphill/core";
import {
  adjoint,
  estimators,
  expectationsInParts,
  parameterShift,
  type GradientMethod,
  type GradientRequest,
  type LossOfValue,
} from "@uphill/gradients";
import { PHASES, type Answer, type Data, type Place, type Problem, type Request } from "@uphill/optimizers";
import type { Batch, BatchSource, Program } from "@uphill/simulator";
import { alternatives } from "./alternatives.js";
import type { Conditions } from "./family.js";
import type { Prices } from "./price.js";
import { combined, meanMetric, readoutFrequencies } from "./state-space.js";

/** The rows of one request: their numbers in the table, labels ±1, and the engine's copy. */
export interface TableRows {
  readonly indices: readonly number[];
  readonly labels: Float64Array;
  readonly batch: Batch;
  /** What the batch was made of: the k-th of these rows, for some k. */
  readonly source: (some: readonly number[]) => BatchSource;
}

/** A loss of an expectation value and a row's label. */
export interface ValueLoss {
  value(f: number, y: number): number;
  /** Its derivatives in f. */
  slope(f: number, y: number): number;
  curvature(f: number, y: number): number;
  /** Its degree as a polynomial in f; undefined where it is none. */
  readonly degree?: number;
}

export interface CircuitProblemOptions extends Omit<Conditions, "device" | "gradient"> {
  /** With one observable. */
  readonly program: Program;
  readonly loss: ValueLoss;
  /** All rows that are trained on. */
  readonly everything: TableRows;
  rowsOf(data: Data, step: number): TableRows;
  /** How many those are. */
  count(data: Data): number;
  readonly price: Prices;
  readonly gradient: GradientMethod;
}

/** A problem that circuits answer, with exact figures beside, which are never charged. */
export interface CircuitProblem extends Problem {
  /** The observable's expectation values over all rows that are trained on. */
  values(theta: Float64Array): Float64Array;
  meanLoss(values: Float64Array, labels: Float64Array): number;
  /** |∇ of the exact loss over all rows|. */
  gradientNorm(theta: Float64Array): number;
}

/** Adjoint for exact gradients, parameter shift with shots. */
export function usualGradient(shots: number | undefined): GradientMethod {
  return shots === undefined ? adjoint() : parameterShift();
}

/**
 * The mean over rows of a loss of one observable's expectation value. Shots come from stream "shots" at (step, phase, ask, row, circuit),
 * and a gradient's own chance from "directions". Weights outside the light cone cost nothing.
 */
export function circuitProblem({
  program,
  loss,
  everything,
  rowsOf,
  count,
  price,
  gradient,
  shots,
  lossShots,
  seed,
  shotSeed = 0,
}: CircuitProblemOptions): CircuitProblem {
  const { stream } = streams(seed);
  const shotStream = stream(shotSeed === 0 ? "shots" : `shots ${shotSeed}`);
  const directions = stream("directions");
  const shotsOf = ({ kind, shots: asked }: Request): number | undefined =>
    asked ?? (kind === "gradient" ? shots : lossShots);

  const meanLoss = (values: Float64Array, labels: Float64Array): number =>
    values.reduce((sum, f, row) => sum + loss.value(f, labels[row]), 0) / labels.length;
  // What is known of the plug-in estimate's bias is all of it up to degree two.
  const unbiased = (loss.degree ?? Infinity) <= 2;
  const at = (y: number): LossOfValue => ({
    value: (f) => loss.value(f, y),
    curvature: (f) => loss.curvature(f, y),
  });
  const meanSlope = (labels: Float64Array) => (values: Float64Array) =>
    values.map((f, row) => loss.slope(f, labels[row]) / labels.length);

  // Exact full-batch results are asked for again when a step's end is reported or compared; the last few are kept.
  interface Known {
    readonly values: Float64Array;
    readonly gradient?: Float64Array;
  }
  const recent: (Known & { readonly theta: Float64Array })[] = [];
  function remember<T extends Known>(theta: Float64Array, found: T): T {
    recent.unshift({ theta: theta.slice(), ...found });
    recent.length = Math.min(recent.length, 3);
    return found;
  }
  function exactAll(theta: Float64Array, withGradient: boolean): Known {
    const known = recent.find((entry) => entry.theta.every((value, i) => Object.is(value, theta[i])));
    if (known && (known.gradient || !withGradient)) return known;
    const run = { weights: theta, batch: everything.batch };
    if (!withGradient) return remember(theta, { values: program.expectations(run) });
    return remember(theta, program.vjp({ ...run, cotangents: meanSlope(everything.labels) }));
  }

  function exactValues(theta: Float64Array, rows: TableRows): Float64Array {
    if (rows === everything) return exactAll(theta, false).values;
    return program.expectations({ weights: theta, batch: rows.batch });
  }

  function* estimateGradient(
    theta: Float64Array,
    rows: TableRows,
    used: number | undefined,
    random: ShotRandom,
    chance: () => Random,
  ): InParts<Answered> {
    const request: GradientRequest = {
      program,
      weights: theta,
      batch: rows.batch,
      cotangents: meanSlope(rows.labels),
      ...(gradient.needs.includes("source") && { source: rows.source(Array.from(rows.indices, (_, k) => k)) }),
      ...(gradient.needs.includes("chance") && { chance }),
      ...(used !== undefined && { shots: used, random }),
    };
    const estimate = gradient.estimateInParts ? yield* gradient.estimateInParts(request) : gradient.estimate(request);
    if (gradient.exactOnly && rows === everything) remember(theta, estimate);
    const { values, variances, gradient: slope } = estimate;
    return { ...lossEstimate(values, variances, rows.labels, used), gradient: slope.slice() };
  }

  type ShotRandom = (row: number, circuit: number) => ReturnType<Stream["at"]>;
  interface Answered {
    value: number;
    standardError: number;
    shots?: number;
    gradient?: Float64Array;
  }

  function lossEstimate(
    values: Float64Array,
    variances: Float64Array | undefined,
    labels: Float64Array,
    used: number | undefined,
  ): Answered {
    const plugIn = meanLoss(values, labels);
    if (!variances || used === undefined) return { value: plugIn, standardError: 0 };
    // One shot tells nothing of its variance.
    if (!variances.every(Number.isFinite)) return { value: plugIn, standardError: 0, shots: used };
    let bias = 0;
    let variance = 0;
    values.forEach((f, row) => {
      const slope = loss.slope(f, labels[row]);
      variance += slope * slope * variances[row];
      if (unbiased) bias += estimators.plugIn.estimate(at(labels[row]), { value: f, variance: variances[row] }).bias;
    });
    // Standard error by the delta method.
    return { value: plugIn - bias / labels.length, standardError: Math.sqrt(variance) / labels.length, shots: used };
  }

  function overlapOf(
    theta: Float64Array,
    other: Float64Array,
    rows: TableRows,
    used: number | undefined,
    random: ShotRandom,
  ): Answered {
    const { batch } = rows;
    const exact = program.fidelities({ weights: theta, batch, other: { weights: other, batch } });
    if (used === undefined) return { value: mean(exact), standardError: 0 };
    // The share of shots that find the start again behind one circuit and the other undone.
    const estimates = exact.map((fidelity, row) => {
      const chance = random(row, 0);
      let found = 0;
      for (let shot = 0; shot < used; shot++) if (chance.uniform() < fidelity) found += 1;
      return found / used;
    });
    const variance = estimates.reduce((sum, share) => sum + (used > 1 ? (share * (1 - share)) / (used - 1) : 0), 0);
    return { value: mean(estimates), standardError: Math.sqrt(variance) / batch.rows, shots: used };
  }

  function* answerInParts(request: Request, { step, phase, ask }: Place): InParts<Answer> {
    const { kind, thetas, others, data = "batch" } = request;
    const rows = rowsOf(data, step);
    const used = shotsOf(request);
    const answer: Answer[number][] = [];
    for (const [point, theta] of thetas.entries()) {
      yield;
      const random: ShotRandom = (row, number) =>
        shotStream.at(step, PHASES.indexOf(phase), ask + point, rows.indices[row], number);
      const chance = (): Random => directions.at(step, PHASES.indexOf(phase), ask + point);
      if (kind === "gradient") answer.push(yield* estimateGradient(theta, rows, used, random, chance));
      else if (kind === "overlap") answer.push(overlapOf(theta, others![point], rows, used, random));
      else if (kind === "metric") {
        const metric = yield* meanMetric(program, theta, rows.batch.rows, rows.source);
        answer.push({ value: 0, standardError: 0, metric });
      } else if (used === undefined)
        answer.push(lossEstimate(exactValues(theta, rows), undefined, rows.labels, undefined));
      else {
        const run = { weights: theta, batch: rows.batch, shots: used, random };
        const { values, variances } = yield* expectationsInParts(program, run);
        answer.push(lossEstimate(values, variances, rows.labels, used));
      }
    }
    return answer;
  }

  return {
    size: program.liveWeights.length,
    capabilities: ["value", "gradient", "metric", "overlap", "frequencies", "alternatives"],
    alternatives: () => alternatives(program.circuit),

    frequencies(weight) {
      const own = readoutFrequencies(program, weight);
      if (own === null || loss.degree === undefined) return null;
      let all: readonly number[] = [0];
      for (let power = 0; power < loss.degree; power++) all = combined(all, [0, ...own]);
      return all.filter((frequency) => frequency > 0);
    },

    price(request) {
      const { kind, thetas, data = "batch" } = request;
      return price(kind, count(data) * thetas.length, kind === "metric" ? undefined : shotsOf(request));
    },

    answer: (request, place) => inOneGo(answerInParts(request, place)),
    answerInParts,

    values: (theta) => exactValues(theta, everything),
    meanLoss,
    gradientNorm: (theta) => Math.sqrt(exactAll(theta, true).gradient!.reduce((sum, g) => sum + g * g, 0)),
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** For whoever takes a gradient method from a user. @throws UphillError "gradient" for what is none, such as adjoint for adjoint() */
export function checkGradient(who: string, gradient: unknown): void {
  if (gradient === undefined) return;
  if (typeof gradient === "object" && gradient !== null && "estimate" in gradient && "circuits" in gradient) return;
  throw new UphillError({
    code: "gradient",
    who,
    got: `gradient is ${shown(gradient)}`,
    wanted: "it must be what a call such as parameterShift() returns",
    todo:
      typeof gradient === "function"
        ? `Call it: ${gradient.name}().`
        : "Import one from @uphill/gradients and call it.",
  });
}
