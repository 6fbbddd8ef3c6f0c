import { circuit as circuitOf } from "@uphill/circuits";
import { shown, streams, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import type { Data, Problem } from "@uphill/optimizers";
import { circuitProblem, usualGradient, type TableRows } from "../circuit-problem.js";
import { drawnBatches, loadTable, miniBatches, type Batches, type Table } from "../classifier/table.js";
import { checkGradient } from "../conditions.js";
import { checkDevice, type Device } from "../device.js";
import { pricesOf } from "../price.js";
import type { TrainedModel } from "./trained-model.js";

/** What a problem of rows is made of. */
export interface RowProblemOptions<A extends TrainedModel = TrainedModel> {
  /** The model, made for these data. */
  readonly assembly: A;
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
  readonly batches?: Batches;
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
 * The mean loss of a model over rows as a problem: what `classifierProblem` says of batches, shots and costs holds.
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
    batches = "permuted",
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
  checkBatches(batches, shots ?? lossShots);
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
      told.alike("score", train, data);
      const rows = loadTable(assembly, data, weights).all();
      return figures(theta, problem.valuesOf(theta, rows), rows, data);
    },
  };

  function figures(theta: Float64Array, values: Float64Array, rows: TableRows, data: Dataset): E {
    return told.figures({ theta, values, loss: problem.meanLoss(theta, values, rows), data });
  }
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
