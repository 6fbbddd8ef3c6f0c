import { pauli, sum } from "../observable.js";
import { edgesOf, graph } from "./graph.js";
import { defineHamiltonian } from "./hamiltonian.js";

/**
 * The cut value Σ w (1 − ZᵢZⱼ)/2 over the edges of a weighted graph: a bit string's value is the weight of the edges whose ends
 * differ. The largest eigenvalue is the maximum cut, so it is to be maximised.
 */
export const maxcut = defineHamiltonian({
  name: "maxcut",
  options: {
    /** The graph: a shape, or its edges with their weights. */
    graph,
  },
  sought: "highest",
  build(qubits, { graph }) {
    const edges = edgesOf("maxcut", graph, qubits);
    return sum(
      pauli(
        "",
        edges.reduce((total, [, , w]) => total + w / 2, 0),
      ),
      ...edges.map(([a, b, w]) => pauli(`Z${a} Z${b}`, -w / 2)),
    );
  },
});
