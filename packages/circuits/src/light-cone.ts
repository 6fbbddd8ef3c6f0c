import type { Angle } from "./angle.js";
import type { Circuit } from "./circuit.js";
import type { Gate, Matrix, Operation } from "./gate.js";
import type { Observable } from "./observable.js";

/** What of a circuit can move the given observables. */
export interface LightCone {
  /** For each operation, whether it can. */
  readonly operations: readonly boolean[];
  /** For each weight, whether some operation in the cone uses it. */
  readonly weights: readonly boolean[];
}

// A set of Pauli letters on one qubit: bit 0 = I, 1 = X, 2 = Y, 3 = Z.
const IDENTITY = 1;
const ANYTHING = 15;
/** Gates on more qubits are not analysed: 4^k words, each conjugated by a 2^k matrix. */
const WIDEST = 4;
const bitOf = { X: 2, Y: 4, Z: 8 };

/**
 * Walks the circuit backwards and keeps, for each qubit, the letters that the observables may have turned into (a superset:
 * correlations between qubits are forgotten). An operation that leaves all of them as they are cannot be seen.
 * So RZ in front of ⟨Z⟩ is outside the cone, and so is all that never reaches a measured qubit.
 * Cost: 4^k·4^k small matrix products for each gate on k qubits, once a gate.
 */
export function lightCone({ qubits, operations, weights }: Circuit, observables: readonly Observable[]): LightCone {
  const live = new Array<boolean>(operations.length).fill(false);
  for (const observable of observables) {
    const letters = new Uint8Array(qubits);
    const seen = (qubit: number, bit: number): number => (letters[qubit] |= bit);
    for (const { paulis } of observable.terms) {
      const factors = new Map(paulis);
      for (let qubit = 0; qubit < qubits; qubit++) {
        const letter = factors.get(qubit);
        seen(qubit, letter ? bitOf[letter] : IDENTITY);
      }
    }
    for (let index = operations.length - 1; index >= 0; index--) {
      if (pullBack(operations[index], letters)) live[index] = true;
    }
  }
  const liveWeights = new Array<boolean>(weights).fill(false);
  operations.forEach(({ angles }, index) => {
    for (const angle of angles) {
      if (live[index] && typeof angle === "object" && "weight" in angle) liveWeights[angle.weight] = true;
    }
  });
  return { operations: live, weights: liveWeights };
}

/** Widens the letters to those before the operation; says whether the operation changed any Pauli word. */
function pullBack({ gate, qubits, angles }: Operation, letters: Uint8Array): boolean {
  if (gate.qubits > WIDEST) {
    // Too many words to look at one by one: whatever it may reach, it may turn into anything.
    if (qubits.every((qubit) => letters[qubit] === IDENTITY)) return false;
    for (const qubit of qubits) letters[qubit] = ANYTHING;
    return true;
  }
  const { images, known } = analysis(gate, angles);
  const packed = qubits.reduce((sum, qubit) => 16 * sum + letters[qubit], 0);
  let move = known.get(packed);
  if (!move) known.set(packed, (move = moved(images, qubits, letters)));
  const { before, changed } = move;
  qubits.forEach((qubit, k) => (letters[qubit] = before[k]));
  return changed;
}

function moved(images: readonly Image[], qubits: readonly number[], letters: Uint8Array): Move {
  const count = qubits.length;
  const before = new Uint8Array(count);
  let changed = false;
  for (let word = 0; word < images.length; word++) {
    const present = qubits.every((qubit, k) => letters[qubit] & (1 << digit(word, k, count)));
    if (!present) continue;
    const { words, fixed } = images[word];
    if (!fixed) changed = true;
    for (const target of words) {
      for (let k = 0; k < count; k++) before[k] |= 1 << digit(target, k, count);
    }
  }
  return { before, changed };
}

/** Letter (0 = I, 1 = X, 2 = Y, 3 = Z) of a word's k-th qubit. */
const digit = (word: number, k: number, qubits: number): number => (word >> (2 * (qubits - 1 - k))) & 3;

const GENERIC = 0.7342; // an angle at which no coefficient of any family vanishes by accident
const ROUNDING = 1e-13; // what is smaller is rounding, and what is left out moves no expectation by more
const MOST_KEPT = 1000;
/** What is known of a gate at given angles, and of the letters it was met with: long circuits repeat themselves. */
interface Analysis {
  readonly images: readonly Image[];
  readonly known: Map<number, Move>;
}
interface Move {
  readonly before: Uint8Array;
  readonly changed: boolean;
}
const cache = new WeakMap<Gate, Map<string, Analysis>>();

/** What U†PU is made of. */
interface Image {
  /** The words with a non-zero coefficient. */
  readonly words: readonly number[];
  /** Whether it is P itself; −P is not. */
  readonly fixed: boolean;
}

function analysis(gate: Gate, angles: readonly Angle[]): Analysis {
  let all = cache.get(gate);
  if (!all) cache.set(gate, (all = new Map<string, Analysis>()));
  const key = angles.map((angle) => (typeof angle === "number" ? angle : "moves")).join();
  let found = all.get(key);
  if (!found) {
    // Fixed angles without end must not fill the memory.
    if (all.size >= MOST_KEPT) all.clear();
    const values = angles.map((angle, k) => (typeof angle === "number" ? angle : GENERIC + k));
    all.set(key, (found = { images: imagesOf(gate.qubits, gate.matrix(...values)), known: new Map() }));
  }
  return found;
}

/** For each Pauli word P, its image U†PU. */
function imagesOf(qubits: number, unitary: Matrix): Image[] {
  const words = 4 ** qubits;
  return Array.from({ length: words }, (_, word) => {
    const conjugated = conjugate(unitary, word, qubits);
    const coefficients = Array.from({ length: words }, (_, k) => overlap(k, conjugated, qubits));
    const present = [...coefficients.keys()].filter((k) => Math.abs(coefficients[k]) > ROUNDING);
    return { words: present, fixed: present.length === 1 && Math.abs(coefficients[word] - 1) <= ROUNDING };
  });
}

/** A Pauli word maps basis state j to phase·|j ⊕ flip⟩; the phase is (−1)^{sign bits} · i^{number of Y}. */
function entry(word: number, column: number, qubits: number): { row: number; re: number; im: number } {
  let row = column;
  let quarterTurns = 0;
  for (let k = 0; k < qubits; k++) {
    const bit = (column >> (qubits - 1 - k)) & 1;
    const letter = digit(word, k, qubits);
    if (letter === 1 || letter === 2) row ^= 1 << (qubits - 1 - k);
    if (letter === 2) quarterTurns += bit ? 3 : 1;
    if (letter === 3) quarterTurns += bit ? 2 : 0;
  }
  return { row, re: [1, 0, -1, 0][quarterTurns % 4], im: [0, 1, 0, -1][quarterTurns % 4] };
}

function conjugate({ re, im }: Matrix, word: number, qubits: number): Matrix {
  const size = 2 ** qubits;
  const result = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      for (let column = 0; column < size; column++) {
        const { row, re: pr, im: pi } = entry(word, column, qubits);
        // conj(U[row, a]) · phase · U[column, b]
        const lr = re[row * size + a] * pr + im[row * size + a] * pi;
        const li = re[row * size + a] * pi - im[row * size + a] * pr;
        const ur = re[column * size + b];
        const ui = im[column * size + b];
        result.re[a * size + b] += lr * ur - li * ui;
        result.im[a * size + b] += lr * ui + li * ur;
      }
    }
  }
  return result;
}

/** Tr(P·M) / size, which is real for a Hermitian M. */
function overlap(word: number, { re, im }: Matrix, qubits: number): number {
  const size = 2 ** qubits;
  let sum = 0;
  for (let column = 0; column < size; column++) {
    const { row, re: pr, im: pi } = entry(word, column, qubits);
    const mr = re[column * size + row];
    const mi = im[column * size + row];
    sum += pr * mr - pi * mi;
  }
  return sum / size;
}
