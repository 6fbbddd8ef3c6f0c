import type { Circuit, Matrix, Operation } from "@uphill/circuits";
import type { AngleAt, TakeDerivative } from "../../passes/bind.js";
import { planPasses, type Located } from "../../passes/plan.js";
import type { States } from "../../passes/states.js";
import { prepareHalf, type Fork, type Half } from "./half.js";
import type { WasmMachine } from "./machine.js";

/**
 * The front of a circuit in two halves. A constant gate that crosses between the upper and the lower qubits and is controlled, as
 * CNOT and CZ are, is a sum of two products: so behind k of them |ψ⟩ = Σ_b |upper_b⟩ ⊗ |lower_b⟩ with 2ᵏ terms, each half a state of
 * its own of half the qubits. What of a circuit lies in front of the (k+1)-th crossing costs next to nothing that way; then the halves
 * are multiplied out, and the rest runs as ever.
 */
export interface Halves {
  /** Qubits of the upper half, which are the first, and of the lower. */
  readonly qubits: readonly [number, number];
  /** Number of terms: 4, 8 or 16. */
  readonly rank: number;
  /** For each operation of the circuit, whether it runs in a half. */
  readonly within: readonly boolean[];
  /** Memory that a run takes. */
  readonly bytes: number;
  /** @param at where that memory is */
  run(angleAt: AngleAt, machine: WasmMachine, at: number): HalvesRun;
}

/** Both halves, [2^qubits, rank] each, as views that are good until memory grows. */
export interface HalvesRun {
  readonly states: readonly [States, States];
  /** Room for Σ λ over the other half, conjugate, for each half. */
  lambdas(): readonly [States, States];
  /** Sweeps what stands in `lambdas` back and calls `found` with derivatives, summed over the terms. */
  back(found: TakeDerivative): void;
}

/** Few qubits run as fast whole. */
const LEAST_QUBITS = 14;
const MOST_CROSSINGS = 4;
/** A term costs as much as this many one-qubit gates on the whole state. */
const TERM_COST = 3.5;
/** The share of the work that must be spared. */
const WORTH_SPARING = 0.25;

/** The halves that spare most, or undefined where there is little to spare. @param live operations that can move an observable */
export function halvesOf(circuit: Circuit, live: readonly boolean[]): Halves | undefined {
  const { qubits, operations } = circuit;
  if (qubits < LEAST_QUBITS) return undefined;
  const located = operations.map((operation, index) => ({ operation, index })).filter(({ index }) => live[index]);
  const whole = costOf(located);
  let best: { cost: number; found: Divided } | undefined;
  for (let crossings = 0; crossings <= MOST_CROSSINGS; crossings++) {
    const found = divide(located, qubits, crossings);
    const cost = costOf(found.behind) + TERM_COST * found.rank;
    if (!best || cost < best.cost) best = { cost, found };
  }
  if (!best || best.cost > (1 - WORTH_SPARING) * whole) return undefined;
  const { halves, rank } = best.found;
  const waiting = new Set(best.found.behind.map(({ index }) => index));
  const upper = qubits >> 1;
  const sizes = [upper, qubits - upper] as const;
  const one = prepareHalf(sizes[0], halves[0]);
  const other = prepareHalf(sizes[1], halves[1]);
  return {
    qubits: sizes,
    rank,
    within: live.map((alive, index) => alive && !waiting.has(index)),
    bytes: one.bytes + other.bytes,
    run(angleAt, machine, at) {
      const upperRun = one.run(angleAt, machine, at);
      const lowerRun = other.run(angleAt, machine, at + one.bytes);
      return {
        states: [upperRun.states, lowerRun.states],
        lambdas: () => [upperRun.lambda(), lowerRun.lambda()],
        back(found) {
          upperRun.back(found);
          lowerRun.back(found);
        },
      };
    },
  };
}

/** Passes over the state: one for each block of one-qubit gates, and next to nothing for permutations. */
function costOf(located: readonly Located[]): number {
  return planPasses(located).filter(({ members: [{ operation }] }) => operation.gate.structure !== "permutation")
    .length;
}

interface Divided {
  /** In the numbers of the half's own qubits; a gate across stands in both. */
  readonly halves: readonly [Half, Half];
  readonly behind: readonly Located[];
  readonly rank: number;
}

/** Puts into the halves what does not have to wait for more than so many gates across. */
function divide(located: readonly Located[], qubits: number, most: number): Divided {
  const upper = qubits >> 1;
  const halves: [Half, Half] = [[], []];
  const behind: Located[] = [];
  const blocked = new Set<number>();
  let crossings = 0;
  for (const { operation, index } of located) {
    const sides = new Set(operation.qubits.map((qubit) => (qubit < upper ? 0 : 1)));
    const local = operation.qubits.map((qubit) => (qubit < upper ? qubit : qubit - upper));
    const free = operation.qubits.every((qubit) => !blocked.has(qubit));
    const forks = free && sides.size > 1 && crossings < most ? forksOf(operation) : undefined;
    if (free && sides.size === 1) {
      halves[sides.has(0) ? 0 : 1].push({ operation: { ...operation, qubits: local }, index });
    } else if (forks) {
      crossings += 1;
      forks.forEach((matrices, k) => {
        halves[operation.qubits[k] < upper ? 0 : 1].push({ qubit: local[k], matrices });
      });
    } else {
      for (const qubit of operation.qubits) blocked.add(qubit);
      behind.push({ operation, index });
    }
  }
  // The kernels take four terms at a time.
  for (; crossings < 2; crossings++) for (const half of halves) half.push(NO_FORK);
  return { halves, behind, rank: 2 ** crossings };
}

const PROJECTORS: readonly [Matrix, Matrix] = [
  { re: Float64Array.of(1, 0, 0, 0), im: new Float64Array(4) },
  { re: Float64Array.of(0, 0, 0, 1), im: new Float64Array(4) },
];

/** One term more, of nothing. */
const NO_FORK: Fork = {
  qubit: 0,
  matrices: [
    { re: Float64Array.of(1, 0, 0, 1), im: new Float64Array(4) },
    { re: new Float64Array(4), im: new Float64Array(4) },
  ],
};

/** U = |0⟩⟨0| ⊗ V₀ + |1⟩⟨1| ⊗ V₁, the control being either qubit: what each of the two sees; undefined for another gate. */
function forksOf({ gate, angles }: Operation): readonly [Fork["matrices"], Fork["matrices"]] | undefined {
  const constant = angles.filter((angle) => typeof angle === "number");
  if (gate.qubits !== 2 || constant.length < angles.length) return undefined;
  const { re, im } = gate.matrix(...constant);
  const entry = (row: number, column: number): [number, number] => [re[4 * row + column], im[4 * row + column]];
  // Indices of the two by two entries that belong to a value of the control.
  for (const control of [0, 1]) {
    const index = (value: number, other: number): number => (control === 0 ? 2 * value + other : 2 * other + value);
    const pairs = [0, 1, 2, 3].map((k) => [k >> 1, k & 1] as const);
    if (pairs.some(([i, j]) => [entry(index(0, i), index(1, j)), entry(index(1, i), index(0, j))].flat().some(Boolean)))
      continue;
    const [zero, one] = [0, 1].map((value): Matrix => {
      const own = pairs.map(([i, j]) => entry(index(value, i), index(value, j)));
      return { re: Float64Array.from(own, ([r]) => r), im: Float64Array.from(own, ([, i]) => i) };
    });
    return control === 0 ? [PROJECTORS, [zero, one]] : [[zero, one], PROJECTORS];
  }
  return undefined;
}
