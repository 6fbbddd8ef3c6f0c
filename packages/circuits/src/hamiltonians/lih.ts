import { hartreeFockExcitations } from "../ansatze/hartree-fock-excitations.js";
import type { Observable } from "../observable.js";
import { defineHamiltonian } from "./hamiltonian.js";
import { ONE, TWO } from "./lih-integrals.js";
import { molecule, readIntegrals } from "./molecule.js";

/** Lithium's two inner electrons stay where they are; the π orbitals stay empty. */
const ELECTRONS = 2;

let made: Observable | undefined;

/**
 * Electronic energy of lithium hydride in hartree (STO-3G, nuclei 1.5949 Å apart), without the nuclei's repulsion of 0.995380044366, in the
 * form that takes the fewest qubits: two electrons in the three σ orbitals above the core, parity mapping reduced by two qubits. As of
 * Qiskit Nature's FreezeCoreTransformer(remove_orbitals=[-3, -2]) and ParityMapper(num_particles=(1, 1)); qubits are numbered as there.
 * Its ground energy is −8.876526512881.
 * Source of the form: Kandala et al. 2017, arXiv:1704.05018.
 */
export const lih = defineHamiltonian({
  name: "lih",
  options: {},
  qubits: 4,
  unit: "hartree",
  suited: () => ({ ansatz: hartreeFockExcitations.name, layers: 1 }),
  facts: () => ({ electrons: ELECTRONS, mapping: "parity" }),
  build: () =>
    (made ??= molecule(readIntegrals(ONE, TWO), {
      core: [0],
      active: [1, 2, 5],
      electrons: ELECTRONS,
      mapping: "parity",
    })),
});
