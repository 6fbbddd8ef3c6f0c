import { hartreeFockExcitations } from "../ansatze/hartree-fock-excitations.js";
import type { Observable } from "../observable.js";
import { defineHamiltonian } from "./hamiltonian.js";
import { ONE, TWO } from "./lih-integrals.js";
import { molecule, readIntegrals } from "./molecule.js";

const ELECTRONS = 4;

let made: Observable | undefined;

/**
 * Electronic energy of lithium hydride in hartree (STO-3G, nuclei 1.5949 Å apart, Jordan–Wigner), without the nuclei's repulsion of
 * 0.995380044366: all four electrons in all six orbitals. Qubits 0 to 5 are the orbitals with spin up, 6 to 11 those with spin down.
 * Its ground energy is −8.877783454702.
 */
export const lih_12 = defineHamiltonian({
  name: "lih-12",
  options: {},
  qubits: 12,
  unit: "hartree",
  suited: () => ({ ansatz: hartreeFockExcitations.name, layers: 1 }),
  facts: () => ({ electrons: ELECTRONS, mapping: "jordan-wigner" }),
  build: () =>
    (made ??= molecule(readIntegrals(ONE, TWO), {
      active: [0, 1, 2, 3, 4, 5],
      electrons: ELECTRONS,
      mapping: "jordan-wigner",
    })),
});
