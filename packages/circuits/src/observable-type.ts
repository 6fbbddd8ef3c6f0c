import type { PauliLetter } from "./gate-type.js";

/** A coefficient times a product of Pauli letters on distinct qubits, in order of qubit; none = the identity. */
export interface PauliTerm {
  readonly coefficient: number;
  readonly paulis: readonly (readonly [qubit: number, letter: PauliLetter])[];
}

/** A Hermitian operator as a sum of Pauli terms: what a circuit is asked for. */
export interface Observable {
  readonly terms: readonly PauliTerm[];
}
