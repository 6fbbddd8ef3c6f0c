import type { Observable } from "@uphill/circuits";
import { eigenSymmetric, streams } from "@uphill/core";

/** Qubits that ground states are worked out for. */
export const MOST_EXACT = 12;

/** Numbers that an observable may be kept as: 64 MiB. */
const MOST_ENTRIES = 2 ** 22;

/** Steps of Lanczos' method: more than critical chains of {@link MOST_EXACT} qubits take. */
const MOST_STEPS = 400;

/** Bytes that the method takes at most. */
export const groundMemory = (qubits: number): number =>
  qubits > MOST_EXACT
    ? 0
    : 16 * 2 ** qubits * Math.min(2 ** qubits, MOST_STEPS) + 16 * Math.min(4 ** qubits, MOST_ENTRIES);

/** Relative to the sum of the coefficients' sizes: levels that lie closer are one. */
const SAME_LEVEL = 1e-8;

interface State {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The lowest level of an observable. */
export interface Ground {
  readonly energy: number;
  /** The share of a state, [2ⁿ], that lies in the space of that level, however many states span it: 0 to 1. */
  fidelity(state: State): number;
}

/**
 * The ground level by Lanczos' method, each vector made orthogonal to all before it. No basis of the ground space is needed: what a state
 * has in it is told by the same method, begun with that state.
 * @returns null for more than {@link MOST_EXACT} qubits, too many words, or where the method has not come to its end
 * Error: the energy's is about 1e-15 of the sum of the coefficients' sizes.
 * Cost: about a hundred products of the observable and a state.
 * Source: Lanczos 1950, doi:10.6028/jres.045.026; Paige 1980, doi:10.1016/0024-3795(80)90167-6.
 */
export function groundOf(observable: Observable, qubits: number): Ground | null {
  if (qubits > MOST_EXACT) return null;
  const operator = operatorOf(observable, qubits);
  if (operator === null) return null;
  const random = streams(0).stream("ground-state").at(0);
  const size = 2 ** qubits;
  const begin = { re: new Float64Array(size), im: new Float64Array(size) };
  for (const part of [begin.re, begin.im]) for (let j = 0; j < size; j++) part[j] = random.uniform() - 0.5;
  const found = lowestLevels(operator, begin);
  if (found === null) return null;
  const { energy } = found.at(-1)!;
  return {
    energy,
    fidelity(state) {
      const levels = lowestLevels(operator, state) ?? [];
      const share = levels.reduce(
        (sum, level) => (level.energy - energy < SAME_LEVEL * operator.scale ? sum + level.share : sum),
        0,
      );
      return Math.min(1, share);
    },
  };
}

interface Operator {
  /** The words by which qubits they flip: entry j is what basis state j is multiplied by before the flip. */
  readonly flips: readonly { readonly mask: number; readonly re: Float64Array; readonly im: Float64Array }[];
  /** Sum of the coefficients' sizes: no eigenvalue is larger. */
  readonly scale: number;
}

function operatorOf({ terms }: Observable, qubits: number): Operator | null {
  const size = 2 ** qubits;
  const flips = new Map<number, { mask: number; re: Float64Array; im: Float64Array }>();
  let scale = 0;
  for (const { coefficient, paulis } of terms) {
    let [mask, signs, quarterTurns] = [0, 0, 0];
    for (const [qubit, letter] of paulis) {
      const bit = 2 ** (qubits - 1 - qubit);
      if (letter !== "Z") mask |= bit;
      if (letter !== "X") signs |= bit;
      if (letter === "Y") quarterTurns += 1;
    }
    const own = flips.get(mask) ?? { mask, re: new Float64Array(size), im: new Float64Array(size) };
    flips.set(mask, own);
    if (flips.size * size > MOST_ENTRIES) return null;
    scale += Math.abs(coefficient);
    const [re, im] = [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ][quarterTurns % 4];
    for (let j = 0; j < size; j++) {
      const signed = odd(j & signs) ? -coefficient : coefficient;
      own.re[j] += re * signed;
      own.im[j] += im * signed;
    }
  }
  return { flips: [...flips.values()], scale };
}

function odd(bits: number): boolean {
  let found = false;
  for (let rest = bits; rest; rest &= rest - 1) found = !found;
  return found;
}

function times({ flips }: Operator, { re, im }: State): { re: Float64Array; im: Float64Array } {
  const out = { re: new Float64Array(re.length), im: new Float64Array(re.length) };
  for (const { mask, re: a, im: b } of flips) {
    for (let j = 0; j < re.length; j++) {
      out.re[j ^ mask] += a[j] * re[j] - b[j] * im[j];
      out.im[j ^ mask] += a[j] * im[j] + b[j] * re[j];
    }
  }
  return out;
}

/**
 * The levels that a state has a share in, as far as Lanczos' method has found them when the lowest one is settled; it is the last.
 * @returns null where it is not settled after {@link MOST_STEPS}
 */
function lowestLevels(operator: Operator, state: State): { energy: number; share: number }[] | null {
  const tiny = 1e-10 * Math.max(operator.scale, Number.MIN_VALUE);
  const basis: State[] = [scaled(state, 1 / lengthOf(state))];
  const diagonal: number[] = [];
  const beside: number[] = [];
  for (let steps = 1, check = 8; ; steps++) {
    const next = times(operator, basis[steps - 1]);
    diagonal.push(inner(basis[steps - 1], next).re);
    // Twice is enough: what the first pass leaves is rounding of what it took.
    for (let pass = 0; pass < 2; pass++) for (const vector of basis) takeOut(vector, next);
    const length = lengthOf(next);
    const done = length <= tiny || steps === state.re.length;
    if (done || steps === check || steps === MOST_STEPS) {
      check = Math.ceil(1.4 * check);
      const { values, vectors } = eigenSymmetric(threeDiagonals(diagonal, beside), steps);
      const last = vectors.subarray((steps - 1) * steps);
      if (done || Math.abs(length * last[steps - 1]) <= tiny)
        return Array.from(values, (energy, k) => ({ energy, share: vectors[k * steps] * vectors[k * steps] }));
      if (steps === MOST_STEPS) return null;
    }
    beside.push(length);
    basis.push(scaled(next, 1 / length));
  }
}

function threeDiagonals(diagonal: readonly number[], beside: readonly number[]): Float64Array {
  const size = diagonal.length;
  const matrix = new Float64Array(size * size);
  diagonal.forEach((value, k) => (matrix[k * size + k] = value));
  beside.forEach((value, k) => {
    matrix[(k + 1) * size + k] = value;
    matrix[k * size + k + 1] = value;
  });
  return matrix;
}

function inner(a: State, b: State): { re: number; im: number } {
  let [re, im] = [0, 0];
  for (let j = 0; j < a.re.length; j++) {
    re += a.re[j] * b.re[j] + a.im[j] * b.im[j];
    im += a.re[j] * b.im[j] - a.im[j] * b.re[j];
  }
  return { re, im };
}

function takeOut(vector: State, from: State): void {
  const { re, im } = inner(vector, from);
  for (let j = 0; j < vector.re.length; j++) {
    from.re[j] -= re * vector.re[j] - im * vector.im[j];
    from.im[j] -= re * vector.im[j] + im * vector.re[j];
  }
}

const lengthOf = (state: State): number => Math.sqrt(inner(state, state).re);
const scaled = ({ re, im }: State, factor: number): State => ({
  re: re.map((x) => factor * x),
  im: im.map((x) => factor * x),
});
