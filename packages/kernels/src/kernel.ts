import type { InParts, Random } from "@uphill/core";
import type { GradientMethod } from "@uphill/gradients";

/** What a matrix costs on a device. */
export interface KernelCost {
  /** Circuits, each with its own angles and measurement setting. */
  readonly circuits: number;
  /** All their shots. Left out for exact values, which no number of shots gives. */
  readonly shots?: number;
}

/** The random numbers of one circuit: that of a pair of rows or of one row, and its number there; 0 is the unshifted one. */
export type PairRandom = (row: number, column: number, circuit: number) => Random;

/** What a kernel is asked for: its values between rows. */
export interface MatrixAsk {
  /** [rows, width] */
  readonly rows: Float64Array;
  /** [columns, width]; left out: the same rows */
  readonly columns?: Float64Array;
  /** [weights] */
  readonly weights: Float64Array;
  /** Left out: exact values. */
  readonly shots?: number;
  /** Gives the random numbers of shots. */
  readonly random: PairRandom;
  /** Is told the share that is done, from 0 to 1. */
  readonly told: (done: number) => void;
}

/** A kernel on rows that it is trained on, loaded once. */
export interface KernelTraining {
  /** The number of rows. */
  readonly rows: number;
  /** The exact matrix, [rows, rows]. */
  values(weights: Float64Array): Float64Array;
  /** The matrix from shots; where `shots` is undefined, the exact one. */
  sampled(weights: Float64Array, shots: number | undefined, random: PairRandom): InParts<Float64Array>;
  /** The exact matrix, and Σ over entries of cotangent · ∂entry/∂weight: [weights]. */
  vjp(
    weights: Float64Array,
    cotangents: (values: Float64Array) => Float64Array,
  ): { readonly values: Float64Array; readonly gradient: Float64Array };
  /**
   * The same as a device does it: from shots, or exactly by shifted circuits.
   * @throws UphillError "gradient" for a method that the kernel does not serve
   */
  estimate(ask: {
    readonly weights: Float64Array;
    readonly cotangents: (values: Float64Array) => Float64Array;
    readonly gradient: GradientMethod;
    readonly shots?: number;
    readonly random: PairRandom;
    readonly chance: () => Random;
  }): InParts<{ readonly values: Float64Array; readonly gradient: Float64Array }>;
  /**
   * The variance of Σ slope · entry, estimated from a matrix of so many shots; left out where entries are not independent.
   * @param slope [rows, rows]
   */
  variance?(values: Float64Array, slope: Float64Array, shots: number): number;
  /** Circuits for the matrix. */
  readonly circuits: number;
  /** Steps of one of them, as `counts` of `@uphill/circuits` has it, for its time on a device. */
  readonly depth: number;
  /**
   * Circuits for matrix and gradient.
   * @throws UphillError "gradient" for a method that the kernel does not serve
   */
  gradientCircuits(gradient: GradientMethod): number;
  /** Shots of one circuit, where an entry or a row gets this many. */
  shotsPerCircuit(shots: number): number;
  /** Weights that can move the matrix. */
  readonly live: readonly boolean[];
}

/** A kernel: a similarity of two rows, as {@link kernelMatrix} takes it. */
export interface RowKernel {
  /** Its name, such as "fidelity". */
  readonly name: string;
  /** The number of features in a row. */
  readonly width: number;
  /** The number of trained weights in its circuit; 0 if nothing can be trained. */
  readonly weights: number;
  /** The most bytes that a matrix and its states may take. */
  readonly maxBytes: number;
  /** The least bytes that a matrix takes, states included, when it is put together from the smallest blocks. */
  memory(rows: number, columns: number | undefined): number;
  /** What a matrix costs on a device. */
  cost(rows: number, columns: number | undefined, shots: number | undefined): KernelCost;
  /** The values in parts, [rows, columns]. Arguments were checked. */
  matrixInParts(ask: MatrixAsk): InParts<Float64Array>;
  /** Loads rows to train on. Only of kernels with weights. */
  training?(rows: Float64Array): KernelTraining;
}
