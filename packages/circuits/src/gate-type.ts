import type { Angle } from "./angle.js";

/** A complex matrix [size, size], row-major, with real and imaginary parts in two arrays. */
export interface Matrix {
  /** The real parts. */
  readonly re: Float64Array;
  /** The imaginary parts. */
  readonly im: Float64Array;
}

/**
 * The form of a gate's matrix, which engines make use of. "controlled" means: the identity unless the first qubit is
 * 1.
 */
export type Structure = "diagonal" | "permutation" | "controlled" | "dense";

/** The name of a Pauli matrix. */
export type PauliLetter = "X" | "Y" | "Z";

/** One use of a gate: on these qubits, with these angles. */
export interface Operation {
  /** The gate. */
  readonly gate: Gate;
  /** The qubits, in the gate's order. */
  readonly qubits: readonly number[];
  /** The angles, in the gate's order. */
  readonly angles: readonly Angle[];
}

/**
 * One term of a gate's generator: coefficient · P. P is a word such as "ZX"; its first letter belongs to the gate's
 * first qubit.
 */
export interface GeneratorTerm {
  /** The word P. */
  readonly pauli: string;
  /** The coefficient. */
  readonly coefficient: number;
}

/** What a gate declares. Shared code reads these fields and never asks for a gate's name. */
export interface GateDefinition<A extends readonly string[] = readonly string[], N extends number = number> {
  /** The name of the gate. */
  readonly name: string;
  /** How many qubits it acts on; the first is the most significant bit of the matrix index. */
  readonly qubits: N;
  /** The names of its angles, in radians; empty for a fixed gate. */
  readonly angles: A;
  /** The form of its matrix. */
  readonly structure: Structure;
  /**
   * For a gate exp(−iθG): the generator G as a sum of Pauli words, one letter for each qubit. Sweeps differentiate
   * with it.
   */
  readonly generator?: readonly GeneratorTerm[];
  /** The distinct eigenvalues of G, ascending. Shift rules follow from them. */
  readonly spectrum?: readonly number[];
  /** For a gate with several angles, or on many qubits: the same unitary as simpler operations, in time order. */
  decomposition?(angles: readonly Angle[], qubits: readonly number[]): Operation[];
  /** The operations that undo it. A gate with a generator may leave it out: the sign of its angle is turned. */
  inverse?(angles: readonly Angle[], qubits: readonly number[]): Operation[];
  /** Its name in OpenQASM 3's standard library, where it is there with the same angles (u3's global phase differs there). */
  readonly qasm?: string;
  /**
   * What a picture shows on each qubit: "●" a control, "⊕" a flipped target, "×" a swap, other texts in a box. If it
   * is left out, a box shows the name.
   */
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
