import { hartreeFockExcitations } from "../ansatze/hartree-fock-excitations.js";
import { pauli, sum } from "../observable.js";
import { defineHamiltonian } from "./hamiltonian.js";
import { distance, hydrogenIntegrals } from "./hydrogen.js";

/**
 * Electronic energy of the hydrogen molecule in hartree (STO-3G, Jordan–Wigner), without the nuclei's repulsion: qubits 0 and 1 are the
 * bonding and the antibonding orbital with spin up, 2 and 3 those with spin down. Its ground energy is that of h2.
 * Source: Seeley, Richard & Love 2012, arXiv:1208.5986 (there with qubits in another order).
 */
export const h2_4 = defineHamiltonian({
  name: "h2-4",
  options: { distance },
  qubits: 4,
  unit: "hartree",
  suited: () => ({ ansatz: hartreeFockExcitations.name, layers: 1 }),
  facts: () => ({ electrons: 2, mapping: "jordan-wigner" }),
  build(_, { distance }) {
    const { h0, h1, j00, j11, j01, k01 } = hydrogenIntegrals(distance);
    const parallel = j01 - k01;
    const both = (coefficient: number, ...words: readonly string[]) => words.map((word) => pauli(word, coefficient));
    return sum(
      pauli("", h0 + h1 + (j00 + j11 + 2 * j01 + 2 * parallel) / 4),
      ...both(-h0 / 2 - (j00 + j01 + parallel) / 4, "Z0", "Z2"),
      ...both(-h1 / 2 - (j11 + j01 + parallel) / 4, "Z1", "Z3"),
      pauli("Z0 Z2", j00 / 4),
      pauli("Z1 Z3", j11 / 4),
      ...both(j01 / 4, "Z0 Z3", "Z1 Z2"),
      ...both(parallel / 4, "Z0 Z1", "Z2 Z3"),
      ...both(k01 / 4, "X0 X1 X2 X3", "X0 X1 Y2 Y3", "Y0 Y1 X2 X3", "Y0 Y1 Y2 Y3"),
    );
  },
});
