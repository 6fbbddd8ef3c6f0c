import type { CheckedBatch } from "../batch.js";
import type { Cotangents, Shift } from "../program.js";

/** Which engine runs: WebAssembly, plain TypeScript, or the former where the platform has it and the states fit. */
export type EngineName = "auto" | "wasm" | "reference";

/** A batch as one engine holds it. */
export interface EngineBatch {
  readonly rows: number;
}

export type Visit = (row: number, re: Float64Array, im: Float64Array) => void;

/** What an engine does for one compiled circuit; {@link compile} checks arguments, so that engines only compute. */
export interface Engine {
  load(batch: CheckedBatch): EngineBatch;
  /** [rows, observables], one angle perhaps moved. */
  expectations(weights: ArrayLike<number>, batch: EngineBatch, shift?: Shift): Float64Array;
  /** [shifts, rows, observables] */
  shifted(weights: ArrayLike<number>, batch: EngineBatch, shifts: readonly Shift[]): Float64Array;
  vjp(
    weights: ArrayLike<number>,
    batch: EngineBatch,
    cotangents: Cotangents,
    inputsToo: boolean,
  ): { values: Float64Array; gradient: Float64Array; inputGradient?: Float64Array };
  jacobian(weights: ArrayLike<number>, batch: EngineBatch): { values: Float64Array; jacobian: Float64Array };
  /** Shows the state behind the whole circuit, row by row; re and im, [2ⁿ], are good until the next row. */
  states(weights: ArrayLike<number>, batch: EngineBatch, shift: Shift | undefined, visit: Visit): void;
  /** Gives back what it holds. */
  release(): void;
}
