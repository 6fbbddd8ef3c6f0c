import { cos, sin } from "@uphill/core";
import type { Angle } from "../angle.js";
import { defineGate, type Gate, type Matrix, type Operation } from "../gate.js";
import { cnot, x } from "../gates/index.js";
import { cphase, phase, ry, rz } from "../gates/rotations.js";
import { times } from "./arithmetic.js";

/** The global phase e^{iγ} as an operation on no qubits, while files are read and written; a circuit never holds it. */
export const gphase: Gate<readonly ["gamma"], 0> = defineGate({
  name: "gphase",
  qubits: 0,
  angles: ["gamma"],
  structure: "diagonal",
  matrix: (gamma: number) => ({ re: Float64Array.of(cos(gamma)), im: Float64Array.of(sin(gamma)) }),
});

/** More controls than this would become too many operations: a phase on m qubits takes 2ᵐ of them. */
export const MOST_CONTROLLED = 12;

/** Is told how many operations are to be made, before they are: refuses where that is too many. */
export type Allowance = (operations: number) => void;
const endless: Allowance = () => undefined;

/**
 * e^{iφ} where all the qubits are 1. On three and more it is a phase on the parity of every subset S, because
 * x₁·…·xₘ = 2^{1−m} Σ_S (−1)^{|S|−1} ⊕S.
 */
export function phaseOfAll(phi: Angle, qubits: readonly number[], budget = endless): Operation[] {
  const m = qubits.length;
  // A set of k qubits takes one phase and 2(k − 1) CNOTs.
  budget(m < 3 ? 1 : (m - 1) * 2 ** m + 1);
  if (m === 0) return [gphase(phi)];
  if (m === 1) return [phase(phi, qubits[0])];
  if (m === 2) return [cphase(phi, qubits[0], qubits[1])];
  return Array.from({ length: 2 ** m - 1 }, (_, k) => {
    const set = qubits.filter((_, bit) => ((k + 1) >> bit) & 1);
    const last = set[set.length - 1];
    const gather = set.slice(0, -1).map((qubit) => cnot(qubit, last));
    return [...gather, phase(times(phi, (set.length % 2 ? 1 : -1) / 2 ** (m - 1)), last), ...gather.toReversed()];
  }).flat();
}

/** Entries below this are rounding. */
const NOTHING = 1e-15;

type Complex = readonly [number, number];
const product = (a: Complex, b: Complex): Complex => [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];

/**
 * A unitary [[a, b], [c, d]] on the target where all controls are 1, global phase kept. It is W·diag(e^{iα}, e^{iβ})·W†, and W
 * needs no controls.
 */
function controlledTurn(
  u: readonly Complex[],
  controls: readonly number[],
  target: number,
  budget: Allowance,
): Operation[] {
  const [a, b, c, d] = u;
  const [ad, bc] = [product(a, d), product(b, c)];
  const half = Math.atan2(ad[1] - bc[1], ad[0] - bc[0]) / 2;
  const back: Complex = [cos(half), -sin(half)];
  const [v00, v01] = [product(back, a), product(back, b)];
  // v = cos − i sin·(n·σ): the axis n, times sin.
  const axis = [-v01[1], -v01[0], -v00[1]];
  const across = Math.hypot(axis[0], axis[1]);
  const turn = Math.atan2(Math.hypot(across, axis[2]), v00[0]);
  const angles = [Math.atan2(across, axis[2]), Math.atan2(axis[1], axis[0])];
  const diagonal = across === 0;
  const sign = diagonal && axis[2] < 0 ? -1 : 1;
  const [first, second] = [half - sign * turn, half + sign * turn];
  const inner = [
    ...(first === 0 ? [] : phaseOfAll(first, controls, budget)),
    ...(first === second ? [] : phaseOfAll(second - first, [...controls, target], budget)),
  ];
  if (diagonal) return inner;
  return [rz(-angles[1], target), ry(-angles[0], target), ...inner, ry(angles[0], target), rz(angles[1], target)];
}

/**
 * Any unitary as CNOTs, X, turns and phases, global phase kept: rotations of two basis states each (Givens) bring it to
 * the identity; they are undone in turn. With controls: where all of them are 1.
 */
export function synthesise(
  { re, im }: Matrix,
  qubits: readonly number[],
  controls: readonly number[] = [],
  budget = endless,
): Operation[] {
  const size = 2 ** qubits.length;
  const [r, i] = [Float64Array.from(re), Float64Array.from(im)];
  const entry = (row: number, column: number): Complex => [r[row * size + column], i[row * size + column]];
  const factors: Operation[][] = [];
  for (let column = 0; column < size - 1; column++) {
    for (let row = column + 1; row < size; row++) {
      const [p, q] = [entry(column, column), entry(row, column)];
      const last = column === size - 2;
      const length = Math.hypot(...p, ...q);
      if (!last && Math.hypot(...q) < NOTHING) continue;
      // The last two states take what is left as it is; otherwise [[p, −q*], [q, p*]] / length sends state 0 to the column.
      const [[pr, pi], [qr, qi]] = [p, q].map((value) => [value[0] / length, value[1] / length] as const);
      const u: Complex[] = last
        ? [p, entry(column, column + 1), q, entry(row, column + 1)]
        : [
            [pr, pi],
            [-qr, qi],
            [qr, qi],
            [pr, -pi],
          ];
      factors.push(onTwoStates(u, [column, row], qubits, controls, budget));
      if (last) continue;
      for (let k = 0; k < size; k++) {
        const [top, bottom] = [entry(column, k), entry(row, k)];
        const [t1, t2] = [product([pr, -pi], top), product([qr, -qi], bottom)];
        const [b1, b2] = [product([-qr, -qi], top), product([pr, pi], bottom)];
        [r[column * size + k], i[column * size + k]] = [t1[0] + t2[0], t1[1] + t2[1]];
        [r[row * size + k], i[row * size + k]] = [b1[0] + b2[0], b1[1] + b2[1]];
      }
    }
    const [pr, pi] = entry(column, column);
    if (column < size - 2 && Math.hypot(pr - 1, pi) > NOTHING) {
      // A column without anything below its diagonal keeps a phase there.
      const partner = column + 1;
      factors.push(
        onTwoStates(
          [
            [pr, pi],
            [0, 0],
            [0, 0],
            [1, 0],
          ],
          [column, partner],
          qubits,
          controls,
          budget,
        ),
      );
    }
  }
  return factors.toReversed().flat();
}

/** The unitary u on the basis states `low` and `high`: CNOTs bring them to differ in one qubit, the target. */
function onTwoStates(
  u: readonly Complex[],
  [low, high]: readonly [number, number],
  qubits: readonly number[],
  controls: readonly number[],
  budget: Allowance,
): Operation[] {
  const n = qubits.length;
  const bit = (state: number, k: number): number => (state >> (n - 1 - k)) & 1;
  const places = qubits.map((_, k) => k);
  const differ = places.filter((k) => bit(low, k) !== bit(high, k));
  const target = differ[0]; // 0 in `low`, because low < high
  const others = places.filter((k) => k !== target);
  const meet = differ.slice(1).map((k) => cnot(qubits[target], qubits[k]));
  const flips = others.filter((k) => bit(low, k) === 0).map((k): Operation => x(qubits[k]));
  const inner = controlledTurn(u, [...controls, ...others.map((k) => qubits[k])], qubits[target], budget);
  if (inner.length === 0) return [];
  return [...meet, ...flips, ...inner, ...flips, ...meet.toReversed()];
}
