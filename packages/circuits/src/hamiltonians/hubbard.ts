import { flag, number, UphillError } from "@uphill/core";
import { hartreeFockExcitations } from "../ansatze/hartree-fock-excitations.js";
import { excitation, pauliTerms, type FermionOperator } from "../fermions.js";
import { bonds, boundary } from "./chain.js";
import { defineHamiltonian } from "./hamiltonian.js";

/**
 * Fermi–Hubbard chain −t Σ (a†ᵢ aᵢ₊₁ + a†ᵢ₊₁ aᵢ) over both spins + U Σ (n↑ − ½)(n↓ − ½) − μ Σ (n↑ + n↓), Jordan–Wigner, on two qubits a site:
 * first those of spin up in order of the sites, then those of spin down. Without particle–hole symmetry the interaction is U Σ n↑ n↓.
 * With it, U > 0 and μ = 0 the ground state is half filled; on two sites its energy is −√((U/2)² + 4t²).
 * Source: Hubbard 1963, doi:10.1098/rspa.1963.0204; Lieb 1989, doi:10.1103/PhysRevLett.62.1201, for the filling.
 */
export const hubbard = defineHamiltonian({
  name: "hubbard",
  options: {
    /** Number of sites; 0 = half the number of qubits. */
    sites: number({
      default: 0,
      min: 0,
      max: 15,
      integer: true,
      about: "Number of sites; 0 = half the number of qubits",
    }),
    /** Hopping t between neighbours. */
    hopping: number({ default: 1, about: "Hopping t between neighbours" }),
    /** Interaction U of two electrons on a site. */
    interaction: number({ default: 4, about: "Interaction U of two electrons on a site" }),
    /** Chemical potential μ of an electron. */
    chemicalPotential: number({ default: 0, about: "Chemical potential μ of an electron" }),
    /** Count the interaction from half filling: U (n↑ − ½)(n↓ − ½) in place of U n↑ n↓. */
    particleHoleSymmetry: flag({
      default: true,
      about: "Count the interaction from half filling: U (n↑ − ½)(n↓ − ½) in place of U n↑ n↓",
    }),
    /** Whether the last site meets the first. */
    boundary: { ...boundary, about: "Whether the last site meets the first" },
  },
  qubitsOf: ({ sites }) => (sites === 0 ? undefined : 2 * sites),
  suited: (_, qubits) => ({ ansatz: hartreeFockExcitations.name, layers: Math.ceil(qubits / 2) }),
  facts: (_, qubits) => ({ electrons: Math.floor(qubits / 2), mapping: "jordan-wigner" }),
  build(qubits, { hopping, interaction, chemicalPotential, particleHoleSymmetry, boundary }) {
    if (qubits % 2 === 1) {
      throw new UphillError({
        code: "options",
        who: "hubbard",
        got: `qubits is ${qubits}`,
        wanted: "each site takes two qubits, one a spin",
        todo: "Give an even number of qubits.",
      });
    }
    const sites = qubits / 2;
    const words = (factor: number, creators: readonly number[], annihilators: readonly number[]): FermionOperator =>
      excitation({ creators, annihilators, factor }, qubits, "jordan-wigner");
    const spins = [0, sites];
    const each = Array.from({ length: sites }, (_, site) => site);
    const level = -chemicalPotential - (particleHoleSymmetry ? interaction / 2 : 0);
    const constant = particleHoleSymmetry ? (sites * interaction) / 4 : 0;
    const all = [
      words(constant, [], []),
      // A lone site has no neighbour.
      ...(sites === 1 ? [] : bonds(sites, boundary)).flatMap(([a, b]) =>
        spins.flatMap((s) => [words(-hopping, [a + s], [b + s]), words(-hopping, [b + s], [a + s])]),
      ),
      ...each.map((site) => words(interaction, [site, site + sites], [site + sites, site])),
      ...each.flatMap((site) => spins.map((s) => words(level, [site + s], [site + s]))),
    ];
    return { terms: pauliTerms(all.flat()) };
  },
});
