import { functionProblem, type Problem } from "../src/index.js";

/** RX, RY on a qubit by a weight; CNOT from 0 to 1; RY on 0 by a weight, controlled by 1. */
export type Gate = ["x" | "y", qubit: 0 | 1, weight: number] | ["cnot"] | ["cry", weight: number];

type Complex = [re: number, im: number];
type Observable = Partial<Record<"zx" | "iz" | "xi", number>>;

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const add = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const conjugate = ([a, b]: Complex): Complex => [a, -b];
const inner = (a: Complex[], b: Complex[]): Complex =>
  a.reduce<Complex>((sum, x, k) => add(sum, times(conjugate(x), b[k])), [0, 0]);

function state(gates: readonly Gate[], theta: ArrayLike<number>): Complex[] {
  let psi: Complex[] = [
    [1, 0],
    [0, 0],
    [0, 0],
    [0, 0],
  ];
  const turn = (i: number, j: number, kind: "x" | "y", angle: number): void => {
    const c: Complex = [Math.cos(angle / 2), 0];
    const s = Math.sin(angle / 2);
    const off: Complex = kind === "x" ? [0, -s] : [-s, 0];
    const back: Complex = kind === "x" ? [0, -s] : [s, 0];
    const [a, b] = [psi[i], psi[j]];
    psi = psi.slice();
    psi[i] = add(times(c, a), times(off, b));
    psi[j] = add(times(back, a), times(c, b));
  };
  for (const gate of gates) {
    if (gate[0] === "cnot") psi = [psi[0], psi[1], psi[3], psi[2]];
    else if (gate[0] === "cry") turn(1, 3, "y", theta[gate[1]]);
    else {
      const [kind, qubit, weight] = gate;
      for (const k of [0, 1]) turn(qubit ? 2 * k : k, qubit ? 2 * k + 1 : k + 2, kind, theta[weight]);
    }
  }
  return psi;
}

/** The expectation of a sum of words on two qubits, simulated densely: an optimizer's problem that can tell everything. */
export function circuitProblem(
  size: number,
  gates: readonly Gate[],
  { zx = 0, iz = 0, xi = 0 }: Observable,
  frequencies: (weight: number) => readonly number[] = () => [1],
): Problem {
  const value = (theta: ArrayLike<number>): number => {
    const psi = state(gates, theta);
    const p = psi.map(([re, im]) => re * re + im * im);
    const across = (i: number, j: number): number => 2 * times(conjugate(psi[i]), psi[j])[0];
    return zx * (across(0, 1) - across(2, 3)) + iz * (p[0] - p[1] + p[2] - p[3]) + xi * (across(0, 2) + across(1, 3));
  };
  const moved = (theta: Float64Array, weight: number, by: number): Float64Array =>
    theta.map((t, i) => (i === weight ? t + by : t));
  return functionProblem({
    size,
    value,
    gradient: (theta) =>
      theta.map((_, i) => (value(moved(theta, i, Math.PI / 2)) - value(moved(theta, i, -Math.PI / 2))) / 2),
    metric(theta) {
      const psi = state(gates, theta);
      // ∂ of a rotation is half of the state turned by π.
      const slopes = [...theta].map((_, i) => state(gates, moved(theta, i, Math.PI)));
      return slopes.flatMap((a) => slopes.map((b) => (inner(a, b)[0] - times(inner(a, psi), inner(psi, b))[0]) / 4));
    },
    overlap(theta, other) {
      const [re, im] = inner(state(gates, theta), state(gates, other));
      return re * re + im * im;
    },
    frequencies,
  });
}
