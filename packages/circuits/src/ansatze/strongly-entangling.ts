import { choice, number, UphillError, type Field } from "@uphill/core";
import { weight } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { cnot, cy, cz, rot } from "../gates/index.js";

const imprimitives = { cnot, cy, cz };

/** One range a layer; empty = PennyLane's. */
const ranges: Field<readonly number[]> = {
  default: [],
  about: "Distance from control to target in each layer; empty = 1, 2, …, qubits − 1 over and over",
  type: "list of integers ≥ 1",
  schema: {
    "~standard": {
      version: 1,
      vendor: "uphill",
      validate: (value) =>
        Array.isArray(value) && value.every((range) => Number.isInteger(range) && range >= 1)
          ? { value: value as number[] }
          : { issues: [{ message: "must be a list of integers ≥ 1" }] },
    },
  },
};

/**
 * PennyLane's StronglyEntanglingLayers: Rot(φ, θ, ω) on every qubit, then a CNOT from each qubit i to (i + r) mod qubits, with
 * range r = (layer mod (qubits − 1)) + 1. One qubit has no CNOT.
 * Weights: PennyLane's [layers, qubits, 3], row-major: index (layer · qubits + qubit) · 3 + (0 φ | 1 θ | 2 ω).
 * Source: Schuld et al. 2020, arXiv:1804.00633. PennyLane has no default number of layers.
 */
export const stronglyEntangling = defineAnsatz({
  name: "strongly-entangling",
  options: {
    /** Number of layers. */
    layers: number({ default: 5, min: 1, integer: true, about: "Number of layers" }),
    /** Distance from control to target in each layer; empty = 1, 2, …, qubits − 1 over and over. */
    ranges,
    /** The gate that entangles a pair. */
    imprimitive: choice({ default: "cnot", values: ["cnot", "cy", "cz"], about: "The gate that entangles a pair" }),
  },
  build(qubits, { layers, ranges, imprimitive }) {
    if (ranges.length > 0 && (ranges.length !== layers || ranges.some((range) => range % qubits === 0))) {
      throw new UphillError({
        code: "options",
        who: "strongly-entangling",
        got: `ranges is ${JSON.stringify(ranges)} for ${layers} layers on ${qubits} qubits`,
        wanted: "it must give each layer a range that is no multiple of the number of qubits",
        todo: "Give one range a layer, or leave ranges out.",
      });
    }
    return Array.from({ length: layers }, (_, layer) => {
      const at = 3 * layer * qubits;
      const range = ranges.length > 0 ? ranges[layer] : (layer % Math.max(qubits - 1, 1)) + 1;
      return [
        ...Array.from({ length: qubits }, (_, q) =>
          rot(weight(at + 3 * q), weight(at + 3 * q + 1), weight(at + 3 * q + 2), q),
        ),
        ...Array.from({ length: qubits > 1 ? qubits : 0 }, (_, q) =>
          imprimitives[imprimitive](q, (q + range) % qubits),
        ),
      ];
    });
  },
});
