import { circuit as circuitOf } from "@uphill/circuits";
import { streams, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import type { Data, Problem } from "@uphill/optimizers";
import { checkGradient, circuitProblem, usualGradient, type TableRows } from "../circuit-problem.js";
import { checkDevice, type Device } from "../device.js";
import { pricesOf } from "../price.js";
import type { Assembly } from "./assembly.js";
import { balancedWeights, confusionOf, macroF1 } from "./decisions.js";
import { loadTable, miniBatches, type Table } from "./table.js";

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
  /** Mean over the classes of F1, the harmonic mean of precision and recall. */
  readonly macroF1: number;
  /** How often rows of one class (first index) were taken for another (second). */
  readonly confusion: readonly (readonly number[])[];
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
  gradient = usualGradient(shots),
  device,
  seed,
  shotSeed = 0,
}: ProblemOptions): ClassifierProblem {
  const { program, judge, front, circuit, spec } = assembly;
  checkGradient("classifierProblem", gradient);
  checkDataset("classifierProblem", "train", train);
  if (heldOut) {
    checkDataset("classifierProblem", "heldOut", heldOut);
    checkClasses("classifierProblem", train, heldOut);
  }
  if (device) checkDevice(device, circuit.qubits);
  const balanced = "classWeights" in spec && spec.classWeights === "balanced";
  const weights = balanced ? balancedWeights(train.labels, train.classes.length) : undefined;
  const tables: Partial<Record<"train" | "held-out", Table>> = {
    train: loadTable(assembly, train, weights),
    ...(heldOut && { "held-out": loadTable(assembly, heldOut, weights) }),
  };
  const table = tables.train!;
  const everything = table.all();
  const full = batchSize === 0 || batchSize >= train.rows;
  const batchAt = full ? () => everything : miniBatches(table, batchSize, streams(seed).stream("batches"));
  const problem = circuitProblem({
    program,
    judge,
    ...(front && { front }),
    everything,
    rowsOf(data: Data, step: number): TableRows {
      if (data === "all") return everything;
      if (data === "batch") return batchAt(step);
      if (data === "next") return batchAt(step + 1);
      return (tables["held-out"] ?? refuseHeldOut()).all();
    },
    count(data: Data): number {
      if (data === "held-out") return (tables["held-out"] ?? refuseHeldOut()).rows;
      return data === "all" || full ? train.rows : batchSize;
    },
    price: pricesOf({
      // Behind a trained map, a gradient is one in the inputs too.
      program: front ? front.lifted() : program,
      gradient,
      device,
      circuit: () => circuitOf(circuit.qubits, [...table.preparation(), ...program.circuit.operations]),
    }),
    gradient,
    ...(shots !== undefined && { shots }),
    ...(lossShots !== undefined && { lossShots }),
    seed,
    shotSeed,
  });

  return {
    ...problem,
    heldOut: heldOut !== undefined,
    exact: (theta) => figures(theta, problem.values(theta), everything, train),
    score(theta, data) {
      checkDataset("score", "data", data);
      checkClasses("score", train, data);
      const rows = loadTable(assembly, data, weights).all();
      return figures(theta, problem.valuesOf(theta, rows), rows, data);
    },
  };

  function figures(theta: Float64Array, values: Float64Array, rows: TableRows, data: Dataset): Exact {
    const confusion = confusionOf(data.labels, assembly.classes(theta, values), data.classes.length);
    const right = confusion.reduce((sum, row, label) => sum + row[label], 0);
    return {
      loss: problem.meanLoss(theta, values, rows),
      accuracy: right / data.rows,
      macroF1: macroF1(confusion),
      confusion,
    };
  }
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

function refuseHeldOut(): never {
  throw new UphillError({
    code: "held-out",
    who: "fit",
    got: "an optimizer asked for held-out rows",
    wanted: "none were given",
    todo: "Give fit a heldOut data set, or compare on batch, next or all.",
  });
}
