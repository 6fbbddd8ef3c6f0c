import { choice, list, number } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { cnot, cz, rx, ry, rz } from "../gates/index.js";
import type { Operation } from "../gate.js";
import { invert } from "../invert.js";
import { patterns } from "./entanglement.js";

const rotations = { rx, ry, rz };
const entanglingGates = { cnot, cz };

/**
 * Blocks U(θ₁) and then U(θ₂)†, each half with weights of its own: with θ₂ = θ₁ (start "identity-block") every block is the
 * identity, and training starts off the plateau. U is `depth` layers of rotations on every qubit, each followed by a line of
 * entangling gates. A layer of the ansatz is one block.
 * Weights: index (((block · 2 + half) · depth + d) · qubits + qubit) · rotations + rotation; both halves in the order of U.
 * Source: Grant et al. 2019, arXiv:1903.05076.
 */
export const identityBlocks = defineAnsatz({
  name: "identity-blocks",
  options: {
    /** Number of blocks. */
    layers: number({ default: 2, min: 1, integer: true, about: "Number of blocks" }),
    /** Layers in each half of a block. */
    depth: number({ default: 2, min: 1, integer: true, about: "Layers in each half of a block" }),
    /** Rotations on each qubit, in time order. */
    rotations: list({
      default: ["rx", "ry", "rz"],
      values: ["rx", "ry", "rz"],
      about: "Rotations on each qubit, in time order",
    }),
    /** The gate that entangles a pair. */
    entanglingGate: choice({ default: "cz", values: ["cz", "cnot"], about: "The gate that entangles a pair" }),
  },
  build(qubits, { layers, depth, rotations: names, entanglingGate }) {
    let next = 0;
    const half = (): Operation[] =>
      Array.from({ length: depth }, () => [
        ...Array.from({ length: qubits }, (_, q) => names.map((name) => rotations[name](weight(next++), q))).flat(),
        ...patterns.linear(qubits).map(([a, b]) => entanglingGates[entanglingGate](a, b)),
      ]).flat();
    return Array.from({ length: layers }, () => [...half(), ...half().toReversed().flatMap(invert)]);
  },
});
