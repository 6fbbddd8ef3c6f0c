import { circuit as circuitOf } from "@uphill/circuits";
import { inOneGo, shown, streams, UphillError, type InParts, type Random, type Stream } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import {
  adjoint,
  estimators,
  parameterShift,
  expectationsInParts,
  type GradientRequest,
  type GradientMethod,
  type LossOfValue,
} from "@uphill/gradients";
import { PHASES, type Answer, type Data, type Phase, type Place, type Problem, type Request } from "@uphill/optimizers";
import { alternatives } from "./alternatives.js";
import type { Assembly } from "./assembly.js";
import { checkDevice, type Device } from "../device.js";
import { pricesOf } from "../price.js";
import { combined, meanMetric, readoutFrequencies } from "./state-space.js";
import { loadTable, miniBatches, type Table, type TableRows } from "./table.js";

export interface ProblemOptions {
  readonly assembly: Assembly;
  readonly train: Dataset;
  readonly heldOut?: Dataset;
  /** Rows per step; 0 or all of them = full batch. */
  readonly batchSize?: number;
  /** Shots per expectation value in gradients, and in losses that are compared; undefined = exact. */
  readonly shots?: number;
  readonly lossShots?: number;
  /** Default: adjoint for exact gradients, parameter shift with shots. */
  readonly gradient?: GradientMethod;
  /** Prices shots in seconds too. */
  readonly device?: Device;
  readonly seed: number;
  /** 0, the default, draws the shots that every run of this seed meets; another whole number draws others and nothing else. */
  readonly shotSeed?: number;
}

/** Exact figures at one point. */
export interface Exact {
  readonly loss: number;
  readonly accuracy: number;
}

/** A classifier's training problem: it answers optimizers from the engine, and reports exact figures beside. */
export interface ClassifierProblem extends Problem {
  /** Mean loss and share of right answers over all training rows, uncharged. */
  exact(theta: Float64Array): Exact;
  /** |∇ of the exact full-batch loss|, uncharged. */
  gradientNorm(theta: Float64Array): number;
  /** The same figures as {@link exact} on other rows. */
  score(theta: Float64Array, data: Dataset): Exact;
}

/**
 * Mean loss of a classifier over rows. A step's batch is a stretch of its epoch's permutation (stream "batches"); shots come
 * from stream "shots" at (step, phase, ask, row, circuit), and a gradient's own chance from "directions". Price of a gradient: that of the gradient method, adjoint at
 * parameter shift's; of a value: one circuit a row and measurement setting. Weights outside the light cone cost nothing.
 * It also tells the Fubini–Study metric and overlaps of the model's states, each the mean over the rows, and,
 * where the loss is a polynomial of the readout, its frequencies, and which weights are alternatives to each other. An overlap takes one circuit a row, and shots as a value does;
 * the metric is exact even where shots are asked for, at the price in circuits of its overlaps on a device.
 * @throws UphillError "device" for a circuit that the device cannot hold; "dataset" for rows that are not what they say, and
 *         "classes" for held-out or scored rows of other classes
 */
export function classifierProblem({
  assembly,
  train,
  heldOut,
  batchSize = 0,
  shots,
  lossShots,
  gradient = shots === undefined ? adjoint() : parameterShift(),
  device,
  seed,
  shotSeed = 0,
}: ProblemOptions): ClassifierProblem {
  const { program, loss, circuit } = assembly;
  checkGradient("classifierProblem", gradient);
  checkDataset("classifierProblem", "train", train);
  if (heldOut) {
    checkDataset("classifierProblem", "heldOut", heldOut);
    checkClasses("classifierProblem", train, heldOut);
  }
  if (device) checkDevice(device, circuit.qubits);
  const { stream } = streams(seed);
  const shotStream = stream(shotSeed === 0 ? "shots" : `shots ${shotSeed}`);
  const directions = stream("directions");
  const tables: Partial<Record<"train" | "held-out", Table>> = {
    train: loadTable(assembly, train),
    ...(heldOut && { "held-out": loadTable(assembly, heldOut) }),
  };
  const table = tables.train!;
  const everything = table.all();
  const full = batchSize === 0 || batchSize >= train.rows;
  const batchAt = full ? () => everything : miniBatches(table, batchSize, stream("batches"));

  const rowsOf = (data: Data, step: number): TableRows => {
    if (data === "all") return everything;
    if (data === "batch") return batchAt(step);
    if (data === "next") return batchAt(step + 1);
    return (tables["held-out"] ?? refuseHeldOut()).all();
  };
  const count = (data: Data): number => {
    if (data === "held-out") return (tables["held-out"] ?? refuseHeldOut()).rows;
    return data === "all" || full ? train.rows : batchSize;
  };
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

  const price = pricesOf({
    program,
    gradient,
    device,
    circuit: () => circuitOf(circuit.qubits, [...table.preparation(), ...program.circuit.operations]),
  });

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
    shots: number | null;
    gradient?: Float64Array;
  }

  function lossEstimate(
    values: Float64Array,
    variances: Float64Array | undefined,
    labels: Float64Array,
    used: number | undefined,
  ): Answered {
    const plugIn = meanLoss(values, labels);
    if (!variances || used === undefined) return { value: plugIn, standardError: 0, shots: null };
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
    if (used === undefined) return { value: mean(exact), standardError: 0, shots: null };
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
        shotStream.at(step, phaseNumber(phase), ask + point, rows.indices[row], number);
      const chance = (): Random => directions.at(step, phaseNumber(phase), ask + point);
      if (kind === "gradient") answer.push(yield* estimateGradient(theta, rows, used, random, chance));
      else if (kind === "overlap") answer.push(overlapOf(theta, others![point], rows, used, random));
      else if (kind === "metric") {
        const metric = yield* meanMetric(program, theta, rows.batch.rows, rows.source);
        answer.push({ value: 0, standardError: 0, shots: null, metric });
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
    size: circuit.weights,
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

    exact: (theta) => figures(exactValues(theta, everything), everything.labels),
    gradientNorm: (theta) => Math.sqrt(exactAll(theta, true).gradient!.reduce((sum, g) => sum + g * g, 0)),
    score(theta, data) {
      checkDataset("score", "data", data);
      checkClasses("score", train, data);
      const { labels, batch } = loadTable(assembly, data).all();
      return figures(program.expectations({ weights: theta, batch }), labels);
    },
  };

  function figures(values: Float64Array, labels: Float64Array): Exact {
    const right = values.filter((f, row) => (f < 0 ? -1 : 1) === labels[row]).length;
    return { loss: meanLoss(values, labels), accuracy: right / labels.length };
  }
}

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

/** Labels are indices into the classes: of other classes they would mean something else. @throws UphillError "classes" */
export function checkClasses(who: string, train: Dataset, other: Dataset): void {
  if (other.classes.length === train.classes.length && other.classes.every((name, k) => name === train.classes[k]))
    return;
  throw new UphillError({
    code: "classes",
    who,
    got: `${other.name} has classes ${other.classes.join(", ")}`,
    wanted: `the training rows have ${train.classes.join(", ")}`,
    todo: "Give all parts the same classes in the same order, with selectClasses for one.",
  });
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const phaseNumber = (phase: Phase): number => PHASES.indexOf(phase);

function refuseHeldOut(): never {
  throw new UphillError({
    code: "held-out",
    who: "fit",
    got: "an optimizer asked for held-out rows",
    wanted: "none were given",
    todo: "Give fit a heldOut data set, or compare on batch, next or all.",
  });
}
