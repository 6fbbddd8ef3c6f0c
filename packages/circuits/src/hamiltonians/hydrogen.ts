import { exp, number } from "@uphill/core";

/** Each Gaussian's exponent and share in the 1s function of hydrogen: STO-3G, Hehre, Stewart & Pople 1969, doi:10.1063/1.1672392. */
const STO_3G = [
  [3.42525091, 0.15432897],
  [0.62391373, 0.53532814],
  [0.1688554, 0.44463454],
] as const;

/** Ångström (CODATA 2010, as in PySCF, from whose integrals the published Hamiltonians are). */
const BOHR = 0.52917721092;

/** What the option says about itself wherever there is a hydrogen molecule. */
export const distance = number({ default: 0.735, min: 0.2, max: 4, about: "Distance of the nuclei in Å" });

/** Integrals over the two molecular orbitals, 0 bonding and 1 antibonding, in hartree. */
export interface HydrogenIntegrals {
  /** One electron: kinetic energy and attraction by both nuclei. */
  readonly h0: number;
  readonly h1: number;
  /** Repulsion (00|00), (11|11), (00|11), and exchange (01|01). */
  readonly j00: number;
  readonly j11: number;
  readonly j01: number;
  readonly k01: number;
}

interface Gaussian {
  readonly exponent: number;
  readonly factor: number;
  /** Place on the axis. */
  readonly at: number;
}

/** Source of all formulas: Szabo & Ostlund, Modern Quantum Chemistry, appendix A. @param angstrom distance of the nuclei */
export function hydrogenIntegrals(angstrom: number): HydrogenIntegrals {
  const far = angstrom / BOHR;
  const nuclei = [0, far];
  const atoms = nuclei.map((at) =>
    STO_3G.map(([exponent, share]): Gaussian => {
      const root = Math.sqrt((2 * exponent) / Math.PI);
      return { exponent, factor: share * root * Math.sqrt(root), at };
    }),
  );
  // Sum and difference of the atoms' functions.
  const [same, other] = [overPairs([atoms[0], atoms[0]], overlap), overPairs([atoms[0], atoms[1]], overlap)];
  const orbitals = [1, -1].map((sign) => {
    const norm = 1 / Math.sqrt(2 * (same + sign * other));
    return atoms.flatMap((atom, k) => atom.map((g) => ({ ...g, factor: g.factor * norm * (k === 1 ? sign : 1) })));
  });
  const one = (orbital: readonly Gaussian[]): number =>
    overPairs([orbital, orbital], (a, b) => kinetic(a, b) + attraction(a, b, nuclei));
  const two = (...[a, b, c, d]: readonly (readonly Gaussian[])[]): number =>
    overPairs([a, b], (p, q) => overPairs([c, d], (r, s) => repulsion(p, q, r, s)));
  const [g, u] = orbitals;
  return {
    h0: one(g),
    h1: one(u),
    j00: two(g, g, g, g),
    j11: two(u, u, u, u),
    j01: two(g, g, u, u),
    k01: two(g, u, g, u),
  };
}

function overPairs(
  [left, right]: readonly [readonly Gaussian[], readonly Gaussian[]],
  integral: (a: Gaussian, b: Gaussian) => number,
): number {
  let total = 0;
  for (const a of left) for (const b of right) total += a.factor * b.factor * integral(a, b);
  return total;
}

/** The product of two Gaussians is one again. */
function merged(a: Gaussian, b: Gaussian): Gaussian {
  const exponent = a.exponent + b.exponent;
  const apart = a.at - b.at;
  const factor = exp(((-a.exponent * b.exponent) / exponent) * apart * apart);
  return { exponent, factor, at: (a.exponent * a.at + b.exponent * b.at) / exponent };
}

function overlap(a: Gaussian, b: Gaussian): number {
  const { exponent, factor } = merged(a, b);
  const third = Math.PI / exponent;
  return factor * third * Math.sqrt(third);
}

function kinetic(a: Gaussian, b: Gaussian): number {
  const reduced = (a.exponent * b.exponent) / (a.exponent + b.exponent);
  const apart = a.at - b.at;
  return reduced * (3 - 2 * reduced * apart * apart) * overlap(a, b);
}

function attraction(a: Gaussian, b: Gaussian, nuclei: readonly number[]): number {
  const { exponent, factor, at } = merged(a, b);
  return nuclei.reduce(
    (sum, nucleus) => sum - ((2 * Math.PI) / exponent) * factor * boys(exponent * (at - nucleus) * (at - nucleus)),
    0,
  );
}

function repulsion(a: Gaussian, b: Gaussian, c: Gaussian, d: Gaussian): number {
  const [p, q] = [merged(a, b), merged(c, d)];
  const sum = p.exponent + q.exponent;
  const product = p.exponent * q.exponent;
  const apart = p.at - q.at;
  const size = (2 * Math.PI * Math.PI * Math.sqrt(Math.PI / sum)) / product;
  return size * p.factor * q.factor * boys((product / sum) * apart * apart);
}

/** Boys' function of order 0, ∫₀¹ e^{−tu²} du = e⁻ᵗ Σ (2t)ᵏ/(2k+1)!!: all terms are positive. */
function boys(t: number): number {
  let [sum, term] = [0, 1];
  for (let k = 0; term > sum * 1e-17; k++) {
    sum += term;
    term *= (2 * t) / (2 * k + 3);
  }
  return exp(-t) * sum;
}
