import { number } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { cz, ry } from "../gates/index.js";
import { patterns } from "./entanglement.js";

/**
 * PennyLane's SimplifiedTwoDesign: RY on every qubit, then in each layer CZ and two RY on the pairs that begin at an even qubit,
 * and then on those that begin at an odd one. Its gradients vanish as those of a 2-design do.
 * Weights: PennyLane's initial_layer_weights [qubits] first, then its weights [layers, qubits − 1, 2], row-major:
 * index qubits + (layer · (qubits − 1) + pair) · 2 + (0 for the pair's first qubit, 1 for its second).
 * Source: Cerezo et al. 2021, arXiv:2001.00550. PennyLane has no default number of layers.
 */
export const simplifiedTwoDesign = defineAnsatz({
  name: "simplified-two-design",
  options: {
    /** Number of layers. */
    layers: number({ default: 5, min: 0, integer: true, about: "Number of layers" }),
  },
  build(qubits, { layers }) {
    const first = Array.from({ length: qubits }, (_, q) => ry(weight(q), q));
    const pairs = patterns.pairwise(qubits);
    const blocks = Array.from({ length: layers }, (_, layer) =>
      pairs.flatMap(([a, b], pair) => {
        const at = qubits + 2 * (layer * (qubits - 1) + pair);
        return [cz(a, b), ry(weight(at), a), ry(weight(at + 1), b)];
      }),
    );
    return blocks.length === 0 ? [first] : blocks.map((block, layer) => (layer === 0 ? [...first, ...block] : block));
  },
});
