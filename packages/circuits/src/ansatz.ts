import { number, parseOptions, UphillError, type Fields, type OptionsOf } from "@uphill/core";
import { circuit, type Circuit } from "./circuit.js";
import type { Operation } from "./gate.js";
import { MOST_OPERATIONS } from "./limits.js";

interface OnQubits {
  /** Number of qubits, from 1 to 30. */
  qubits: number;
}

/**
 * A family of trained circuits. Call it with its options to get a circuit.
 * @example
 * ```ts
 * hardwareEfficient({ qubits: 4, layers: 2 });
 * ```
 */
export interface Ansatz<F extends Fields = Fields> {
  (options: OnQubits & Partial<OptionsOf<F>>): Circuit;
  /** The name that users type, such as "hardware-efficient". */
  readonly name: string;
  /** The descriptions of its options. */
  readonly options: F;
  /**
   * Gives the same operations layer by layer. Use it to put something between the layers, such as data that are
   * encoded again. Operations before all layers belong to the first layer. Operations after all layers belong to the
   * last.
   */
  layered(options: OnQubits & Partial<OptionsOf<F>>): Operation[][];
}

/**
 * Turns a declaration into an ansatz. To add one to Uphill, write a file in `ansatze/` and a line in its index. The
 * ansatz numbers its weights from 0, and its doc comment says in which order.
 * @param definition the name, the options, and a function that builds the layers
 * @returns the ansatz
 * @throws UphillError "options" when the ansatz is called with options out of range
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
