import { byName, pick, UphillError } from "@uphill/core";
import { input, polynomial, weight, type Angle, type PolynomialTerm } from "./angle.js";
import { circuit, type Circuit } from "./circuit.js";
import { expectCircuit } from "./expected.js";
import { pauliRot, unitary } from "./families.js";
import type { Gate, Matrix, Operation } from "./gate.js";
import * as gates from "./gates/index.js";
import { MOST_OPERATIONS } from "./limits.js";

const FORMAT = "uphill.circuit";
/** 2 knows angles of several inputs; what needs none of them is written as 1. */
const VERSIONS = [1, 2] as const;

/** An operation as plain data: the gate by its name, or a Pauli word, or a matrix. */
interface OperationJSON {
  readonly gate: string;
  readonly qubits: readonly number[];
  readonly angles?: readonly Angle[];
  readonly matrix?: { readonly re: readonly number[]; readonly im: readonly number[] };
}

/** A circuit as plain data. */
export interface CircuitJSON {
  /** Tells such data from others. */
  readonly format: typeof FORMAT;
  /** The version of the format. */
  readonly version: (typeof VERSIONS)[number];
  /** The number of qubits. */
  readonly qubits: number;
  /** The operations in time order, gates by their names. */
  readonly operations: readonly OperationJSON[];
}

const known = byName(gates as unknown as Record<string, Gate>);

/**
 * Writes a circuit as plain data. {@link circuitFromJSON} reads it back to the same unitary.
 * @param given the circuit
 * @returns the data
 */
export function circuitToJSON(given: Circuit): CircuitJSON {
  expectCircuit("circuitToJSON", given);
  const { qubits, operations } = given;
  const newer = operations.some(({ angles }) => angles.some((angle) => typeof angle === "object" && "terms" in angle));
  return { format: FORMAT, version: newer ? 2 : 1, qubits, operations: operations.map(operationToJSON) };
}

/** The gates that another copy of this package made are known as well: by what they do. */
function isKnown(gate: Gate): boolean {
  const own = Object.hasOwn(known, gate.name) ? known[gate.name] : undefined;
  if (!own || own === gate) return own === gate;
  let same = alike.get(gate);
  if (same === undefined) {
    const shape = own.qubits === gate.qubits && own.angles.length === gate.angles.length;
    const angles = own.angles.map((_, k) => 0.3 + 0.4 * k);
    const entries = ({ re, im }: Matrix): string => [...re, ...im].join();
    same = shape && entries(own.matrix(...angles)) === entries(gate.matrix(...angles));
    alike.set(gate, same);
  }
  return same;
}

const alike = new WeakMap<Gate, boolean>();

function operationToJSON({ gate, qubits, angles }: Operation): OperationJSON {
  const named = { gate: gate.name, qubits: [...qubits], ...(angles.length > 0 && { angles: [...angles] }) };
  if (isKnown(gate) || /^pauliRot\([IXYZ]+\)$/.test(gate.name)) return named;
  if (gate.angles.length > 0) {
    throw new UphillError({
      code: "circuit",
      who: "circuitToJSON",
      got: `gate ${gate.name} is not in the index and has angles`,
      wanted: "only known gates and fixed unitaries can be written",
      todo: "Add it to the index of gates, or fix its angles with unitary(gate.matrix(…)).",
    });
  }
  const { re, im } = gate.matrix();
  return { ...named, matrix: { re: Array.from(re), im: Array.from(im) } };
}

/**
 * Reads a circuit.
 * @param json what {@link circuitToJSON} made, or its text
 * @returns the circuit
 * @throws UphillError "circuit" naming the operation and what is wrong with it
 */
export function circuitFromJSON(json: unknown): Circuit {
  const raw: unknown = typeof json === "string" ? parse(json) : json;
  const data = fields(raw) ?? {};
  if (data.format !== FORMAT) throw refuse(`format is ${shown(data.format)}`, `it must be "${FORMAT}"`);
  if (!VERSIONS.some((version) => version === data.version)) {
    throw refuse(`version is ${shown(data.version)}`, `this release reads ${VERSIONS.join(" and ")}`);
  }
  if (!Array.isArray(data.operations)) throw refuse("there is no list of operations", "a circuit has one");
  if (data.operations.length > MOST_OPERATIONS) {
    throw refuse(`there are ${data.operations.length} operations`, `a file may have ${MOST_OPERATIONS}`);
  }
  const operations = data.operations.map((item: unknown, index) => operationFromJSON(item, index));
  if (typeof data.qubits !== "number") throw refuse(`qubits is ${shown(data.qubits)}`, "it must be a number");
  return circuit(data.qubits, operations);
}

function operationFromJSON(item: unknown, index: number): Operation {
  const { gate: name, qubits, angles = [], matrix } = fields(item) ?? {};
  const wrong = (got: string, wanted: string): UphillError => refuse(`operation ${index}: ${got}`, wanted);
  if (typeof name !== "string") throw wrong(`the gate is ${shown(name)}`, "it must be a name");
  if (name.length > LONGEST_NAME)
    throw wrong(`the gate's name has ${name.length} letters`, `${LONGEST_NAME} are the most`);
  if (!Array.isArray(qubits) || !Array.isArray(angles))
    throw wrong("qubits or angles are no list", "they must be lists");
  const strange = (qubits as unknown[]).find((qubit) => typeof qubit !== "number");
  if (strange !== undefined) throw wrong(`a qubit is ${shown(strange)}`, "it must be a number");
  const gate = gateFrom(name, matrix);
  if (qubits.length !== gate.qubits || angles.length !== gate.angles.length) {
    throw wrong(
      `${name} has ${angles.length} angles and ${qubits.length} qubits`,
      `it takes ${gate.angles.length} and ${gate.qubits}`,
    );
  }
  return {
    gate,
    qubits: qubits as number[],
    angles: angles.map((angle: unknown): Angle => {
      if (typeof angle === "number") return angle;
      const { weight: w, input: x, terms, scale, offset } = fields(angle) ?? {};
      const affine = { scale: scale ?? 1, offset: offset ?? 0 };
      if (!isAffine(affine)) throw wrong("an angle's scale or offset is no number", "both must be numbers");
      if (typeof w === "number") return weight(w, affine);
      if (typeof x === "number") return input(x, affine);
      if (Array.isArray(terms) && terms.every(isTerm)) return polynomial(terms, affine);
      if (terms !== undefined) throw wrong("an angle's terms are not all a coefficient and inputs", "they must be");
      throw wrong(`an angle is ${shown(angle)}`, "it must be a number, or name a weight or inputs");
    }),
  };
}

function isAffine(given: { scale: unknown; offset: unknown }): given is { scale: number; offset: number } {
  return typeof given.scale === "number" && typeof given.offset === "number";
}

function isTerm(given: unknown): given is PolynomialTerm {
  const { coefficient, inputs } = fields(given) ?? {};
  return isNumber(coefficient) && Array.isArray(inputs) && inputs.every(isNumber);
}

function gateFrom(name: string, matrix: unknown): Gate {
  const word = /^pauliRot\((.*)\)$/.exec(name)?.[1];
  if (word !== undefined) return pauliRot(word) as unknown as Gate;
  const { re, im } = fields(matrix) ?? {};
  if (Array.isArray(re) && Array.isArray(im)) {
    if (!(re.every(isNumber) && im.every(isNumber)))
      throw refuse(`the matrix of ${name} holds more than numbers`, "re and im are lists of numbers");
    return unitary({ re, im }, name) as unknown as Gate;
  }
  return pick("circuitFromJSON", "gate", known, name);
}

const LONGEST_NAME = 200;

/** A value for a message: short, and whatever it is; deep lists are not written out. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
  return text.slice(0, 60);
}

const isNumber = (value: unknown): value is number => typeof value === "number";

function fields(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(`the text is not JSON (${(cause as Error).message.slice(0, 200)})`, "it must be a circuit", cause);
  }
}

function refuse(got: string, wanted: string, cause?: unknown): UphillError {
  return new UphillError({
    code: "circuit",
    who: "circuitFromJSON",
    got,
    wanted,
    todo: "Check that the file is whole.",
    cause,
  });
}
