import { number } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { h, rx, rzz } from "../gates/index.js";
import { edgesOf, graph } from "../hamiltonians/graph.js";

/**
 * QAOA for MaxCut: H on every qubit, then per layer the phase e^{−iγC} and the mixer e^{−iβΣX}, for the cut value
 * C = Σ w (1 − ZZ)/2 over the edges of a graph (a ring unless said otherwise). The phase is RZZ(−γw) on every edge, which is
 * e^{−iγC} up to the global phase e^{−iγΣw/2}; the mixer is RX(2β).
 * Weights: γ at index 2 · layer, β at index 2 · layer + 1. On a graph without edges there is only β, at index layer.
 * Source: Farhi, Goldstone, Gutmann 2014, arXiv:1411.4028.
 */
export const qaoa = defineAnsatz({
  name: "qaoa",
  options: {
    /** Number of layers (QAOA's p). */
    layers: number({ default: 1, min: 1, integer: true, about: "Number of layers (QAOA's p)" }),
    /** The graph: a shape, or its edges with their weights. */
    graph,
  },
  build(qubits, { layers, graph }) {
    const edges = edgesOf("qaoa", graph, qubits).filter(([, , w]) => w !== 0);
    const step = edges.length > 0 ? 2 : 1;
    return Array.from({ length: layers }, (_, layer) => [
      ...(layer === 0 ? Array.from({ length: qubits }, (_, q) => h(q)) : []),
      ...edges.map(([a, b, w]) => rzz(weight(step * layer, { scale: -w }), a, b)),
      ...Array.from({ length: qubits }, (_, q) => rx(weight(step * layer + step - 1, { scale: 2 }), q)),
    ]);
  },
});
