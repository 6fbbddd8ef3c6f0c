import { UphillError } from "@uphill/core";
import { faultOfTerms, type PolynomialTerm } from "./angle.js";
import type { Circuit } from "./circuit-type.js";
import { expectCircuit, expectOperations } from "./expected.js";
import { frequencies, type Operation } from "./gate.js";
import { invert } from "./invert.js";
import { MOST_NUMBERS } from "./limits.js";

export type { Circuit } from "./circuit-type.js";

/**
 * Makes a circuit. Qubit 0 is the most significant bit of the basis index.
 * @param qubits the number of qubits, from 1 to 30
 * @param operations the operations in time order
 * @returns the circuit
 * @throws UphillError "qubits" | "operation" naming the operation that does not fit
 * @example
 * ```ts
 * circuit(2, [ry(weight(0), 0), cnot(0, 1)]);
 * ```
 */
export function circuit(qubits: number, operations: readonly Operation[]): Circuit {
  expectOperations("circuit", operations);
  if (!Number.isInteger(qubits) || qubits < 1 || qubits > 30) {
    throw new UphillError({
      code: "qubits",
      who: "circuit",
      got: `it was asked for ${qubits} qubits`,
      wanted: "the number of qubits must be a whole number from 1 to 30",
      todo: "Choose fewer qubits: a state vector of n qubits takes 16·2ⁿ bytes.",
    });
  }
  // Terms that many angles share are looked at once.
  const seen = new Map<readonly PolynomialTerm[], number>();
  operations.forEach((operation, index) => checkOperation(operation, index, qubits, seen));
  let [weights, inputs] = [0, 0];
  for (const { angles } of operations) {
    for (const angle of angles) {
      if (typeof angle === "number") continue;
      if ("weight" in angle) weights = Math.max(weights, angle.weight + 1);
      else inputs = Math.max(inputs, ("input" in angle ? angle.input : seen.get(angle.terms)!) + 1);
    }
  }
  return Object.freeze({
    qubits,
    // A Pauli gate's operation is an observable as well; in a circuit it is the gate alone.
    operations: Object.freeze(
      operations.map(({ gate, qubits: on, angles: its }) => ({ gate, qubits: on, angles: its })),
    ),
    weights,
    inputs,
  });
}

/**
 * Puts one circuit after another, on the same qubits. Weights and inputs keep their numbers.
 * @param parts the circuits, in time order
 * @returns the whole circuit
 */
export function compose(...parts: readonly Circuit[]): Circuit {
  for (const part of parts) expectCircuit("compose", part);
  return circuit(
    parts.reduce((most, { qubits }) => Math.max(most, qubits), 0),
    parts.flatMap((part) => part.operations),
  );
}

/**
 * Adds operations at the end of a circuit.
 * @param given the circuit
 * @param operations the operations to add
 * @returns the longer circuit
 */
export function append(given: Circuit, ...operations: readonly Operation[]): Circuit {
  expectCircuit("append", given);
  return circuit(given.qubits, [...given.operations, ...operations]);
}

/**
 * Makes the circuit that undoes another: U†, with the same weights and inputs.
 * @param given the circuit
 * @returns its inverse
 */
export function inverse(given: Circuit): Circuit {
  expectCircuit("inverse", given);
  return circuit(given.qubits, given.operations.toReversed().flatMap(invert));
}

/**
 * Puts the same operations on other qubits.
 * @param given the circuit
 * @param to the new number of each qubit, [qubits]
 * @param qubits the qubits of the new circuit; by default as many as are needed
 * @returns the new circuit
 * @throws UphillError "qubits" unless every qubit has a place of its own
 */
export function mapQubits(
  given: Circuit,
  to: readonly number[],
  qubits = to.reduce((most, place) => Math.max(most, place + 1), 0),
): Circuit {
  expectCircuit("mapQubits", given);
  if (to.length !== given.qubits || new Set(to).size !== to.length) {
    throw new UphillError({
      code: "qubits",
      who: "mapQubits",
      got: `the places are ${to.join(", ")}`,
      wanted: `each of ${given.qubits} qubits needs a place of its own`,
      todo: "Give one new number for each qubit, none twice.",
    });
  }
  const operations = given.operations.map((operation) => ({
    ...operation,
    qubits: operation.qubits.map((q) => to[q]),
  }));
  return circuit(qubits, operations);
}

/** Sizes of a circuit. */
export interface Counts {
  /** The number of operations. */
  readonly operations: number;
  /** The number of time steps, if operations that share no qubit happen at once. */
  readonly depth: number;
  /** The number of operations on two qubits. */
  readonly twoQubit: number;
  /** The number of weights. */
  readonly weights: number;
  /** The number of inputs. */
  readonly inputs: number;
  /** How often each gate is used, by its name. */
  readonly gates: Readonly<Record<string, number>>;
  /**
   * The circuit evaluations of one gradient by shift rules, for one row and one measurement setting: 1, plus 2 for
   * each frequency and use of a weight.
   */
  readonly evaluationsPerGradient: number;
}

/**
 * Counts the sizes of a circuit.
 * @param given the circuit
 * @returns the sizes
 */
export function counts(given: Circuit): Counts {
  expectCircuit("counts", given);
  const { operations, qubits, weights, inputs } = given;
  const level = new Array<number>(qubits).fill(0);
  const gates: Record<string, number> = {};
  for (const { gate, qubits: on } of operations) {
    const next = 1 + Math.max(...on.map((qubit) => level[qubit]));
    for (const qubit of on) level[qubit] = next;
    gates[gate.name] = (gates[gate.name] ?? 0) + 1;
  }
  const uses = expand(given).operations.flatMap(({ gate, angles }) =>
    angles.filter((angle) => typeof angle === "object" && "weight" in angle).map(() => frequencies(gate).length),
  );
  return {
    operations: operations.length,
    depth: Math.max(0, ...level),
    twoQubit: operations.filter(({ qubits: on }) => on.length === 2).length,
    weights,
    inputs,
    gates,
    evaluationsPerGradient: 1 + 2 * uses.reduce((sum, count) => sum + count, 0),
  };
}

/** Operations on more qubits than this have no kernel of their own and are taken apart. */
const WIDEST = 4;

/**
 * Replaces composite operations by their parts: operations with several angles of which one is trained or fed, and
 * operations on many qubits. Each angle then has a generator.
 * @param given the circuit
 * @returns the expanded circuit
 */
export function expand(given: Circuit): Circuit {
  expectCircuit("expand", given);
  const parts = given.operations.flatMap(expandOperation);
  return parts.length === given.operations.length ? given : circuit(given.qubits, parts);
}

function expandOperation(operation: Operation): Operation[] {
  const { gate, angles, qubits } = operation;
  const moving = angles.length > 1 && angles.some((angle) => typeof angle === "object");
  if (!gate.decomposition || (!moving && qubits.length <= WIDEST)) return [operation];
  return gate.decomposition(angles, qubits).flatMap(expandOperation);
}

/** @param seen the largest input of each list of terms that has been found right */
function checkOperation(
  { gate, qubits: on, angles }: Operation,
  index: number,
  qubits: number,
  seen: Map<readonly PolynomialTerm[], number>,
): void {
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
  if (on.length > 1 && new Set(on).size !== on.length)
    refuse(`it acts on qubits ${on.join(", ")}`, "a gate's qubits must differ");
  for (const angle of angles) {
    const numbers = typeof angle === "number" ? [angle] : [angle.scale, angle.offset];
    if (!numbers.every(Number.isFinite)) refuse(`an angle is ${numbers.join(", ")}`, "angles must be finite");
    if (typeof angle === "number") continue;
    const [what, number] =
      "weight" in angle
        ? (["weight", angle.weight] as const)
        : (["input", "input" in angle ? angle.input : largestOf(angle.terms)] as const);
    if (number < MOST_NUMBERS) continue;
    refuse(`an angle takes ${what} ${number}`, `${what}s are numbered below ${MOST_NUMBERS}`);
  }

  function largestOf(terms: readonly PolynomialTerm[]): number {
    const before = seen.get(terms);
    if (before !== undefined) return before;
    const fault = faultOfTerms(terms);
    if (fault) refuse(fault.got, fault.wanted);
    let largest = -1;
    for (const input of terms.flatMap(({ inputs }) => inputs)) {
      if (!Number.isInteger(input) || input < 0) refuse(`an angle takes input ${input}`, "inputs are numbered from 0");
      largest = Math.max(largest, input);
    }
    if (terms.length === 0 || terms.some(({ inputs }) => inputs.length === 0)) {
      refuse("an angle has a term without an input, or no terms", "polynomial(…) makes a number of such terms");
    }
    seen.set(terms, largest);
    return largest;
  }
}
