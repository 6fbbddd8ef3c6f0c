import { number } from "@uphill/core";
import { freeFermions } from "../ansatze/free-fermions.js";
import { hamiltonianVariational } from "../ansatze/hamiltonian-variational.js";
import { pauli, sum } from "../observable.js";
import { bonds, boundary } from "./chain.js";
import { defineHamiltonian } from "./hamiltonian.js";

/**
 * Transverse-field Ising chain −J Σ ZᵢZᵢ₊₁ − h Σ Xᵢ. Periodic with J = h = 1 its ground energy is −2/sin(π/2n).
 * Source: Pfeuty 1970, doi:10.1016/0003-4916(70)90270-8.
 */
export const transverseFieldIsing = defineHamiltonian({
  name: "transverse-field-ising",
  options: {
    /** Coupling J of neighbours. */
    coupling: number({ default: 1, about: "Coupling J of neighbours" }),
    /** Field h along X. */
    field: number({ default: 1, about: "Field h along X" }),
    /** Whether the last qubit meets the first. */
    boundary,
  },
  suited: ({ boundary }) => ({ ansatz: (boundary === "open" ? freeFermions : hamiltonianVariational).name }),
  facts: ({ boundary }) => ({ hamiltonian: "transverse-field-ising", boundary }),
  build: (qubits, { coupling, field, boundary }) =>
    sum(
      ...bonds(qubits, boundary).map(([a, b]) => pauli(`Z${a} Z${b}`, -coupling)),
      ...Array.from({ length: qubits }, (_, q) => pauli(`X${q}`, -field)),
    ),
});
