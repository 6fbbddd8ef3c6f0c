import { defineAnsatz } from "../ansatz.js";
import { alternate, entanglement, layers, skipFinalRotationLayer } from "./two-local.js";

/**
 * Qiskit's RealAmplitudes: RY on every qubit and CNOTs, and RY once more at the end; its amplitudes are real.
 * Weights: Qiskit's: index layer · qubits + qubit, with the final rotations as layer `layers`; (layers + 1) · qubits in all.
 * Source: Qiskit, RealAmplitudes / real_amplitudes; qubit numbers are Qiskit's, bit strings are read the other way round.
 */
export const realAmplitudes = defineAnsatz({
  name: "real-amplitudes",
  options: {
    /** Number of layers (Qiskit's reps). */
    layers,
    /** Which pairs of qubits are entangled in each layer, in Qiskit's words. */
    entanglement: entanglement("reverse_linear"),
    /** Leave out the rotations after the last layer. */
    skipFinalRotationLayer,
  },
  build: (qubits, options) => alternate(qubits, { ...options, rotations: ["ry"], entanglingGates: ["cnot"] }),
});
