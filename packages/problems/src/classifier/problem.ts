import { circuit as circuitOf } from "@uphill/circuits";
import { shown, streams, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import type { Data, Problem } from "@uphill/optimizers";
import { circuitProblem, usualGradient, type TableRows } from "../circuit-problem.js";
import { checkGradient } from "../conditions.js";
import { checkDevice, type Device } from "../device.js";
import { pricesOf } from "../price.js";
import type { Assembly } from "./assembly.js";
import { balancedWeights, confusionOf, macroF1 } from "./decisions.js";
import { drawnBatches, loadTable, miniBatches, type Batches, type Table } from "./table.js";

/** What {@link classifierProblem} takes. */
export interface ProblemOptions {
  /** The model, made for these data. */
  readonly assembly: Assembly;
  /** The rows to train on. */
  readonly train: Dataset;
  /** Rows for optimizers that compare losses on other rows than they train on. */
  readonly heldOut?: Dataset;
  /** The number of rows in a step; 0, the default, takes all of them. */
  readonly batchSize?: number;
  /**
   * How the rows of a step are drawn: "permuted", the default, takes stretches of a permutation; "replacement" draws each row among all
   * rows, so that a batch may hold a row twice. It needs exact values.
   */
  readonly batches?: "permuted" | "replacement";
  /** The shots for each expectation value in gradients. Without it, gradients are exact. */
  readonly shots?: number;
  /** The shots for each expectation value in losses that an optimizer compares. Without it, these losses are exact. */
  readonly lossShots?: number;
  /** How gradients are computed. Default: `adjoint()` for exact gradients, `parameterShift()` with shots. */
  readonly gradient?: GradientMethod;
  /** The device whose prices turn circuits and shots into seconds. */
  readonly device?: Device;
  /** The seed of batches and shots. */
  readonly seed: number;
  /** Which shots are drawn. 0, the default, draws those that every run of the seed meets. */
  readonly shotSeed?: number;
}

/** Exact figures at one point. */
export interface Exact {
  /** The mean loss. */
  readonly loss: number;
  /** The share of right answers, from 0 to 1. */
  readonly accuracy: number;
  /** Mean over the classes of F1, the harmonic mean of precision and recall. */
  readonly macroF1: number;
  /** How often rows of one class (first index) were taken for another (second). */
  readonly confusion: readonly (readonly number[])[];
}

/** The training problem of a classifier. It answers optimizers, and it has exact figures that are never charged. */
export interface ClassifierProblem extends Problem {
  /** Returns the figures on all training rows. */
  exact(theta: Float64Array): Exact;
  /** Returns the length of the exact gradient of the loss on all training rows. */
  gradientNorm(theta: Float64Array): number;
  /** Returns the figures on other rows. */
  score(theta: Float64Array, data: Dataset): Exact;
}

/**
 * Makes the mean loss of a classifier over rows a problem, for `minimize`. A step's batch is a stretch of its epoch's
 * permutation, or drawn with replacement (stream "batches"). Shots come from the stream "shots" at (step, phase, ask, row, circuit), and a
 * gradient method's own random numbers from "directions".
 * It also answers with the Fubini–Study metric and with overlaps of the model's states, each as the mean over the rows.
 * If the loss is a polynomial of the readout, it tells its frequencies, and which weights are alternatives to each
 * other.
 * Cost: a gradient costs what its method costs, and adjoint what parameter shift costs. A value costs one circuit for
 * each row and measurement setting, and an overlap one circuit for each row. The metric is exact even with shots, and
 * costs the circuits that its overlaps would take on a device. Weights outside the light cone cost nothing.
 * @param options the model, the rows, and how it answers
 * @returns the problem
 * @throws UphillError "options" for batches that there are none of, "device" for a circuit that the device cannot hold, "dataset" for rows that are not what they
 *   say, "classes" for held-out or scored rows of other classes
 */
export function classifierProblem({
  assembly,
  train,
  heldOut,
  batchSize = 0,
  batches = "permuted",
  shots,
  lossShots,
  gradient = usualGradient(shots),
  device,
  seed,
  shotSeed = 0,
}: ProblemOptions): ClassifierProblem {
  const { program, judge, front, circuit, spec } = assembly;
  checkGradient("classifierProblem", gradient);
  checkBatches(batches, shots ?? lossShots);
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
  const drawn = batches === "replacement";
  const full = batchSize === 0 || (!drawn && batchSize >= train.rows);
  const batchAt = full
    ? () => everything
    : (drawn ? drawnBatches : miniBatches)(table, batchSize, streams(seed).stream("batches"));
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

/**
 * Checks that rows have the classes of the training rows. Labels are indices into the classes, so with other classes
 * they would mean something else.
 * @param who the function that the user called, for the error
 * @param train the training rows
 * @param other the other rows
 * @throws UphillError "classes" if the classes differ
 */
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

/** @throws UphillError "options" for another word, and with shots: a row that is drawn twice would meet the same shots twice */
function checkBatches(batches: unknown, shots: number | undefined): asserts batches is Batches {
  if (batches === "permuted" || (batches === "replacement" && shots === undefined)) return;
  throw new UphillError({
    code: "options",
    who: "fit",
    got: `batches is ${shown(batches)}${batches === "replacement" ? " and values come from shots" : ""}`,
    wanted: batches === "replacement" ? "drawn batches need exact values" : "it must be permuted or replacement",
    todo: "Leave batches out.",
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
