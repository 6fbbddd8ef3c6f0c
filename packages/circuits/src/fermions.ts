import type { PauliLetter } from "./gate-type.js";
import type { PauliTerm } from "./observable-type.js";

/** How modes that hold a fermion or none become qubits. */
export type Mapping = "jordan-wigner" | "parity";

/**
 * A real multiple of X^x Z^z by qubits, x and z with one bit a mode (mode j is bit j). Products of creators and annihilators are real
 * sums of such words under both mappings, since Y = iXZ.
 */
interface Word {
  readonly x: number;
  readonly z: number;
  readonly factor: number;
}

/** A sum of products of creators and annihilators. */
export type FermionOperator = readonly Word[];

/**
 * An annihilator, or a creator. Jordan–Wigner: qubit j holds mode j. Parity: qubit j holds the parity of modes 0 to j.
 * Source: Seeley, Richard & Love 2012, arXiv:1208.5986, sections 3 and 4.
 */
function ladder(mode: number, creates: boolean, modes: number, mapping: Mapping): FermionOperator {
  const below = 2 ** mode - 1;
  const own = 2 ** mode;
  // Between the words with and without the mode's own Z stands + for a creator and − for an annihilator.
  const [x, first, second] =
    mapping === "jordan-wigner" ? [own, below, below | own] : [2 ** modes - own, mode === 0 ? 0 : 2 ** (mode - 1), own];
  return [
    { x, z: first, factor: 0.5 },
    { x, z: second, factor: creates ? 0.5 : -0.5 },
  ];
}

function times(a: FermionOperator, b: FermionOperator): FermionOperator {
  return a.flatMap((left) =>
    b.map(({ x, z, factor }): Word => {
      const turned = bits(left.z & x) % 2 === 1 ? -factor : factor;
      return { x: left.x ^ x, z: left.z ^ z, factor: left.factor * turned };
    }),
  );
}

/** Equal words are one. */
function added(words: FermionOperator): FermionOperator {
  const sums = new Map<string, Word>();
  for (const { x, z, factor } of words) {
    const key = `${x} ${z}`;
    sums.set(key, { x, z, factor: factor + (sums.get(key)?.factor ?? 0) });
  }
  return [...sums.values()].filter(({ factor }) => factor !== 0);
}

/**
 * The product factor · a†_c … a_n … of creators and annihilators, in this order.
 * @param creators modes that are filled, the leftmost operator first
 * @param annihilators modes that are emptied
 */
export function excitation(
  {
    creators,
    annihilators,
    factor = 1,
  }: { creators: readonly number[]; annihilators: readonly number[]; factor?: number },
  modes: number,
  mapping: Mapping,
): FermionOperator {
  const all = [
    ...creators.map((mode) => ladder(mode, true, modes, mapping)),
    ...annihilators.map((mode) => ladder(mode, false, modes, mapping)),
  ];
  return all.reduce(times, [{ x: 0, z: 0, factor }]);
}

/**
 * Leaves out the two qubits of a parity mapping whose value the numbers of electrons fix: the last of each spin. Modes of spin up come
 * first.
 * @param parities of the electrons with spin up, and of all electrons
 */
export function reduced(
  words: FermionOperator,
  modes: number,
  { up, all }: { readonly up: number; readonly all: number },
): FermionOperator {
  const half = modes / 2;
  const low = 2 ** (half - 1);
  const without = (mask: number): number => (mask & (low - 1)) | (((mask >> half) & (low - 1)) << (half - 1));
  const isOne = (mask: number, qubit: number): boolean => ((mask >> qubit) & 1) === 1;
  return words.map(({ x, z, factor }) => {
    const minus = (isOne(z, half - 1) ? up : 0) + (isOne(z, modes - 1) ? all : 0);
    return { x: without(x), z: without(z), factor: minus % 2 === 1 ? -factor : factor };
  });
}

/**
 * The Pauli words of a sum and what they are multiplied by: words with an even number of Y by the coefficient, others by −i times the
 * coefficient. A sum that is Hermitian has only the former, a difference of a product and its adjoint only the latter.
 */
export function pauliTerms(words: FermionOperator): PauliTerm[] {
  return added(words).map(({ x, z, factor }) => {
    const paulis: [number, PauliLetter][] = [];
    for (let qubit = 0, rest = x | z; rest > 0; qubit++, rest >>= 1) {
      if ((rest & 1) === 0) continue;
      const letter = ((x >> qubit) & 1) === 1 ? (((z >> qubit) & 1) === 1 ? "Y" : "X") : "Z";
      paulis.push([qubit, letter]);
    }
    // XZ = −iY: an even number of Y is a sign, an odd one that sign times −i.
    const sign = bits(x & z) % 4 < 2 ? 1 : -1;
    return { coefficient: sign * factor, paulis };
  });
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest; rest &= rest - 1) count += 1;
  return count;
}
