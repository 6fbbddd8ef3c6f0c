import { UphillError } from "@uphill/core";
import type { PauliLetter } from "./gate.js";

/** A coefficient times a product of Pauli letters on distinct qubits, in order of qubit; none = the identity. */
export interface PauliTerm {
  readonly coefficient: number;
  readonly paulis: readonly (readonly [qubit: number, letter: PauliLetter])[];
}

/** A Hermitian operator as a sum of Pauli terms: what a circuit is asked for. */
export interface Observable {
  readonly terms: readonly PauliTerm[];
}

/**
 * One Pauli term from a word such as `"X0 Z1"` (`""` or `"I"` is the identity).
 * @throws UphillError "observable" for a letter, qubit or repetition that makes no sense
 */
export function pauli(word: string, coefficient = 1): Observable {
  const factors = word.split(/\s+/).filter((factor) => factor !== "" && factor !== "I");
  const paulis = factors.map((factor): [number, PauliLetter] => {
    const match = /^([XYZ])(\d+)$/.exec(factor);
    if (!match) throw malformed(word, `"${factor}" is not a letter X, Y or Z with a qubit`);
    return [Number(match[2]), match[1] as PauliLetter];
  });
  paulis.sort(([a], [b]) => a - b);
  if (new Set(paulis.map(([qubit]) => qubit)).size !== paulis.length) throw malformed(word, "a qubit stands twice");
  if (!Number.isFinite(coefficient)) throw malformed(word, `the coefficient is ${coefficient}`);
  return { terms: [{ coefficient, paulis }] };
}

function malformed(word: string, got: string): UphillError {
  return new UphillError({
    code: "observable",
    who: `observable "${word}"`,
    got,
    wanted: 'it must be a word like "X0 Z1" with a finite coefficient',
    todo: "Name every qubit at most once.",
  });
}

/** The sum of observables, term after term. */
export function sum(...observables: readonly Observable[]): Observable {
  return { terms: observables.flatMap(({ terms }) => terms) };
}

/** The mean of Z over all qubits. */
export function meanZ(qubits: number): Observable {
  return sum(...Array.from({ length: qubits }, (_, qubit) => pauli(`Z${qubit}`, 1 / qubits)));
}

/** Terms that one measurement setting serves: every qubit is read in one fixed letter. */
export interface MeasurementGroup {
  /** The letter each measured qubit is read in. */
  readonly basis: ReadonlyMap<number, PauliLetter>;
  readonly terms: readonly PauliTerm[];
}

/** Groups of qubit-wise commuting terms, first fit in order of size of coefficient; the identity needs no measurement. */
export function measurementGroups(observable: Observable): MeasurementGroup[] {
  const groups: { basis: Map<number, PauliLetter>; terms: PauliTerm[] }[] = [];
  const measured = observable.terms.filter(({ paulis }) => paulis.length > 0);
  for (const term of measured.sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient))) {
    const fits = groups.find(({ basis }) =>
      term.paulis.every(([qubit, letter]) => (basis.get(qubit) ?? letter) === letter),
    );
    const group = fits ?? { basis: new Map<number, PauliLetter>(), terms: [] };
    if (!fits) groups.push(group);
    group.terms.push(term);
    for (const [qubit, letter] of term.paulis) group.basis.set(qubit, letter);
  }
  return groups;
}
