import { number, parseOptions, type Fields, type OptionsOf } from "@uphill/core";
import type { Observable } from "../observable.js";

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
  /** The name of an ansatz that comes to its ground state with as many layers as there are qubits; undefined where none is known. */
  suited(options: Readonly<Record<string, unknown>>): string | undefined;
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
  /** The name of an ansatz that comes to its ground state with as many layers as there are qubits. */
  suited?(options: OptionsOf<F>): string;
  /** Default: the lowest. */
  sought?: "lowest" | "highest";
  build(qubits: number, options: OptionsOf<F>): Observable;
}): Hamiltonian<F> {
  const { name, options, qubits: only, sought = "lowest", suited, build } = definition;
  const fields = {
    ...options,
    qubits: number({ default: only ?? 2, min: only ?? 2, max: only ?? 30, integer: true, about: "Number of qubits" }),
  };
  const hamiltonian = (given: object): Observable => {
    const { qubits, ...rest } = parseOptions(name, fields, given) as { qubits: number } & OptionsOf<F>;
    return build(qubits, rest as unknown as OptionsOf<F>);
  };
  Object.defineProperty(hamiltonian, "name", { value: name });
  return Object.assign(hamiltonian, {
    options,
    sought,
    suited: (given: object) => suited?.(parseOptions(name, options, given)),
    ...(only !== undefined && { qubits: only }),
  });
}
