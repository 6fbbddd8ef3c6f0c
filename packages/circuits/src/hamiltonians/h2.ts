import { pauli, sum } from "../observable.js";
import { defineHamiltonian } from "./hamiltonian.js";

/**
 * Electronic energy of the hydrogen molecule at 0.735 Å in hartree (STO-3G, parity mapping reduced to 2 qubits), without the
 * nuclei's repulsion; ground energy −1.8572750302. Source: Qiskit's tutorials on VQE.
 */
export const h2 = defineHamiltonian({
  name: "h2",
  options: {},
  most: 2,
  build: () =>
    sum(
      pauli("", -1.052373245772859),
      pauli("Z0", -0.39793742484318045),
      pauli("Z1", 0.39793742484318045),
      pauli("Z0 Z1", -0.01128010425623538),
      pauli("X0 X1", 0.18093119978423156),
    ),
});
