import type { Gate } from "@uphill/circuits";

interface Affine {
  /** For each qubit, of which old values its new value is the parity; whether it is flipped besides. */
  readonly there: readonly number[];
  readonly flips: readonly boolean[];
  /** For each qubit, which old values flip when only its new value does. */
  readonly back: readonly number[];
}

const affine = new WeakMap<Gate, Affine | null>();

/** A permutation gate as a linear map over GF(2) and a flip, or undefined where it is not one (Toffoli). */
export function affineOf(gate: Gate): Affine | undefined {
  let found = affine.get(gate);
  if (found === undefined) affine.set(gate, (found = analyse(gate)));
  return found ?? undefined;
}

function analyse(gate: Gate): Affine | null {
  const count = gate.qubits;
  const size = 2 ** count;
  const { re } = gate.matrix();
  const to = Array.from({ length: size }, (_, from) => {
    for (let row = 0; row < size; row++) if (re[row * size + from] === 1) return row;
    return -1;
  });
  const places = Array.from({ length: count }, (_, k) => 1 << (count - 1 - k));
  const columns = places.map((place) => to[place] ^ to[0]);
  const linear = to.every((row, from) => row === (to[0] ^ pick(columns, from)));
  if (!linear) return null;
  return {
    there: places.map((place) => places.reduce((bits, from, k) => (columns[k] & place ? bits | from : bits), 0)),
    flips: places.map((place) => (to[0] & place) !== 0),
    back: places.map((place) => to.indexOf(place ^ to[0])),
  };
}

/** Sum of the vectors whose place, the first most significant, is set in `bits`. */
export function pick(vectors: readonly number[], bits: number): number {
  return vectors.reduce((sum, vector, k) => ((bits >> (vectors.length - 1 - k)) & 1 ? sum ^ vector : sum), 0);
}
