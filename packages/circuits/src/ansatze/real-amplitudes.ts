import { defineAnsatz } from "../ansatz.js";
import { alternate, entanglement, layers, skipFinalRotationLayer } from "./two-local.js";

/**
 * Qiskit's RealAmplitudes: RY on every qubit and CNOTs, and RY once more at the end; its amplitudes are real.
 * Weights: Qiskit's: index layer · qubits + qubit, with the final rotations as layer `layers`; (layers + 1) · qubits in all.
 * Source: Qiskit, RealAmplitudes / real_amplitudes; qubit numbers are Qiskit's, bit strings are read the other way round.
 */
export const realAmplitudes = defineAnsatz({
  name: "real-amplitudes",
  options: { layers, entanglement: entanglement("reverse_linear"), skipFinalRotationLayer },
  build: (qubits, options) => alternate(qubits, { ...options, rotations: ["ry"], entanglingGates: ["cnot"] }),
});
