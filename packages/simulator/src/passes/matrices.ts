import type { Gate, GeneratorTerm, Matrix } from "@uphill/circuits";
import { UphillError } from "@uphill/core";

export const PAULI: Record<"I" | "X" | "Y" | "Z", Matrix> = {
  I: { re: Float64Array.of(1, 0, 0, 1), im: new Float64Array(4) },
  X: { re: Float64Array.of(0, 1, 1, 0), im: new Float64Array(4) },
  Y: { re: new Float64Array(4), im: Float64Array.of(0, -1, 1, 0) },
  Z: { re: Float64Array.of(1, 0, 0, -1), im: new Float64Array(4) },
};

/** The 2×2 product a·b. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  const re = new Float64Array(4);
  const im = new Float64Array(4);
  for (let i = 0; i < 4; i++) {
    const left = i & 2;
    const right = i & 1;
    for (let k = 0; k < 2; k++) {
      const l = left + k;
      const r = 2 * k + right;
      re[i] += a.re[l] * b.re[r] - a.im[l] * b.im[r];
      im[i] += a.re[l] * b.im[r] + a.im[l] * b.re[r];
    }
  }
  return { re, im };
}

/** The 2×2 inverse of a unitary. */
export function adjoint({ re, im }: Matrix): Matrix {
  return { re: Float64Array.of(re[0], re[2], re[1], re[3]), im: Float64Array.of(-im[0], -im[2], -im[1], -im[3]) };
}

export type Moves = readonly (readonly [from: number, to: number])[];

const movesOf = new WeakMap<Gate, { there: Moves; back: Moves }>();

/** The (from, to) pairs of a permutation gate and of its inverse, read off its matrix once. */
export function permutationMoves(gate: Gate): { there: Moves; back: Moves } {
  let moves = movesOf.get(gate);
  if (!moves) {
    const size = 2 ** gate.qubits;
    const { re } = gate.matrix();
    const there = Array.from({ length: size }, (_, from): [number, number] => [
      from,
      Array.from({ length: size }, (_, to) => re[to * size + from]).indexOf(1),
    ]).filter(([from, to]) => from !== to);
    moves = { there, back: there.map(([from, to]) => [to, from]) };
    movesOf.set(gate, moves);
  }
  return moves;
}

export function generatorOf(gate: Gate): readonly GeneratorTerm[] {
  if (gate.generator) return gate.generator;
  throw new UphillError({
    code: "derivative",
    who: "adjoint sweep",
    got: `gate ${gate.name} declares no generator`,
    wanted: "a trained gate must be exp(−iθG) with a declared G",
    todo: "Declare its generator, or use finite differences.",
  });
}

/** A one-qubit generator as its 2×2 matrix. */
export function generatorMatrix(gate: Gate): Matrix {
  const re = new Float64Array(4);
  const im = new Float64Array(4);
  for (const { pauli, coefficient } of generatorOf(gate)) {
    const word = PAULI[pauli as keyof typeof PAULI];
    for (let at = 0; at < 4; at++) {
      re[at] += coefficient * word.re[at];
      im[at] += coefficient * word.im[at];
    }
  }
  return { re, im };
}
