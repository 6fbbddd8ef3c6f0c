import { list } from "@uphill/core";
import { defineAnsatz } from "../ansatz.js";
import { alternate, entanglement, layers, skipFinalRotationLayer } from "./two-local.js";

/**
 * Qiskit's EfficientSU2: RY and then RZ on every qubit and CNOTs, and the rotations once more at the end.
 * Weights: Qiskit's: index (layer · rotations + rotation) · qubits + qubit, so all RY of a layer stand before its RZ; the final
 * rotations are layer `layers`; (layers + 1) · rotations · qubits in all.
 * Source: Qiskit, EfficientSU2 / efficient_su2; qubit numbers are Qiskit's, bit strings are read the other way round.
 */
export const efficientSu2 = defineAnsatz({
  name: "efficient-su2",
  options: {
    /** Number of layers (Qiskit's reps). */
    layers,
    /** Rotations on every qubit, in time order (Qiskit's su2_gates). */
    rotations: list({
      default: ["ry", "rz"],
      values: ["rx", "ry", "rz"],
      about: "Rotations on every qubit, in time order (Qiskit's su2_gates)",
    }),
    /** Which pairs of qubits are entangled in each layer, in Qiskit's words. */
    entanglement: entanglement("reverse_linear"),
    /** Leave out the rotations after the last layer. */
    skipFinalRotationLayer,
  },
  build: (qubits, options) => alternate(qubits, { ...options, entanglingGates: ["cnot"] }),
});
