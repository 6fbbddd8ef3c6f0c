import { number } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { pauliRot } from "../families.js";
import { h, rx } from "../gates/index.js";

/**
 * States of free fermions with real amplitudes: H on every qubit, then per layer exp(−iθ Y_a Z_b/2) on the pairs (0,1), (2,3), … and on
 * (1,2), (3,4), …. Such a gate turns two neighbouring Majorana modes Z_a ∏ X into each other, so that n/2 layers, n(n−1)/2 weights for
 * an even n, turn the modes in every way: ground states of Ising chains in a transverse field, open or periodic, are among the states.
 * Twice as many layers make them easy to find.
 * Weights: in time order, qubits − 1 a layer. A lone qubit has RX, one a layer.
 * Source: nearest-neighbour Givens rotations, Jiang et al. 2018, arXiv:1711.05395, here on Jordan and Wigner's modes of a chain of spins.
 */
export const freeFermions = defineAnsatz({
  name: "free-fermions",
  options: { layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }) },
  build(qubits, { layers }) {
    const turn = pauliRot("YZ");
    const pairs = [0, 1].flatMap((first) =>
      Array.from({ length: Math.floor((qubits - first) / 2) }, (_, k) => first + 2 * k),
    );
    return Array.from({ length: layers }, (_, layer) => [
      ...(layer === 0 ? Array.from({ length: qubits }, (_, q) => h(q)) : []),
      ...(qubits === 1 ? [rx(weight(layer), 0)] : []),
      ...pairs.map((a, k) => turn(weight(layer * pairs.length + k), a, a + 1)),
    ]);
  },
});
