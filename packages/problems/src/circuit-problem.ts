import { inOneGo, streams, type InParts, type Random, type Stream } from "@uphill/core";
import {
  adjoint,
  expectationsInParts,
  parameterShift,
  type GradientEstimate,
  type GradientMethod,
  type GradientRequest,
  type ShotEstimate,
  type Split,
} from "@uphill/gradients";
import { PHASES, type Answer, type Data, type Place, type Problem, type Request } from "@uphill/optimizers";
import type { Batch, BatchSource, Program } from "@uphill/simulator";
import { alternatives } from "./alternatives.js";
import type { Conditions } from "./conditions.js";
import type { FrontMap } from "./hybrid/front.js";
import type { Judge, Targets } from "./judge.js";
import type { Prices } from "./price.js";
import { combined, meanMetric, readoutFrequencies } from "./state-space.js";

/** The rows of one request: their numbers in the table, what they are compared with, and the engine's copy. */
export interface TableRows extends Targets {
  readonly indices: readonly number[];
  /** What the program runs on. */
  readonly batch: Batch;
  /** What the batch was made of: the k-th of these rows, for some k. */
  readonly source: (some: readonly number[]) => BatchSource;
  /** What a trained map before the circuit takes, [rows, features]; the batch is then nothing but the number of rows. */
  readonly features?: Float64Array;
}

export interface CircuitProblemOptions extends Omit<Conditions, "device" | "gradient"> {
  readonly program: Program;
  /** What makes one number of the readouts of many rows. */
  readonly judge: Judge;
  /** A trained map that makes the program's inputs of features. */
  readonly front?: FrontMap;
  /** All rows that are trained on. */
  readonly everything: TableRows;
  rowsOf(data: Data, step: number): TableRows;
  /** How many those are. */
  count(data: Data): number;
  readonly price: Prices;
  readonly gradient: GradientMethod;
  /** How the shots of a value are divided among measurement settings; default "uniform". */
  readonly split?: Split;
}

/** A problem that circuits answer, with exact figures beside, which are never charged. */
export interface CircuitProblem extends Problem {
  /** The readouts of all rows that are trained on, [rows, observables]. */
  values(theta: Float64Array): Float64Array;
  /** The same of other rows. */
  valuesOf(theta: Float64Array, rows: TableRows): Float64Array;
  /** The mean loss of such readouts. */
  meanLoss(theta: Float64Array, values: Float64Array, targets: Targets): number;
  /** |∇ of the exact loss over all rows|. */
  gradientNorm(theta: Float64Array): number;
}

/** Readouts, and what is known of their errors. */
type Estimated = Pick<ShotEstimate, "values"> & Partial<Pick<ShotEstimate, "variances" | "covariances">>;

/** Adjoint for exact gradients, parameter shift with shots. */
export function usualGradient(shots: number | undefined): GradientMethod {
  return shots === undefined ? adjoint() : parameterShift();
}

/**
 * A mean loss over rows of a circuit's readouts. θ holds the parameters of a map before the circuit, then the circuit's weights, then
 * the numbers that are trained behind it. Shots come from stream "shots" at (step, phase, ask, row, circuit),
 * and a gradient's own chance from "directions". Weights outside the light cone cost nothing. What speaks of states (the metric,
 * overlaps, frequencies, alternatives) is told where the circuit's weights are all that is trained.
 */
export function circuitProblem({
  program,
  judge,
  front,
  everything,
  rowsOf,
  count,
  price,
  gradient,
  shots,
  lossShots,
  split,
  seed,
  shotSeed = 0,
}: CircuitProblemOptions): CircuitProblem {
  const { stream } = streams(seed);
  const shotStream = stream(shotSeed === 0 ? "shots" : `shots ${shotSeed}`);
  const directions = stream("directions");
  const shotsOf = ({ kind, shots: asked }: Request): number | undefined =>
    asked ?? (kind === "gradient" ? shots : lossShots);

  const { weights: ownWeights } = program.circuit;
  const before = front?.map.parameters ?? 0;
  const behind = judge.parameters;
  const statesOnly = !front && behind === 0;
  const weightsOf = (theta: Float64Array): Float64Array =>
    statesOnly ? theta : theta.subarray(before, before + ownWeights);
  const behindOf = (theta: Float64Array): Float64Array => theta.subarray(before + ownWeights);
  /** The rows as the engine takes them: behind a trained map they are others at every θ. */
  const batchOf = (theta: Float64Array, rows: TableRows): Batch =>
    front ? program.prepare({ inputs: front.map.forward(theta.subarray(0, before), rows.features!) }) : rows.batch;
  const meanLoss = (theta: Float64Array, values: Float64Array, targets: Targets): number =>
    judge.mean(values, targets, behindOf(theta));
  const meanSlope = (theta: Float64Array, targets: Targets) => (values: Float64Array) =>
    judge.slopes(values, targets, behindOf(theta)).values;

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
    if (!withGradient) return remember(theta, { values: valuesAt(theta, everything) });
    return remember(theta, sweep(theta, everything));
  }

  function valuesAt(theta: Float64Array, rows: TableRows): Float64Array {
    return program.expectations({ weights: weightsOf(theta), batch: batchOf(theta, rows) });
  }

  function exactValues(theta: Float64Array, rows: TableRows): Float64Array {
    return rows === everything ? exactAll(theta, false).values : valuesAt(theta, rows);
  }

  /** Values and the exact gradient, by one sweep back. */
  function sweep(theta: Float64Array, rows: TableRows): Required<Known> {
    const cotangents = meanSlope(theta, rows);
    const run = { weights: weightsOf(theta), batch: batchOf(theta, rows), cotangents };
    if (statesOnly) return program.vjp(run);
    const { values, gradient: own, inputGradient } = program.vjp({ ...run, inputsToo: front !== undefined });
    const through = front?.map.vjp(theta.subarray(0, before), rows.features!, inputGradient!).parameters;
    return { values, gradient: joined(theta, rows, values, { before: through, own }) };
  }

  /** The gradient in all of θ. */
  function joined(
    theta: Float64Array,
    rows: TableRows,
    values: Float64Array,
    { before: first, own }: { readonly before: Float64Array | undefined; readonly own: Float64Array },
  ): Float64Array {
    const gradient = new Float64Array(theta.length);
    if (first) gradient.set(first);
    gradient.set(own, before);
    if (behind > 0) gradient.set(judge.slopes(values, rows, behindOf(theta)).parameters, before + ownWeights);
    return gradient;
  }

  function* estimateGradient(
    theta: Float64Array,
    rows: TableRows,
    used: number | undefined,
    random: ShotRandom,
    chance: () => Random,
  ): InParts<Answered> {
    if (front && !gradient.exactOnly) return yield* frontGradient(theta, rows, used, random, chance);
    if (gradient.exactOnly && !statesOnly) {
      const { values, gradient: slope } =
        rows === everything ? remember(theta, sweep(theta, rows)) : sweep(theta, rows);
      return { ...exactLoss(theta, values, rows), gradient: slope.slice() };
    }
    const request: GradientRequest = {
      program,
      weights: weightsOf(theta),
      batch: rows.batch,
      cotangents: meanSlope(theta, rows),
    };
    const source = (): BatchSource => rows.source(Array.from(rows.indices, (_, k) => k));
    const estimate = yield* estimated(request, { source, chance, used, random });
    if (gradient.exactOnly && rows === everything) remember(theta, estimate);
    const { values, gradient: own } = estimate;
    const slope = statesOnly ? own.slice() : joined(theta, rows, values, { before: undefined, own });
    return { ...lossEstimate(theta, estimate, rows, used), gradient: slope };
  }

  /** What the gradient method makes of a request, together with what it needs besides. */
  function* estimated(
    request: GradientRequest,
    given: { source(): BatchSource; chance(): Random; used: number | undefined; random: ShotRandom },
  ): InParts<GradientEstimate> {
    const { source, chance, used, random } = given;
    const whole: GradientRequest = {
      ...request,
      ...(gradient.needs.includes("source") && { source: source() }),
      ...(gradient.needs.includes("chance") && { chance }),
      ...(used !== undefined && { shots: used, random, split }),
    };
    return gradient.estimateInParts ? yield* gradient.estimateInParts(whole) : gradient.estimate(whole);
  }

  /**
   * Behind a trained map, a row's inputs are weights of a circuit of its own, and the method differentiates in all of them: each row
   * costs a gradient.
   */
  function* frontGradient(
    theta: Float64Array,
    rows: TableRows,
    used: number | undefined,
    random: ShotRandom,
    chance: () => Random,
  ): InParts<Answered> {
    const { map, lifted: makeLifted } = front!;
    const lifted = makeLifted();
    const oneRow = lifted.prepare({ rows: 1 });
    const count = rows.indices.length;
    const inputs = map.forward(theta.subarray(0, before), rows.features!);
    const per = rows.labels.length / count;
    const observables = program.observables.length;
    const own = new Float64Array(ownWeights);
    const inputGradient = new Float64Array(inputs.length);
    const estimates: Estimated[] = [];
    for (let row = 0; row < count; row++) {
      const target: Targets = {
        labels: rows.labels.subarray(row * per, (row + 1) * per),
        ...(rows.rowWeights && { rowWeights: rows.rowWeights.subarray(row, row + 1) }),
      };
      const slope = meanSlope(theta, target);
      const request: GradientRequest = {
        program: lifted,
        weights: Float64Array.of(...weightsOf(theta), ...inputs.subarray(row * map.outputs, (row + 1) * map.outputs)),
        batch: oneRow,
        // A row's share in the mean.
        cotangents: (values) => slope(values).map((each) => each / count),
      };
      const found = yield* estimated(request, {
        source: () => ({ rows: 1 }),
        chance,
        used,
        random: (_, circuit) => random(row, circuit),
      });
      found.gradient.subarray(0, ownWeights).forEach((value, k) => (own[k] += value));
      inputGradient.set(found.gradient.subarray(ownWeights), row * map.outputs);
      estimates.push(found);
    }
    const whole = stacked(estimates, observables);
    const through = map.vjp(theta.subarray(0, before), rows.features!, inputGradient).parameters;
    return {
      ...lossEstimate(theta, whole, rows, used),
      gradient: joined(theta, rows, whole.values, { before: through, own }),
    };
  }

  type ShotRandom = (row: number, circuit: number) => ReturnType<Stream["at"]>;
  interface Answered {
    value: number;
    standardError: number;
    shots?: number;
    gradient?: Float64Array;
  }

  const exactLoss = (theta: Float64Array, values: Float64Array, targets: Targets): Answered => ({
    value: meanLoss(theta, values, targets),
    standardError: 0,
  });

  function lossEstimate(
    theta: Float64Array,
    { values, variances, covariances }: Estimated,
    targets: Targets,
    used: number | undefined,
  ): Answered {
    if (!variances || used === undefined) return exactLoss(theta, values, targets);
    const plugIn = meanLoss(theta, values, targets);
    // One shot tells nothing of its variance.
    if (!variances.every(Number.isFinite)) return { value: plugIn, standardError: 0, shots: used };
    const estimated = { values, variances, ...(covariances && { covariances }) };
    const { bias, standardError } = judge.spread(estimated, targets, behindOf(theta));
    return { value: plugIn - bias, standardError, shots: used };
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
      } else if (used === undefined) answer.push(exactLoss(theta, exactValues(theta, rows), rows));
      else {
        const run = { weights: weightsOf(theta), batch: batchOf(theta, rows), shots: used, random, split };
        answer.push(lossEstimate(theta, yield* expectationsInParts(program, run), rows, used));
      }
    }
    return answer;
  }

  return {
    size: before + ownWeights + behind,
    capabilities: statesOnly
      ? ["value", "gradient", "metric", "overlap", "frequencies", "alternatives"]
      : ["value", "gradient"],
    alternatives: () => (statesOnly ? alternatives(program.circuit) : []),

    frequencies(weight) {
      const own = statesOnly ? readoutFrequencies(program, weight) : null;
      if (own === null || judge.degree === undefined) return null;
      let all: readonly number[] = [0];
      for (let power = 0; power < judge.degree; power++) all = combined(all, [0, ...own]);
      return all.filter((frequency) => frequency > 0);
    },

    price(request) {
      const { kind, thetas, data = "batch" } = request;
      return price(kind, count(data) * thetas.length, kind === "metric" ? undefined : shotsOf(request));
    },

    answer: (request, place) => inOneGo(answerInParts(request, place)),
    answerInParts,

    values: (theta) => exactValues(theta, everything),
    valuesOf: exactValues,
    meanLoss,
    gradientNorm: (theta) => Math.sqrt(exactAll(theta, true).gradient!.reduce((sum, g) => sum + g * g, 0)),
  };
}

/** Estimates of one row each, one behind the other. */
function stacked(estimates: readonly Estimated[], observables: number): Estimated {
  const whole = (each: (one: Estimated) => Float64Array | undefined): Float64Array | undefined => {
    const arrays = estimates.map(each);
    return arrays.every((array) => array !== undefined) ? Float64Array.from(arrays.flatMap((a) => [...a])) : undefined;
  };
  const variances = whole((one) => one.variances);
  const covariances = observables > 1 ? whole((one) => one.covariances) : undefined;
  return {
    values: whole((one) => one.values)!,
    ...(variances && { variances }),
    ...(covariances && { covariances }),
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
