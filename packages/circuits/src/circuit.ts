import { UphillError } from "@uphill/core";
import type { Angle } from "./angle.js";
import type { Operation } from "./gate.js";

/** A list of operations in time order. An immutable value: every change makes a new one. */
export interface Circuit {
  readonly qubits: number;
  readonly operations: readonly Operation[];
  /** Number of weights: one more than the largest index in use. */
  readonly weights: number;
  /** Number of inputs: one more than the largest index in use. */
  readonly inputs: number;
}

/**
 * A circuit on `qubits` qubits. Qubit 0 is the most significant bit of the basis index.
 *
 *     circuit(2, [ry(weight(0), 0), cnot(0, 1)])
 *
 * @throws UphillError "qubits" | "operation" naming the operation that does not fit
 */
export function circuit(qubits: number, operations: readonly Operation[]): Circuit {
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > 30) {
    throw new UphillError({
      code: "qubits",
      who: "circuit",
      got: `it was asked for ${qubits} qubits`,
      wanted: "the number of qubits must be a whole number from 1 to 30",
      todo: "Choose fewer qubits: a state vector of n qubits takes 16·2ⁿ bytes.",
    });
  }
  operations.forEach((operation, index) => checkOperation(operation, index, qubits));
  const angles = operations.flatMap(({ angles }) => angles);
  const count = (index: (angle: Angle) => number): number =>
    angles.reduce((most: number, angle) => Math.max(most, index(angle) + 1), 0);
  return Object.freeze({
    qubits,
    operations: Object.freeze([...operations]),
    weights: count((angle) => (typeof angle === "object" && "weight" in angle ? angle.weight : -1)),
    inputs: count((angle) => (typeof angle === "object" && "input" in angle ? angle.input : -1)),
  });
}

/** One circuit after another on the same qubits; weights and inputs keep their numbers. */
export function compose(...parts: readonly Circuit[]): Circuit {
  return circuit(
    Math.max(...parts.map((part) => part.qubits)),
    parts.flatMap((part) => part.operations),
  );
}

/** Operations on more qubits than this have no kernel of their own and are taken apart. */
const WIDEST = 4;

/**
 * The same circuit with composite operations taken apart: those with several angles of which one is trained or fed, so that
 * each angle has a generator, and those on many qubits.
 */
export function expand(given: Circuit): Circuit {
  const parts = given.operations.flatMap(expandOperation);
  return parts.length === given.operations.length ? given : circuit(given.qubits, parts);
}

function expandOperation(operation: Operation): Operation[] {
  const { gate, angles, qubits } = operation;
  const moving = angles.length > 1 && angles.some((angle) => typeof angle === "object");
  if (!gate.decomposition || (!moving && qubits.length <= WIDEST)) return [operation];
  return gate.decomposition(angles, qubits).flatMap(expandOperation);
}

function checkOperation({ gate, qubits: on, angles }: Operation, index: number, qubits: number): void {
  const refuse = (got: string, wanted: string): never => {
    throw new UphillError({
      code: "operation",
      who: `circuit, operation ${index} (${gate.name})`,
      got,
      wanted,
      todo: `This circuit's qubits are 0 to ${qubits - 1}.`,
    });
  };
  for (const qubit of on) {
    if (!Number.isInteger(qubit) || qubit < 0 || qubit >= qubits) {
      refuse(`it acts on qubit ${qubit}`, `there are ${qubits} qubits`);
    }
  }
  if (new Set(on).size !== on.length) refuse(`it acts on qubits ${on.join(", ")}`, "a gate's qubits must differ");
  for (const angle of angles) {
    const numbers = typeof angle === "number" ? [angle] : [angle.scale, angle.offset];
    if (!numbers.every(Number.isFinite)) refuse(`an angle is ${numbers.join(", ")}`, "angles must be finite");
  }
}
