import { number } from "@uphill/core";
import { hamiltonianVariational } from "../ansatze/hamiltonian-variational.js";
import { pauli, sum } from "../observable.js";
import { bonds, boundary } from "./chain.js";
import { defineHamiltonian } from "./hamiltonian.js";

/** Heisenberg XXZ chain J Σ (XᵢXᵢ₊₁ + YᵢYᵢ₊₁ + Δ ZᵢZᵢ₊₁), in Pauli matrices (not spins); Δ = 1 is the Heisenberg chain. */
export const heisenbergXxz = defineHamiltonian({
  name: "heisenberg-xxz",
  options: {
    /** Coupling J of neighbours. */
    coupling: number({ default: 1, about: "Coupling J of neighbours" }),
    /** Anisotropy Δ: the weight of ZZ against XX and YY. */
    anisotropy: number({ default: 1, about: "Anisotropy Δ: the weight of ZZ against XX and YY" }),
    /** Whether the last qubit meets the first. */
    boundary,
  },
  suited: () => ({ ansatz: hamiltonianVariational.name }),
  facts: ({ boundary }) => ({ hamiltonian: "heisenberg-xxz", boundary }),
  build: (qubits, { coupling, anisotropy, boundary }) =>
    sum(
      ...bonds(qubits, boundary).flatMap(([a, b]) => [
        pauli(`X${a} X${b}`, coupling),
        pauli(`Y${a} Y${b}`, coupling),
        pauli(`Z${a} Z${b}`, coupling * anisotropy),
      ]),
    ),
});
