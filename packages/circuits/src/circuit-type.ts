import type { Operation } from "./gate-type.js";

/** A list of operations in time order. A circuit never changes; functions on it return a new one. */
export interface Circuit {
  /** The number of qubits. */
  readonly qubits: number;
  /** The operations in time order. */
  readonly operations: readonly Operation[];
  /** Number of weights: one more than the largest index in use. */
  readonly weights: number;
  /** Number of inputs: one more than the largest index in use. */
  readonly inputs: number;
}
