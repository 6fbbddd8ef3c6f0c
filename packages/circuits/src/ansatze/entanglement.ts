/** Pairs of qubits in time order. */
export type Pairs = [number, number][];

const linear = (qubits: number): Pairs => Array.from({ length: qubits - 1 }, (_, q) => [q, q + 1]);

/** Which pairs of qubits each pattern entangles, in time order; `layer` counts from 0. */
export const patterns = {
  linear,
  reverse_linear: (qubits: number) => linear(qubits).toReversed(),
  ring: (qubits: number): Pairs => [...linear(qubits), ...(qubits > 2 ? ([[qubits - 1, 0]] satisfies Pairs) : [])],
  circular: (qubits: number): Pairs => [...(qubits > 2 ? ([[qubits - 1, 0]] satisfies Pairs) : []), ...linear(qubits)],
  /** Pairs that begin at an even qubit, then those that begin at an odd one. */
  pairwise: (qubits: number) => [0, 1].flatMap((first) => linear(qubits).filter(([q]) => q % 2 === first)),
  full: (qubits: number) =>
    Array.from({ length: qubits }, (_, a) =>
      Array.from({ length: qubits - 1 - a }, (_, k): [number, number] => [a, a + 1 + k]),
    ).flat(),
  /**
   * Shifted, circular, alternating: the circular pattern begins one pair earlier in each layer, and control and target change
   * places in every other layer. Source: Sim et al. 2019, arXiv:1905.10876, as in Qiskit.
   */
  sca(qubits: number, layer: number): Pairs {
    const circle = patterns.circular(qubits);
    const shift = circle.length ? layer % circle.length : 0;
    const shifted = [...circle.slice(circle.length - shift), ...circle.slice(0, circle.length - shift)];
    return layer % 2 ? shifted.map(([a, b]) => [b, a]) : shifted;
  },
} satisfies Record<string, (qubits: number, layer: number) => Pairs>;
