import { shown, UphillError } from "@uphill/core";
import type { Angle } from "./angle.js";
import type { Circuit } from "./circuit-type.js";
import type { Gate, Operation } from "./gate-type.js";
import type { Observable } from "./observable-type.js";

// For whoever takes one of these from a user. What counts is what a thing has, not which copy of this package made it.

function fields<T>(value: unknown): Partial<Record<keyof T, unknown>> {
  const some = (typeof value === "object" || typeof value === "function") && value !== null;
  return some ? (value as Partial<Record<keyof T, unknown>>) : {};
}

const named = (what: string, value: unknown): string =>
  value === undefined ? `${what} is missing` : `${what} is ${shown(value)}`;

/**
 * Checks that a value is a circuit.
 * @param who the name of what refuses, for the error
 * @param value the value that the user gave
 * @throws UphillError "circuit" if it is not, for example an ansatz that was not called
 */
export function expectCircuit(who: string, value: unknown): asserts value is Circuit {
  const { qubits, operations } = fields<Circuit>(value);
  if (typeof qubits === "number" && Array.isArray(operations)) return;
  throw new UphillError({
    code: "circuit",
    who,
    got: named("the circuit", value),
    wanted: "it must be what circuit or an ansatz returns",
    todo:
      typeof value === "function"
        ? `Call it: ${value.name}({ qubits: 2 }).`
        : "Write circuit(2, [ry(weight(0), 0), cnot(0, 1)]), or read a text with fromQasm.",
  });
}

/** @throws UphillError "observable" for what is none, such as a text */
export function expectObservable(who: string, value: unknown): asserts value is Observable {
  const { terms } = fields<Observable>(value);
  if (Array.isArray(terms)) return;
  throw new UphillError({
    code: "observable",
    who,
    got: named("an observable", value),
    wanted: "it must be what z, pauli or parseObservable returns",
    todo: typeof value === "string" ? `Write parseObservable(${shown(value)}).` : "Write z(0), for example.",
  });
}

/**
 * Checks that a value is a list of observables.
 * @param who the name of what refuses, for the error
 * @param value the value that the user gave
 * @throws UphillError "observable" if it is not
 */
export function expectObservables(who: string, value: unknown): asserts value is readonly Observable[] {
  if (Array.isArray(value)) {
    for (const each of value) expectObservable(who, each);
    return;
  }
  throw new UphillError({
    code: "observable",
    who,
    got: named("observables", value),
    wanted: "it must be a list of observables",
    todo: "Write observables: [z(0)], for example.",
  });
}

/**
 * Checks that a value is a gate.
 * @param who the name of what refuses, for the error
 * @param value the value that the user gave
 * @throws UphillError "gate" if it is not, for example the name of a gate
 */
export function expectGate(who: string, value: unknown): void {
  const { name, qubits, angles, matrix } = fields<Gate>(value);
  if (typeof name === "string" && typeof qubits === "number" && Array.isArray(angles) && typeof matrix === "function")
    return;
  throw new UphillError({
    code: "gate",
    who,
    got: named("the gate", value),
    wanted: "it must be a gate of @uphill/circuits, or what defineGate returns",
    todo: "For example rx, without a call.",
  });
}

/** @throws UphillError "operation" for what is no list of operations, naming the first that is none */
export function expectOperations(who: string, value: unknown): asserts value is readonly Operation[] {
  const refuse = (got: string, todo = "Write circuit(2, [ry(weight(0), 0), cnot(0, 1)])."): never => {
    throw new UphillError({ code: "operation", who, got, wanted: "it takes a list of operations", todo });
  };
  if (!Array.isArray(value)) return refuse(named("the list of operations", value));
  value.forEach((each: unknown, index) => {
    const { gate, qubits, angles } = fields<Operation>(each);
    if (typeof gate === "function" && Array.isArray(qubits) && Array.isArray(angles)) return;
    const todo = typeof each === "function" ? "Call the gate: first its angles, then its qubits." : undefined;
    refuse(named(`operation ${index}`, each), todo);
  });
}

/** Whether a value can stand for an angle; whether its numbers are finite is the circuit's to say. */
export function isAngle(value: unknown): value is Angle {
  if (typeof value === "number") return true;
  if (typeof value !== "object" || value === null) return false;
  const { weight, input, terms, scale, offset } = value as Record<string, unknown>;
  return (
    (typeof weight === "number" || typeof input === "number" || Array.isArray(terms)) &&
    typeof scale === "number" &&
    typeof offset === "number"
  );
}

/** @throws UphillError "text" for what is none */
export function expectText(who: string, value: unknown): asserts value is string {
  if (typeof value === "string") return;
  throw new UphillError({
    code: "text",
    who,
    got: named("what it was given", value),
    wanted: "it takes a text",
    todo: "Read the file as UTF-8 first.",
  });
}
