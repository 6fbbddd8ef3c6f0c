import { number, parseOptions, UphillError, type Fields, type OptionsOf } from "@uphill/core";
import { circuit, type Circuit } from "./circuit.js";
import type { Operation } from "./gate.js";
import { MOST_OPERATIONS } from "./limits.js";

interface OnQubits {
  /** Number of qubits, from 1 to 30. */
  qubits: number;
}

/** A family of trainable circuits: call it with its options to get one. */
export interface Ansatz<F extends Fields = Fields> {
  (options: OnQubits & Partial<OptionsOf<F>>): Circuit;
  readonly name: string;
  readonly options: F;
  /**
   * The same operations layer by layer, for what is to stand between layers, such as data that are encoded again.
   * What comes before all layers (H gates, a first rotation) is part of the first, what comes after all of them of the last.
   */
  layered(options: OnQubits & Partial<OptionsOf<F>>): Operation[][];
}

/**
 * Turns a declaration into an ansatz. Add one with a file in `ansatze/` and a line in its index.
 * Weights are numbered by the ansatz from 0 and its docstring says in which order.
 */
export function defineAnsatz<F extends Fields>(definition: {
  name: string;
  options: F;
  /** The operations layer by layer; a plain list of operations is one layer. */
  build(qubits: number, options: OptionsOf<F>): Operation[][] | Operation[];
}): Ansatz<F> {
  const fields = {
    ...definition.options,
    qubits: number({ default: 2, min: 1, max: 30, integer: true, about: "Number of qubits" }),
  };
  const build = (given: object): { qubits: number; layers: Operation[][] } => {
    const { qubits, ...options } = parseOptions(definition.name, fields, given) as { qubits: number } & OptionsOf<F>;
    checkSize(definition.name, qubits, options);
    const built = definition.build(qubits, options as unknown as OptionsOf<F>);
    return { qubits, layers: isLayered(built) ? built : [built] };
  };
  const ansatz = (given: object): Circuit => {
    const { qubits, layers } = build(given);
    return circuit(qubits, layers.flat());
  };
  Object.defineProperty(ansatz, "name", { value: definition.name });
  return Object.assign(ansatz, {
    options: definition.options,
    layered: (given: object): Operation[][] => build(given).layers,
  });
}

function checkSize(who: string, qubits: number, options: object): void {
  const { layers = 1, depth = 1, repeats = 1 } = options as Partial<Record<"layers" | "depth" | "repeats", number>>;
  if (layers * depth * repeats * qubits <= MOST_OPERATIONS) return;
  throw new UphillError({
    code: "options",
    who,
    got: `${layers} layers on ${qubits} qubits are asked for`,
    wanted: `layers times qubits may be ${MOST_OPERATIONS} at most`,
    todo: "Ask for fewer layers.",
  });
}

function isLayered(built: Operation[][] | Operation[]): built is Operation[][] {
  return built.length > 0 && built.every((part) => Array.isArray(part));
}
