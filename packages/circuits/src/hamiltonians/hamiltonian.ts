import { number, parseOptions, UphillError, type Fields, type OptionsOf } from "@uphill/core";
import type { Observable } from "../observable.js";

/** An ansatz that comes to a ground state, best of some starts. */
interface Suited {
  /** Its name. */
  readonly ansatz: string;
  /** How many layers it takes; left out if it takes as many as there are qubits. */
  readonly layers?: number;
}

/**
 * A family of observables whose lowest (or highest) eigenvalue is of interest. Call it with its options to get an
 * observable.
 */
export interface Hamiltonian<F extends Fields = Fields> {
  (
    options: {
      /** Number of qubits. */
      qubits: number;
    } & Partial<OptionsOf<F>>,
  ): Observable;
  /** The name that users type. */
  readonly name: string;
  /** The descriptions of its options. */
  readonly options: F;
  /** The number of qubits, where there is only one. */
  readonly qubits?: number;
  /** The number of qubits that it has with these options; undefined where any number is possible. */
  qubitsOf(options: Readonly<Record<string, unknown>>): number | undefined;
  /** What its values are counted in; left out for a pure number. */
  readonly unit?: "hartree";
  /** What an ansatz may want to know of it, by the names of the ansatz's options. */
  facts(options: Readonly<Record<string, unknown>>, qubits: number): Readonly<Record<string, unknown>>;
  /** An ansatz that comes to its ground state; undefined where none is known. */
  suited(options: Readonly<Record<string, unknown>>, qubits: number): Suited | undefined;
  /** Which end of its spectrum is sought. */
  readonly sought: "lowest" | "highest";
}

/**
 * Turns a declaration into a Hamiltonian. To add one to Uphill, write a file in `hamiltonians/` and a line in its
 * index.
 * @param definition the name, the options, and a function that builds the observable
 * @returns the Hamiltonian
 */
export function defineHamiltonian<F extends Fields>(definition: {
  name: string;
  options: F;
  /** The number of qubits, where there is only one; 2 to 30 if left out. */
  qubits?: number;
  /** The number of qubits that follows from the options, where one does. */
  qubitsOf?(options: OptionsOf<F>): number | undefined;
  /** What its values are counted in; left out for a pure number. */
  unit?: "hartree";
  /** What an ansatz may want to know of it, by the names of the ansatz's options. Default: nothing. */
  facts?(options: OptionsOf<F>, qubits: number): Readonly<Record<string, unknown>>;
  /** An ansatz that comes to its ground state. */
  suited?(options: OptionsOf<F>, qubits: number): Suited;
  /** Default: the lowest. */
  sought?: "lowest" | "highest";
  build(qubits: number, options: OptionsOf<F>): Observable;
}): Hamiltonian<F> {
  const { name, options, qubits: only, unit, sought = "lowest", qubitsOf, suited, facts, build } = definition;
  const fields = {
    ...options,
    qubits: number({ default: only ?? 2, min: only ?? 2, max: only ?? 30, integer: true, about: "Number of qubits" }),
  };
  const hamiltonian = (given: object): Observable => {
    const { qubits, ...rest } = parseOptions(name, fields, given) as { qubits: number } & OptionsOf<F>;
    const wanted = qubitsOf?.(rest as unknown as OptionsOf<F>) ?? qubits;
    if (wanted !== qubits) {
      throw new UphillError({
        code: "options",
        who: name,
        got: `qubits is ${qubits}`,
        wanted: `with these options there are ${wanted} qubits`,
        todo: "Leave one of them out, or make them agree.",
      });
    }
    return build(qubits, rest as unknown as OptionsOf<F>);
  };
  const parsed = (given: object): OptionsOf<F> => parseOptions(name, options, given);
  Object.defineProperty(hamiltonian, "name", { value: name });
  return Object.assign(hamiltonian, {
    options,
    sought,
    suited: (given: object, qubits: number) => suited?.(parsed(given), qubits),
    qubitsOf: (given: object) => only ?? qubitsOf?.(parsed(given)),
    facts: (given: object, qubits: number) => facts?.(parsed(given), qubits) ?? {},
    ...(unit && { unit }),
    ...(only !== undefined && { qubits: only }),
  });
}
