import { choice, list, number } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { cnot, cz, rx, ry, rz } from "../gates/index.js";
import { patterns } from "./entanglement.js";

const rotations = { rx, ry, rz };
const entanglingGates = { cnot, cz };
const entanglers = {
  linear: patterns.linear,
  ring: patterns.ring,
  "all-to-all": patterns.full,
  pairwise: patterns.pairwise,
};

/**
 * Layers of rotations on every qubit, each layer followed by an entangler: the paper's circuit with its defaults.
 * Weights: index (layer · qubits + qubit) · rotations + rotation; layers · qubits · rotations in all.
 * Source: Kandala et al. 2017, arXiv:1704.05018.
 */
export const hardwareEfficient = defineAnsatz({
  name: "hardware-efficient",
  options: {
    /** Number of layers. */
    layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }),
    /** Rotations on each qubit, in time order. */
    rotations: list({
      default: ["rx", "ry", "rz"],
      values: ["rx", "ry", "rz"],
      about: "Rotations on each qubit, in time order",
    }),
    /** Which pairs of qubits are entangled after each layer. */
    entangler: choice({
      default: "linear",
      values: ["linear", "ring", "all-to-all", "pairwise"],
      about: "Which pairs of qubits are entangled after each layer",
    }),
    /** The gate that entangles a pair. */
    entanglingGate: choice({ default: "cnot", values: ["cnot", "cz"], about: "The gate that entangles a pair" }),
  },
  build(qubits, { layers, rotations: names, entangler, entanglingGate }) {
    let next = 0;
    return Array.from({ length: layers }, () => [
      ...Array.from({ length: qubits }, (_, q) => names.map((name) => rotations[name](weight(next++), q))).flat(),
      ...entanglers[entangler](qubits).map(([a, b]) => entanglingGates[entanglingGate](a, b)),
    ]);
  },
});
