import { excitation, pauliTerms, reduced, type FermionOperator, type Mapping } from "../fermions.js";
import type { Observable } from "../observable.js";

/** Integrals over a molecule's orbitals, in chemists' order. */
export interface Integrals {
  one(p: number, q: number): number;
  two(p: number, q: number, r: number, s: number): number;
}

/**
 * Reads `pq:number` and `pqrs:number` with one digit an orbital; what is not there is 0.
 * @param one p ≥ q
 * @param two p ≥ q, r ≥ s, and pq not before rs
 */
export function readIntegrals(one: string, two: string): Integrals {
  const known = new Map(
    `${one} ${two}`
      .trim()
      .split(/\s+/)
      .map((entry): [string, number] => {
        const [orbitals, value] = entry.split(":");
        return [orbitals, Number(value)];
      }),
  );
  const ordered = (p: number, q: number): string => `${Math.max(p, q)}${Math.min(p, q)}`;
  return {
    one: (p, q) => known.get(ordered(p, q)) ?? 0,
    two(p, q, r, s) {
      const [a, b] = [ordered(p, q), ordered(r, s)].sort();
      return known.get(b + a) ?? 0;
    },
  };
}

/** Smaller terms, in hartree, are rounding of what cancels. */
const LEAST = 1e-12;

/**
 * The electronic energy Σ h a†a + ½ Σ (pq|rs) a†_p a†_r a_s a_q over both spins, without the nuclei's repulsion. Modes are the active
 * orbitals with spin up, then those with spin down.
 * @param core   orbitals that are full: their energy is a constant, and their charge acts on the others
 * @param active the other orbitals that electrons may be in
 * @param mapping "parity" leaves out the two qubits that the number of electrons fixes: `electrons`, as many up as down
 * Source: Szabo & Ostlund, Modern Quantum Chemistry, 2.3 and appendix; McArdle et al. 2020, arXiv:1808.10402, for the mappings.
 */
export function molecule(
  { one, two }: Integrals,
  {
    core = [],
    active,
    mapping,
    electrons,
  }: { core?: readonly number[]; active: readonly number[]; mapping: Mapping; electrons: number },
): Observable {
  const size = active.length;
  const modes = 2 * size;
  const orbitals = Array.from(active.keys());
  const spins = [0, size];
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const felt = (p: number, q: number): number =>
    one(p, q) + total(core.map((c) => 2 * two(p, q, c, c) - two(p, c, c, q)));
  const constant = total(core.map((c) => one(c, c) + felt(c, c)));
  const terms: FermionOperator[] = [excitation({ creators: [], annihilators: [], factor: constant }, modes, mapping)];
  const add = (factor: number, creators: readonly number[], annihilators: readonly number[]): void => {
    if (factor !== 0) terms.push(excitation({ creators, annihilators, factor }, modes, mapping));
  };
  for (const p of orbitals)
    for (const q of orbitals) {
      for (const s of spins) add(felt(active[p], active[q]), [p + s], [q + s]);
      for (const r of orbitals)
        for (const t of orbitals) {
          const repulsion = two(active[p], active[q], active[r], active[t]) / 2;
          for (const s of spins) for (const u of spins) add(repulsion, [p + s, r + u], [t + u, q + s]);
        }
    }
  const words = terms.flat();
  const fewer = mapping === "parity" ? reduced(words, modes, { up: electrons / 2, all: electrons }) : words;
  return { terms: pauliTerms(fewer).filter(({ coefficient }) => Math.abs(coefficient) > LEAST) };
}
