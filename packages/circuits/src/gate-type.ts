import type { Angle } from "./angle.js";

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
