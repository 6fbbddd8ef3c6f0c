/** Qubits whose bit strings are all tried. */
export const MOST_BRUTE = 20;

/** Bit strings that the best one is taken of. */
export const SAMPLES = 100;

/** The cuts of all bit strings. */
export interface Cuts {
  readonly most: number;
  /** By basis state, qubit 0 the most significant. */
  readonly values: Float64Array;
  /** Basis states in order of their cut. */
  readonly order: Uint32Array;
}

/** @returns null for more than {@link MOST_BRUTE} qubits */
export function cutsOf(edges: readonly (readonly [number, number, number])[], qubits: number): Cuts | null {
  if (qubits > MOST_BRUTE) return null;
  const size = 2 ** qubits;
  const values = new Float64Array(size);
  for (const [a, b, weight] of edges) {
    const [left, right] = [qubits - 1 - a, qubits - 1 - b];
    for (let state = 0; state < size; state++) if (((state >> left) ^ (state >> right)) & 1) values[state] += weight;
  }
  const order = Uint32Array.from(values.keys()).sort((s, t) => values[s] - values[t]);
  return { most: values[order[size - 1]], values, order };
}

/**
 * The mean of the largest cut among {@link SAMPLES} bit strings drawn from these probabilities: Σ c · (F(c)^S − F(c−)^S), where F is the
 * distribution of the cut. Exact; nothing is drawn.
 */
export function bestOf({ values, order }: Cuts, probabilities: Float64Array): number {
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
