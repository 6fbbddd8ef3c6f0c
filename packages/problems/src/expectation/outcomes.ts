import type { Observable } from "@uphill/circuits";

/** Qubits whose bit strings are all tried. */
export const MOST_BRUTE = 20;

/** Bytes that this takes: two figures of each bit string, their order, and probabilities. */
export const bruteMemory = (qubits: number): number => (qubits > MOST_BRUTE ? 0 : 40 * 2 ** qubits);

/** Bit strings that the best one is taken of. */
export const SAMPLES = 100;

/** A figure of every bit string, of which a high one is sought. Basis states are numbered with qubit 0 the most significant. */
export interface Outcomes {
  readonly values: Float64Array;
  /** Basis states in order of their value. */
  readonly order: Uint32Array;
  readonly most: number;
}

/** @param values by basis state, [2ⁿ] */
export function outcomesOf(values: Float64Array): Outcomes {
  const order = Uint32Array.from(values.keys()).sort((s, t) => values[s] - values[t]);
  return { values, order, most: values[order[order.length - 1]] };
}

/** What a sum of words of Z is for every bit string: [2ⁿ]. */
export function diagonalOf({ terms }: Observable, qubits: number): Float64Array {
  const values = new Float64Array(2 ** qubits);
  for (const { coefficient, paulis } of terms) {
    const places = paulis.map(([qubit]) => qubits - 1 - qubit);
    for (let state = 0; state < values.length; state++) {
      let ones = 0;
      for (const place of places) ones ^= state >> place;
      values[state] += ones & 1 ? -coefficient : coefficient;
    }
  }
  return values;
}

/** The mean of a figure over bit strings with these probabilities. */
export function meanOf(values: Float64Array, probabilities: Float64Array): number {
  let [sum, total] = [0, 0];
  probabilities.forEach((p, state) => {
    sum += p * values[state];
    total += p;
  });
  return sum / total;
}

/**
 * The mean of the largest value among {@link SAMPLES} bit strings drawn from these probabilities: Σ v · (F(v)^S − F(v−)^S), where F is
 * the distribution of the value. Exact; nothing is drawn.
 */
export function bestOf({ values, order }: Outcomes, probabilities: Float64Array): number {
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  let [below, chance, mean] = [0, 0, 0];
  for (const state of order) {
    below += probabilities[state];
    const upTo = power(Math.min(1, below / total), SAMPLES);
    mean += values[state] * (upTo - chance);
    chance = upTo;
  }
  return mean;
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let [rest, square] = [exponent, base]; rest > 0; rest >>= 1, square *= square) if (rest & 1) result *= square;
  return result;
}
