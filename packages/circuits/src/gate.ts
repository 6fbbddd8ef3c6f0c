import { shown, UphillError } from "@uphill/core";
import type { Angle } from "./angle.js";
import { isAngle } from "./expected.js";

/** A complex matrix [size, size], row-major, real and imaginary parts apart. */
export interface Matrix {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** What a kernel may rely on. "controlled" = identity unless the first qubit is 1. */
export type Structure = "diagonal" | "permutation" | "controlled" | "dense";

export type PauliLetter = "X" | "Y" | "Z";

/** One use of a gate: on these qubits, with these angles. */
export interface Operation {
  readonly gate: Gate;
  readonly qubits: readonly number[];
  readonly angles: readonly Angle[];
}

/** coefficient · P in a gate's generator; P is a word such as "ZX", its first letter on the gate's first qubit. */
export interface GeneratorTerm {
  readonly pauli: string;
  readonly coefficient: number;
}

/** What a gate declares. Shared code reads these fields and never asks for a gate's name. */
export interface GateDefinition<A extends readonly string[] = readonly string[], N extends number = number> {
  readonly name: string;
  /** How many qubits it acts on; the first is the most significant bit of the matrix index. */
  readonly qubits: N;
  /** The names of its angles, in radians; empty for a fixed gate. */
  readonly angles: A;
  readonly structure: Structure;
  /** For a gate exp(−iθG): G as a sum of Pauli words, one letter a qubit. What derivatives by sweeps rest on. */
  readonly generator?: readonly GeneratorTerm[];
  /** The distinct eigenvalues of G, ascending. What shift rules rest on. */
  readonly spectrum?: readonly number[];
  /** For a gate with several angles, or on many qubits: the same unitary as simpler operations, in time order. */
  decomposition?(angles: readonly Angle[], qubits: readonly number[]): Operation[];
  /** The operations that undo it; may be left out where there is a generator (the angle's sign turns). */
  inverse?(angles: readonly Angle[], qubits: readonly number[]): Operation[];
  /** Its name in OpenQASM 3's standard library, where it is there with the same angles (u3's global phase differs there). */
  readonly qasm?: string;
  /** What a picture shows on each qubit: "●" a control, "⊕" a flipped target, "×" a swap, else the text of a box.
   * Left out: a box with the name. */
  readonly symbol?: readonly string[];
  /** The unitary at given angles. */
  matrix(...angles: number[]): Matrix;
}

type Tuple<T, N extends number, R extends T[] = []> = number extends N
  ? T[]
  : R["length"] extends N
    ? R
    : Tuple<T, N, [...R, T]>;
type AnglesOf<A extends readonly string[]> = { [K in keyof A]: Angle };

/** A gate is a function that makes operations: first its angles, then its qubits, as in `crz(weight(0), 0, 1)`. */
export interface Gate<
  A extends readonly string[] = readonly string[],
  N extends number = number,
> extends GateDefinition<A, N> {
  (...anglesThenQubits: [...AnglesOf<A>, ...Tuple<number, N>]): Operation;
}

/**
 * Turns a declaration into a gate. Add a gate with one file in `gates/` and one line in its index.
 * @throws UphillError "operation" when the gate is later called with a wrong number of angles or qubits
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
 * The frequencies at which values depend on a gate's angle, ascending: the distinct differences of its generator's
 * eigenvalues. Empty where no spectrum is declared.
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

/** A matrix from rows of real numbers. */
export function realMatrix(rows: readonly (readonly number[])[]): Matrix {
  const matrix = zeroMatrix(rows.length);
  // Plain loops: circuits make a matrix for every gate of every run.
  for (let i = 0, at = 0; i < rows.length; i++) {
    for (let j = 0; j < rows.length; j++, at++) matrix.re[at] = rows[i][j];
  }
  return matrix;
}

/** A matrix from rows of [real, imaginary] pairs. */
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
