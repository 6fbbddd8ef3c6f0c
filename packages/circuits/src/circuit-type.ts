import type { Operation } from "./gate-type.js";

/** A list of operations in time order. An immutable value: every change makes a new one. */
export interface Circuit {
  readonly qubits: number;
  readonly operations: readonly Operation[];
  /** Number of weights: one more than the largest index in use. */
  readonly weights: number;
  /** Number of inputs: one more than the largest index in use. */
  readonly inputs: number;
}
