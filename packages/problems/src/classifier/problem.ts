import { circuit as circuitOf } from "@uphill/circuits";
import { streams, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import type { Data, Problem } from "@uphill/optimizers";
import { circuitProblem, usualGradient, type TableRows } from "../circuit-problem.js";
import { checkGradient } from "../conditions.js";
import { checkDevice, type Device } from "../device.js";
import { pricesOf } from "../price.js";
import type { Assembly } from "./assembly.js";
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
  const { program, loss, circuit } = assembly;
  checkGradient("classifierProblem", gradient);
  checkDataset("classifierProblem", "train", train);
  if (heldOut) {
    checkDataset("classifierProblem", "heldOut", heldOut);
    checkClasses("classifierProblem", train, heldOut);
  }
  if (device) checkDevice(device, circuit.qubits);
  const tables: Partial<Record<"train" | "held-out", Table>> = {
    train: loadTable(assembly, train),
    ...(heldOut && { "held-out": loadTable(assembly, heldOut) }),
  };
  const table = tables.train!;
  const everything = table.all();
  const full = batchSize === 0 || batchSize >= train.rows;
  const batchAt = full ? () => everything : miniBatches(table, batchSize, streams(seed).stream("batches"));
  const problem = circuitProblem({
    program,
    loss,
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
      program,
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
    exact: (theta) => figures(problem.values(theta), everything.labels),
    score(theta, data) {
      checkDataset("score", "data", data);
      checkClasses("score", train, data);
      const { labels, batch } = loadTable(assembly, data).all();
      return figures(program.expectations({ weights: theta, batch }), labels);
    },
  };

  function figures(values: Float64Array, labels: Float64Array): Exact {
    const right = values.filter((f, row) => (f < 0 ? -1 : 1) === labels[row]).length;
    return { loss: problem.meanLoss(values, labels), accuracy: right / labels.length };
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
