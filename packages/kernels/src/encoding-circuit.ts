import { circuit, expectCircuit, inverse, type Angle, type Circuit, type Operation } from "@uphill/circuits";
import { checkNames, UphillError } from "@uphill/core";
import type { Encoder } from "@uphill/encodings";
import type { BatchSource } from "@uphill/simulator";

/** A circuit that puts rows of features into states, and how rows are loaded into it. */
export interface EncodingCircuit {
  /** The circuit. Its inputs come with the rows; its weights, if it has any, can be trained. */
  readonly circuit: Circuit;
  /** The number of features in a row. */
  readonly width: number;
  /**
   * Turns rows [rows, width] into the circuit's inputs or start states.
   * @throws UphillError "shape" | "non-finite" | … naming the row
   */
  load(features: Float64Array): BatchSource;
}

interface EncodingCircuitOptions {
  /** The number of qubits. */
  readonly qubits: number;
  /** The number of features in a row. */
  readonly width: number;
  /**
   * An encoding of `@uphill/encodings`, such as `zzFeatureMap`; or a function that makes one with options of its own, such as
   * `(shape) => zzFeatureMap({ ...shape, repeats: 1 })`.
   */
  readonly encoding: (shape: { qubits: number; width: number }) => Encoder;
  /** Trained layers, such as `hardwareEfficient.layered({ qubits: 4, layers: 2 })`. Each stands in front of an encoding. */
  readonly layers?: readonly (readonly Operation[])[];
}

const names = Object.keys({
  qubits: true,
  width: true,
  encoding: true,
  layers: true,
} satisfies Record<keyof EncodingCircuitOptions, true>);

/**
 * Puts an encoding and trained layers together to the circuit of a kernel: layer, encoding, layer, encoding, … A layer behind the
 * last encoding would move no fidelity, since it acts on both states alike, so the encoding comes last. An encoding that sets
 * the start state stands in front of all layers instead.
 * @param options the qubits, the width, the encoding and, for a kernel that is trained, the layers
 * @returns the circuit, and how rows are loaded into it
 * @throws UphillError "options" for a name that is no option, and all errors of the encoding and the circuit
 * @example
 * ```ts
 * const made = encodingCircuit({ qubits: 3, width: 3, encoding: zzFeatureMap });
 * const trained = encodingCircuit({
 *   qubits: 3,
 *   width: 3,
 *   encoding: angle,
 *   layers: hardwareEfficient.layered({ qubits: 3, layers: 2 }),
 * });
 * ```
 */
export function encodingCircuit(options: EncodingCircuitOptions): EncodingCircuit {
  checkNames("encodingCircuit", names, options);
  const { qubits, width, encoding, layers = [] } = options;
  const encoder = encoding({ qubits, width });
  const operations =
    layers.length === 0 ? encoder.operations : layers.flatMap((layer) => [...layer, ...encoder.operations]);
  return { circuit: circuit(qubits, operations), width, load: (features) => encoder.load(features) };
}

/**
 * The circuit that a device runs for one entry of a fidelity kernel (a Loschmidt echo): U(x) and then U(y) undone. The share of shots that
 * find 0…0 behind it estimates |⟨φ(y)|φ(x)⟩|².
 * @param made what {@link encodingCircuit} returns; it must not set the start state
 * @returns the circuit; its first inputs are those of x, the others those of y
 * @throws UphillError "circuit" for an encoding that sets the start state and has no gates
 */
export function echoCircuit({ circuit: given }: EncodingCircuit): Circuit {
  expectCircuit("echoCircuit", given);
  if (given.inputs === 0) {
    throw new UphillError({
      code: "circuit",
      who: "echoCircuit",
      got: "the circuit has no inputs",
      wanted: "rows must come in by its gates",
      todo: "Use an encoding that has gates, or put statePreparation of @uphill/encodings in front.",
    });
  }
  const back = inverse(given).operations.map((operation) => ({
    ...operation,
    angles: operation.angles.map((angle) => moved(angle, given.inputs)),
  }));
  return circuit(given.qubits, [...given.operations, ...back]);
}

/** The same angle of inputs that stand further behind. */
function moved(angle: Angle, by: number): Angle {
  if (typeof angle !== "object" || "weight" in angle) return angle;
  if ("input" in angle) return { ...angle, input: angle.input + by };
  return { ...angle, terms: angle.terms.map((term) => ({ ...term, inputs: term.inputs.map((index) => index + by) })) };
}
