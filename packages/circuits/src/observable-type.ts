import type { PauliLetter } from "./gate-type.js";

/** A coefficient times a product of Pauli letters on distinct qubits. */
export interface PauliTerm {
  /** The coefficient. */
  readonly coefficient: number;
  /** The letters, in order of qubits. An empty list is the identity. */
  readonly paulis: readonly (readonly [qubit: number, letter: PauliLetter])[];
}

/** A Hermitian operator as a sum of Pauli terms. It is what a circuit is measured for. */
export interface Observable {
  /** The terms of the sum. */
  readonly terms: readonly PauliTerm[];
}
