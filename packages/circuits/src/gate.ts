import { shown, UphillError } from "@uphill/core";
import type { Angle } from "./angle.js";
import { isAngle } from "./expected.js";
import type { Gate, GateDefinition, Matrix, Operation } from "./gate-type.js";

export type { Gate, GateDefinition, GeneratorTerm, Matrix, Operation, PauliLetter, Structure } from "./gate-type.js";

/**
 * Turns a declaration into a gate. To add one to Uphill, write a file in `gates/` and a line in its index.
 * @param definition the name, the qubits, the angles, the matrix, and what derivatives need
 * @returns the gate, a function that makes operations
 * @throws UphillError "operation" when the gate is called with a wrong number of angles or qubits
 */
export function defineGate<const A extends readonly string[], const N extends number>(
  definition: GateDefinition<A, N>,
): Gate<A, N> {
  const wanted = definition.angles.length + definition.qubits;
  const gate = (...args: unknown[]): Operation => {
    if (args.length !== wanted) {
      throw new UphillError({
        code: "operation",
        who: definition.name,
        got: `it was given ${args.length} arguments`,
        wanted: `it takes ${wanted}: ${[...definition.angles, ...Array.from({ length: definition.qubits }, (_, k) => `qubit ${k}`)].join(", ")}`,
        todo: "Give the angles first, then the qubits.",
      });
    }
    args.forEach((given, k) => {
      if (k < definition.angles.length ? isAngle(given) : typeof given === "number") return;
      throw misplaced(definition, k, given);
    });
    return {
      gate: gate as unknown as Gate,
      angles: args.slice(0, definition.angles.length) as Angle[],
      qubits: args.slice(definition.angles.length) as number[],
    };
  };
  for (const [key, value] of Object.entries(definition)) Object.defineProperty(gate, key, { value, enumerable: true });
  return gate as unknown as Gate<A, N>;
}

function misplaced({ name, angles }: GateDefinition, place: number, given: unknown): UphillError {
  const isQubit = place >= angles.length;
  return new UphillError({
    code: "operation",
    who: name,
    got: `${isQubit ? `qubit ${place - angles.length}` : angles[place]} is ${shown(given)}`,
    wanted: isQubit ? "a qubit is a whole number from 0" : "an angle is a number of radians, weight(i) or input(j)",
    todo: `Give ${angles.length > 0 ? "the angles first, then " : ""}the qubits.`,
  });
}

/**
 * Gives the frequencies at which values depend on a gate's angle, ascending. They are the distinct differences of the
 * eigenvalues of its generator.
 * @param gate the gate
 * @returns the frequencies; an empty list if the gate declares no spectrum
 */
export function frequencies({ spectrum = [] }: Pick<Gate, "spectrum">): number[] {
  const differences = spectrum.flatMap((a, i) => spectrum.slice(i + 1).map((b) => Math.abs(b - a)));
  const ascending = differences.sort((a, b) => a - b);
  return ascending.filter((value, k) => k === 0 || value - ascending[k - 1] > 1e-9);
}

/** Whether all words of a gate's generator commute: then it is a product of turns about them. */
export function hasCommutingTerms({ generator = [] }: Pick<Gate, "generator">): boolean {
  const clashes = (a: string, b: string): number =>
    Array.from(a).filter((letter, k) => letter !== "I" && b[k] !== "I" && letter !== b[k]).length;
  return generator.every((a) => generator.every((b) => clashes(a.pauli, b.pauli) % 2 === 0));
}

/**
 * Makes a matrix from rows of real numbers.
 * @param rows the rows
 * @returns the matrix
 */
export function realMatrix(rows: readonly (readonly number[])[]): Matrix {
  const matrix = zeroMatrix(rows.length);
  // Plain loops: circuits make a matrix for every gate of every run.
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let j = 0; j < rows.length; j++, at++) matrix.re[at] = rows[i][j];
  }
  return matrix;
}

/**
 * Makes a matrix from rows of [real, imaginary] pairs.
 * @param rows the rows
 * @returns the matrix
 */
export function complexMatrix(rows: readonly (readonly (readonly [number, number])[])[]): Matrix {
  const matrix = zeroMatrix(rows.length);
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let j = 0; j < rows.length; j++, at++) {
      matrix.re[at] = rows[i][j][0];
      matrix.im[at] = rows[i][j][1];
    }
  }
  return matrix;
}

function zeroMatrix(size: number): Matrix {
  return { re: new Float64Array(size * size), im: new Float64Array(size * size) };
}
