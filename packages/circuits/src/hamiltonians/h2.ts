import { pauli, sum } from "../observable.js";
import { defineHamiltonian } from "./hamiltonian.js";
import { distance, hydrogenIntegrals } from "./hydrogen.js";

/**
 * Electronic energy of the hydrogen molecule in hartree (STO-3G, parity mapping reduced to 2 qubits), without the nuclei's
 * repulsion. At 0.735 Å its ground energy is −1.8572750302; its coefficients there are those of Qiskit's tutorials on VQE.
 */
export const h2 = defineHamiltonian({
  name: "h2",
  options: { distance },
  qubits: 2,
  unit: "hartree",
  build(_, { distance }) {
    const { h0, h1, j00, j11, j01, k01 } = hydrogenIntegrals(distance);
    // Both electrons in one orbital or the other, or one in each, with different spins.
    const [lower, upper, mixed] = [2 * h0 + j00, 2 * h1 + j11, h0 + h1 + j01];
    return sum(
      pauli("", (lower + upper + 2 * mixed) / 4),
      pauli("Z0", (lower - upper) / 4),
      pauli("Z1", (upper - lower) / 4),
      pauli("Z0 Z1", (2 * mixed - lower - upper) / 4),
      pauli("X0 X1", k01),
    );
  },
});
