import { choice, number } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { cnot, rx, ry, rz } from "../gates/index.js";
import { patterns } from "./entanglement.js";

const rotations = { rx, ry, rz };

/**
 * PennyLane's BasicEntanglerLayers: one rotation on every qubit, then a closed ring of CNOTs (two qubits: one CNOT).
 * Weights: PennyLane's [layers, qubits], row-major: index layer · qubits + qubit.
 * Source: PennyLane, qml.BasicEntanglerLayers. PennyLane has no default number of layers.
 */
export const basicEntangler = defineAnsatz({
  name: "basic-entangler",
  options: {
    /** Number of layers. */
    layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }),
    /** The rotation on each qubit. */
    rotation: choice({ default: "rx", values: ["rx", "ry", "rz"], about: "The rotation on each qubit" }),
  },
  build: (qubits, { layers, rotation }) =>
    Array.from({ length: layers }, (_, layer) => [
      ...Array.from({ length: qubits }, (_, q) => rotations[rotation](weight(layer * qubits + q), q)),
      ...patterns.ring(qubits).map(([a, b]) => cnot(a, b)),
    ]),
});
