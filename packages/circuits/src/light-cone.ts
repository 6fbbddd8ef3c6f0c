import { cos, sin } from "@uphill/core";
import type { Angle } from "./angle.js";
import type { Circuit } from "./circuit.js";
import { expectCircuit, expectObservables } from "./expected.js";
import { hasCommutingTerms, type Gate, type Matrix, type Operation } from "./gate.js";
import type { Observable } from "./observable.js";

/** The part of a circuit that can move the given observables. */
export interface LightCone {
  /** For each operation, whether it can move an observable. */
  readonly operations: readonly boolean[];
  /** For each weight, whether an operation in the light cone uses it. */
  readonly weights: readonly boolean[];
}

// A set of Pauli letters on one qubit: bit 0 = I, 1 = X, 2 = Y, 3 = Z.
const IDENTITY = 1;
const ANYTHING = 15;
/** Gates on more qubits are not analysed: 4^k words, each conjugated by a 2^k matrix. */
const WIDEST = 4;
const bitOf = { X: 2, Y: 4, Z: 8 };

/**
 * Finds the operations and weights that can move the given observables. It walks through the circuit backwards. For
 * each qubit it keeps the Pauli letters that the observables may have turned into. It forgets correlations between
 * qubits, so the light cone may be too large, never too small. An operation that changes none of the letters is
 * outside. Example: RZ directly in front of ⟨Z⟩.
 * Cost: a few steps for each operation and observable. A gate on k qubits with new fixed angles takes 8ᵏ for each of
 * the words that it meets, at most 4ᵏ words.
 * @param circuit the circuit
 * @param observables the observables
 * @returns what is inside the light cone
 */
export function lightCone(circuit: Circuit, observables: readonly Observable[]): LightCone {
  expectCircuit("lightCone", circuit);
  expectObservables("lightCone", observables);
  const { qubits, operations, weights } = circuit;
  const live = new Array<boolean>(operations.length).fill(false);
  const lettersOf = observables.map((observable) => {
    const letters = new Uint8Array(qubits);
    const seen = (qubit: number, bit: number): number => (letters[qubit] |= bit);
    for (const { paulis } of observable.terms) {
      const factors = new Map(paulis);
      for (let qubit = 0; qubit < qubits; qubit++) {
        const letter = factors.get(qubit);
        seen(qubit, letter ? bitOf[letter] : IDENTITY);
      }
    }
    return letters;
  });
  for (let index = operations.length - 1; index >= 0; index--) live[index] = pullBack(operations[index], lettersOf);
  const liveWeights = new Array<boolean>(weights).fill(false);
  operations.forEach(({ angles }, index) => {
    for (const angle of angles) {
      if (live[index] && typeof angle === "object" && "weight" in angle) liveWeights[angle.weight] = true;
    }
  });
  return { operations: live, weights: liveWeights };
}

/** Widens the letters of each observable to those before the operation; says whether the operation changed any Pauli word. */
function pullBack({ gate, qubits, angles }: Operation, lettersOf: readonly Uint8Array[]): boolean {
  let found: Analysis | undefined;
  let changed = false;
  for (const letters of lettersOf) {
    if (gate.qubits > WIDEST) {
      // Too many words to look at one by one: whatever it may reach, it may turn into anything.
      if (qubits.every((qubit) => letters[qubit] === IDENTITY)) continue;
      for (const qubit of qubits) letters[qubit] = ANYTHING;
      changed = true;
      continue;
    }
    let packed = 0;
    for (const qubit of qubits) packed = 16 * packed + letters[qubit];
    found ??= analysis(gate, angles);
    let move = found.known.get(packed);
    if (!move) found.known.set(packed, (move = moved(found, qubits, letters)));
    for (let k = 0; k < qubits.length; k++) letters[qubits[k]] = move.before[k];
    if (move.changed) changed = true;
  }
  return changed;
}

function moved({ image }: Analysis, qubits: readonly number[], letters: Uint8Array): Move {
  const count = qubits.length;
  const before = new Uint8Array(count);
  let changed = false;
  let present = [0];
  for (const qubit of qubits) {
    const own = [0, 1, 2, 3].filter((letter) => letters[qubit] & (1 << letter));
    present = present.flatMap((word) => own.map((letter) => 4 * word + letter));
  }
  for (const word of present) {
    const { words, fixed } = image(word);
    if (!fixed) changed = true;
    for (const target of words) {
      for (let k = 0; k < count; k++) before[k] |= 1 << digit(target, k, count);
    }
    // Nothing more can come.
    if (changed && before.every((set) => set === ANYTHING)) break;
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
  /** Worked out when it is first asked for. */
  readonly image: (word: number) => Image;
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
  const turns = turnsOf(gate);
  const fixed = angles.length === 1 && typeof angles[0] === "number" ? angles[0] : undefined;
  // All angles turn words into the same ones, but for those near a whole number of quarter turns.
  const generic = turns && fixed !== undefined && turns.every(({ coefficient }) => isGeneric(2 * coefficient * fixed));
  const key = generic ? "moves" : angles.map((angle) => (typeof angle === "number" ? angle : "moves")).join();
  let found = all.get(key);
  if (!found) {
    // Fixed angles without end must not fill the memory.
    if (all.size >= MOST_KEPT) all.clear();
    const values = angles.map((angle, k) => (typeof angle === "number" && !generic ? angle : GENERIC + k));
    const image = turns ? turnedImage(turns, values[0], gate.qubits) : imagesOf(gate.qubits, gate.matrix(...values));
    all.set(key, (found = { image, known: new Map() }));
  }
  return found;
}

/** A word of a generator, not the identity. */
interface Turning {
  readonly word: number;
  readonly coefficient: number;
}
const turnings = new WeakMap<Gate, { readonly words?: readonly Turning[] }>();

/** The words of a generator, where they commute and are independent: then no two ways lead from one word to another. */
function turnsOf(gate: Gate): readonly Turning[] | undefined {
  let found = turnings.get(gate);
  if (!found) turnings.set(gate, (found = findTurns(gate)));
  return found.words;
}

function findTurns(gate: Gate): { readonly words?: readonly Turning[] } {
  const { generator, angles } = gate;
  if (!generator || angles.length !== 1 || !hasCommutingTerms(gate)) return {};
  const words = generator.flatMap(({ pauli, coefficient }) => {
    const word = Array.from(pauli).reduce((sum, letter) => 4 * sum + "IXYZ".indexOf(letter), 0);
    return word === 0 ? [] : [{ word, coefficient }];
  });
  const products = new Set([0]);
  for (const { word } of words) for (const other of [...products]) products.add(other ^ word);
  return words.length <= 4 && products.size === 2 ** words.length ? { words } : {};
}

/** Far enough from quarter turns for products of four sines and cosines to be more than rounding. */
const isGeneric = (turn: number): boolean => Math.abs(sin(turn)) > 1e-3 && Math.abs(cos(turn)) > 1e-3;

/** Under exp(−iθG) each word W of G that P does not commute with leaves cos(2cθ)·P, and sin(2cθ) times P·W. */
function turnedImage(turns: readonly Turning[], theta: number, qubits: number): Analysis["image"] {
  const terms = turns.map(({ word, coefficient }) => ({
    turning: word,
    c: cos(2 * coefficient * theta),
    s: sin(2 * coefficient * theta),
  }));
  return (word) => {
    let made: (readonly [word: number, coefficient: number])[] = [[word, 1]];
    for (const { turning, c, s } of terms) {
      made = made.flatMap(([at, size]) =>
        clash(at, turning, qubits)
          ? [
              [at, size * c],
              [at ^ turning, size * s],
            ]
          : [[at, size]],
      );
    }
    const present = made.filter(([, size]) => Math.abs(size) > ROUNDING);
    const fixed = present.length === 1 && present[0][0] === word && Math.abs(present[0][1] - 1) <= ROUNDING;
    return { words: present.map(([at]) => at), fixed };
  };
}

/** Whether two words do not commute: the product of different letters is the third, as it is of their numbers by exclusive or. */
function clash(a: number, b: number, qubits: number): boolean {
  let odd = false;
  for (let k = 0; k < qubits; k++) {
    const [left, right] = [digit(a, k, qubits), digit(b, k, qubits)];
    if (left !== 0 && right !== 0 && left !== right) odd = !odd;
  }
  return odd;
}

/** For each Pauli word P, its image U†PU. */
function imagesOf(qubits: number, unitary: Matrix): Analysis["image"] {
  const words = 4 ** qubits;
  const known: (Image | undefined)[] = [];
  return (word) => {
    const before = known[word];
    if (before) return before;
    const conjugated = conjugate(unitary, word, qubits);
    const present: number[] = [];
    let kept = 0;
    for (let k = 0; k < words; k++) {
      const coefficient = overlap(k, conjugated, qubits);
      if (Math.abs(coefficient) > ROUNDING) present.push(k);
      if (k === word) kept = coefficient;
    }
    return (known[word] = { words: present, fixed: present.length === 1 && Math.abs(kept - 1) <= ROUNDING });
  };
}

/** A Pauli word maps basis state j to i^turns · |j ⊕ flips⟩. */
interface Moves {
  readonly flips: number;
  /** Of each column. */
  readonly turns: Uint8Array;
}

const movesOf = new Map<number, Moves>();

function wordMoves(word: number, qubits: number): Moves {
  const key = 8 * word + qubits;
  let found = movesOf.get(key);
  if (found) return found;
  const turns = new Uint8Array(2 ** qubits);
  let flips = 0;
  for (let k = 0; k < qubits; k++) {
    const letter = digit(word, k, qubits);
    const place = qubits - 1 - k;
    if (letter === 1 || letter === 2) flips |= 1 << place;
    for (let column = 0; column < turns.length; column++) {
      const bit = (column >> place) & 1;
      if (letter === 2) turns[column] += bit ? 3 : 1;
      if (letter === 3) turns[column] += bit ? 2 : 0;
    }
  }
  movesOf.set(key, (found = { flips, turns: turns.map((count) => count % 4) }));
  return found;
}

const RE = [1, 0, -1, 0];
const IM = [0, 1, 0, -1];

function conjugate({ re, im }: Matrix, word: number, qubits: number): Matrix {
  const size = 2 ** qubits;
  const { flips, turns } = wordMoves(word, qubits);
  const result = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      for (let column = 0; column < size; column++) {
        const row = column ^ flips;
        const pr = RE[turns[column]];
        const pi = IM[turns[column]];
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
  const { flips, turns } = wordMoves(word, qubits);
  let sum = 0;
  for (let column = 0; column < size; column++) {
    const row = column ^ flips;
    const pr = RE[turns[column]];
    const pi = IM[turns[column]];
    const mr = re[column * size + row];
    const mi = im[column * size + row];
    sum += pr * mr - pi * mi;
  }
  return sum / size;
}
