import { circuit as circuitOf } from "@uphill/circuits";
import { streams, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import type { Data, Problem } from "@uphill/optimizers";
import { checkGradient, circuitProblem, usualGradient, type TableRows } from "../circuit-problem.js";
import { loadTable, miniBatches, type Table } from "../classifier/table.js";
import { checkDevice, type Device } from "../device.js";
import { pricesOf } from "../price.js";
import type { TrainedModel } from "./trained-model.js";

/** What a problem of rows is made of. */
export interface RowProblemOptions<A extends TrainedModel = TrainedModel> {
  readonly assembly: A;
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

/** What is told of a model at a point, on some rows. */
export interface AtPoint {
  readonly theta: Float64Array;
  /** The readouts of the rows, [rows, readouts]. */
  readonly values: Float64Array;
  /** Their mean loss. */
  readonly loss: number;
  readonly data: Dataset;
}

/** A training problem of rows: it answers optimizers from the engine, and reports exact figures beside. */
export interface RowProblem<E> extends Problem {
  /** The figures of all training rows, uncharged. */
  exact(theta: Float64Array): E;
  /** |∇ of the exact full-batch loss|, uncharged. */
  gradientNorm(theta: Float64Array): number;
  /** The same figures as {@link exact} on other rows. */
  score(theta: Float64Array, data: Dataset): E;
}

/**
 * Mean loss of a model over rows. A step's batch is a stretch of its epoch's permutation (stream "batches"); shots come
 * from stream "shots" at (step, phase, ask, row, circuit), and a gradient's own chance from "directions". Price of a gradient: that of the gradient method, adjoint at
 * parameter shift's; of a value: one circuit a row and measurement setting. Weights outside the light cone cost nothing.
 * It also tells the Fubini–Study metric and overlaps of the model's states, each the mean over the rows, and,
 * where the loss is a polynomial of the readout, its frequencies, and which weights are alternatives to each other. An overlap takes one circuit a row, and shots as a value does;
 * the metric is exact even where shots are asked for, at the price in circuits of its overlaps on a device.
 * @param who  who asks, for errors
 * @param told what its figures are, how much a row of each class counts, and what other rows must be like
 * @throws UphillError "device" for a circuit that the device cannot hold; "dataset" for rows that are not what they say, and
 *         what `told.alike` throws for held-out or scored rows
 */
export function rowProblem<E>(
  who: string,
  {
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
  }: RowProblemOptions,
  told: {
    /** How much a row of each class counts, [classes]. */
    classWeights?(): Float64Array;
    figures(at: AtPoint): E;
    alike(who: string, train: Dataset, other: Dataset): void;
  },
): RowProblem<E> {
  const { program, judge, front, circuit } = assembly;
  checkGradient(who, gradient);
  checkDataset(who, "train", train);
  if (heldOut) {
    checkDataset(who, "heldOut", heldOut);
    told.alike(who, train, heldOut);
  }
  if (device) checkDevice(device, circuit.qubits);
  const weights = told.classWeights?.();
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
    exact: (theta) => figures(theta, problem.values(theta), everything, train),
    score(theta, data) {
      checkDataset("score", "data", data);
      told.alike("score", train, data);
      const rows = loadTable(assembly, data, weights).all();
      return figures(theta, problem.valuesOf(theta, rows), rows, data);
    },
  };

  function figures(theta: Float64Array, values: Float64Array, rows: TableRows, data: Dataset): E {
    return told.figures({ theta, values, loss: problem.meanLoss(theta, values, rows), data });
  }
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
