import type { Matrix } from "@uphill/circuits";
import type { PauliMask } from "./pauli.js";

/**
 * A batch of state vectors.
 *
 * Layout: amplitude-major, [2ⁿ, rows]: the rows of one amplitude lie side by side. For a gate on qubit q the amplitudes that
 * differ in lower qubits, times the rows, are one contiguous run, so every inner loop is long and has no branches.
 * A row's result never depends on the other rows.
 *
 * `re` and `im` may be views that the next allocation replaces: read them anew rather than keep them.
 */
export interface States {
  readonly qubits: number;
  readonly rows: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The arithmetic under the engine. Every implementation does each amplitude's operations, and each row's sums, in the same
 * order, so that all give the same bits. States belong to the kernels that allocated them.
 */
export interface Kernels {
  allocate(qubits: number, rows: number): States;
  /** Applies a 2×2 unitary to one qubit, leaving out the products with structural zeros. */
  applyOne(states: States, qubit: number, matrix: Matrix, inverse: boolean): void;
  /** Applies a 2×2 unitary of its own to each row: row r takes matrices[r mod their number]. */
  applyEach(states: States, qubit: number, matrices: readonly Matrix[], inverse: boolean): void;
  /** Applies any unitary to any qubits: gathers, multiplies, scatters. `row` restricts it to one row. */
  applyMany(states: States, on: readonly number[], matrix: Matrix, inverse: boolean, row?: number): void;
  /** Moves amplitudes: `moves` holds the pairs (from, to) of sub-indices that a 0–1 matrix permutes. */
  applyPermutation(states: States, on: readonly number[], moves: readonly (readonly [number, number])[]): void;
  /** Multiplies sub-index k by the k-th diagonal entry. */
  applyDiagonal(states: States, on: readonly number[], matrix: Matrix, inverse: boolean): void;
  /** out[row] += scale · Re⟨left|P|right⟩ (or Im). Amplitudes are summed in order of index. */
  addOverlap(out: Float64Array, left: States, right: States, mask: PauliMask, part: "re" | "im", scale: number): void;
  /** [3, rows]: Im⟨λ|X|ψ⟩, Im⟨λ|Y|ψ⟩ and Im⟨λ|Z|ψ⟩ on one qubit: one pass for all three. */
  turnOverlaps(lambda: States, psi: States, qubit: number): Float64Array;
  /** target += factor[row] · P · source. */
  addPauli(target: States, source: States, mask: PauliMask, factor: Float64Array): void;
}

/** [8, rows]: r00 r01 r10 r11 i00 i01 i10 i11 of each row's 2×2 matrix, or of its inverse. */
export function entriesEach(matrices: readonly Matrix[], rows: number, inverse: boolean): Float64Array {
  const entries = new Float64Array(8 * rows);
  for (let row = 0; row < rows; row++) {
    const { re, im } = matrices[row % matrices.length];
    for (let k = 0; k < 4; k++) {
      const from = inverse ? [0, 2, 1, 3][k] : k;
      entries[k * rows + row] = re[from];
      entries[(4 + k) * rows + row] = inverse ? -im[from] : im[from];
    }
  }
  return entries;
}

const known = new WeakMap<readonly number[], { qubits: number; offsets: readonly number[] }>();

/** Basis-index offset of each of the 2^k settings of the given qubits, the first qubit most significant. Kept for the next call. */
export function subIndices(qubits: number, on: readonly number[]): readonly number[] {
  let entry = known.get(on);
  if (entry?.qubits !== qubits) {
    const offsets = Array.from({ length: 2 ** on.length }, (_, setting) =>
      on.reduce((offset, qubit, k) => offset + ((setting >> (on.length - 1 - k)) & 1) * 2 ** (qubits - 1 - qubit), 0),
    );
    entry = { qubits, offsets };
    known.set(on, entry);
  }
  return entry.offsets;
}

/** The amplitudes below the lowest of the qubits acted on: they lie together, whatever the setting of those qubits. */
export function amplitudesBelow(qubits: number, on: readonly number[]): number {
  return 2 ** (qubits - 1 - Math.max(...on));
}

/** Whether a permutation only exchanges two sub-indices, as X, CNOT and SWAP do. */
export function isExchange(moves: readonly (readonly [number, number])[]): boolean {
  return moves.length === 2 && moves[0][0] === moves[1][1] && moves[0][1] === moves[1][0];
}
