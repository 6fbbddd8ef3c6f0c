import { number, parseOptions, type Fields, type OptionsOf } from "@uphill/core";
import { circuit, type Circuit } from "./circuit.js";
import type { Operation } from "./gate.js";

/** A family of trainable circuits: call it with its options to get one. */
export interface Ansatz<F extends Fields = Fields> {
  (options: { qubits: number } & Partial<OptionsOf<F>>): Circuit;
  readonly name: string;
  readonly options: F;
}

/**
 * Turns a declaration into an ansatz. Add one with a file in `ansatze/` and a line in its index.
 * Weights are numbered by the ansatz from 0 and its docstring says in which order.
 */
export function defineAnsatz<F extends Fields>(definition: {
  name: string;
  options: F;
  build(qubits: number, options: OptionsOf<F>): Operation[];
}): Ansatz<F> {
  const fields = {
    ...definition.options,
    qubits: number({ default: 2, min: 1, max: 30, integer: true, about: "Number of qubits" }),
  };
  const ansatz = (given: object): Circuit => {
    const { qubits, ...options } = parseOptions(definition.name, fields, given) as { qubits: number } & OptionsOf<F>;
    return circuit(qubits, definition.build(qubits, options as unknown as OptionsOf<F>));
  };
  Object.defineProperty(ansatz, "name", { value: definition.name });
  return Object.assign(ansatz, { options: definition.options });
}
