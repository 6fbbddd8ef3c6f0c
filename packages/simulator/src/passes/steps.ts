import type { Angle, Gate, GeneratorTerm, Matrix, Operation, PauliLetter } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import type { Shift } from "../program.js";
import { applyDiagonal, applyEach, applyMany, applyOne, applyPermutation } from "./kernels.js";
import { addOverlap, turnOverlaps } from "./overlaps.js";
import { pauliMask } from "./pauli.js";
import type { States } from "./states.js";

/** An operation and its place in the circuit. */
export interface Located {
  readonly operation: Operation;
  readonly index: number;
}

/**
 * One pass over the states: a single operation, or a block of neighbouring one-qubit operations on one qubit, whose
 * product is one 2×2 unitary.
 */
export interface Step {
  readonly members: readonly Located[];
  readonly perRow: boolean;
}

/** The angle of any operation in any row, shifts included. */
export type AngleAt = (angle: Angle, row: number) => number;

/** Applies a step, or its inverse. */
type Apply = (states: States, inverse: boolean) => void;

/** A step with its angles fixed. */
export interface BoundStep {
  readonly apply: Apply;
  /** The same step with one angle shifted; a shift of another step changes nothing. */
  shifted(shift: Shift): Apply;
  /** Calls `found` with ∂/∂angle of Re⟨λ|ψ⟩-like losses for each row, ψ and λ standing behind the step. */
  derivatives(lambda: States, psi: States, found: Found): void;
}

/** Takes the derivative by an angle, one number a row; the array is used again afterwards. */
export type Found = (angle: Exclude<Angle, number>, perRow: Float64Array) => void;

const takesInput = ({ angles }: Operation): boolean =>
  angles.some((angle) => typeof angle === "object" && "input" in angle);

/** Gathers one-qubit operations into blocks; an operation on several qubits, or with an angle per row, stands alone. */
export function planSteps(located: readonly Located[]): Step[] {
  const steps: { members: Located[]; perRow: boolean }[] = [];
  const open = new Map<number, Located[]>();
  for (const item of located) {
    const { qubits } = item.operation;
    const perRow = takesInput(item.operation);
    const block = open.get(qubits[0]);
    if (qubits.length === 1 && !perRow && block) {
      block.push(item);
      continue;
    }
    const members = [item];
    steps.push({ members, perRow });
    for (const qubit of qubits) open.delete(qubit);
    if (qubits.length === 1 && !perRow) open.set(qubits[0], members);
  }
  return steps;
}

/** The two that most time goes to. Overlaps may be summed over rows; derivatives are then as well. */
export interface OneQubitKernels {
  readonly applyOne: typeof applyOne;
  readonly turnOverlaps: typeof turnOverlaps;
}

/** Fixes the angles of a step; matrices are made here, once a run. */
export function bindStep(
  { members, perRow }: Step,
  rows: number,
  angleAt: AngleAt,
  kernels: OneQubitKernels = { applyOne, turnOverlaps },
): BoundStep {
  const { operation } = members[0];
  const { gate, qubits: on } = operation;
  const unitary = ({ operation: { gate, angles }, index }: Located, row: number, shift?: Shift): Matrix =>
    gate.matrix(
      ...angles.map(
        (angle, k) => angleAt(angle, row) + (shift?.operation === index && shift.angle === k ? shift.delta : 0),
      ),
    );
  if (on.length === 1 && !perRow) {
    const matrices = members.map((member) => unitary(member, 0));
    const applier = (factors: readonly Matrix[]): Apply => {
      const product = factors.reduce((before, matrix) => multiply(matrix, before));
      return (states, inverse) => kernels.applyOne(states, on[0], product, inverse);
    };
    return {
      apply: applier(matrices),
      // A shift moves one of the factors; the others are as they were.
      shifted: (shift) =>
        applier(members.map((one, k) => (one.index === shift.operation ? unitary(one, 0, shift) : matrices[k]))),
      derivatives(lambda, psi, found) {
        if (members.every(({ operation }) => operation.angles.every((angle) => typeof angle === "number"))) return;
        blockDerivatives(members, matrices, kernels.turnOverlaps(lambda, psi, on[0]), found);
      },
    };
  }
  return {
    apply: applier(),
    shifted: applier,
    derivatives(lambda, psi, found) {
      for (const angle of operation.angles) {
        if (typeof angle === "number") continue;
        const perRow = new Float64Array(rows);
        for (const { pauli, coefficient } of generatorOf(gate)) {
          const word = pauliMask(
            psi.qubits,
            on.flatMap((qubit, k) => (pauli[k] === "I" ? [] : [[qubit, pauli[k] as PauliLetter] as const])),
          );
          addOverlap(perRow, lambda, psi, word, "im", 2 * coefficient);
        }
        found(angle, perRow);
      }
    },
  };

  function applier(shift?: Shift): Apply {
    if (perRow) {
      const matrices = Array.from({ length: rows }, (_, row) => unitary(members[0], row, shift));
      if (on.length === 1) return (states, inverse) => applyEach(states, on[0], matrices, inverse);
      return (states, inverse) => {
        for (let lane = 0; lane < states.rows; lane++) {
          applyMany(states, on, matrices[lane], inverse, lane);
        }
      };
    }
    if (gate.structure === "permutation") {
      const { there, back } = permutationMoves(gate);
      return (states, inverse) => applyPermutation(states, on, inverse ? back : there);
    }
    const matrix = unitary(members[0], 0, shift);
    if (gate.structure === "diagonal") {
      return (states, inverse) => applyDiagonal(states, on, matrix, inverse);
    }
    return (states, inverse) => applyMany(states, on, matrix, inverse);
  }
}

/**
 * Behind a gate exp(−iθG) the derivative by θ is 2·Im⟨λ|G|ψ⟩. Inside a block, the gates V that follow turn G into
 * VGV† = n·(X, Y, Z) + c, so three overlaps behind the block serve all its angles; Im⟨λ|c|ψ⟩ is 0, as λ is Oψ undone.
 */
function blockDerivatives(
  members: readonly Located[],
  matrices: readonly Matrix[],
  along: Float64Array,
  found: Found,
): void {
  const rows = along.length / 3;
  const perRow = new Float64Array(rows);
  let after: Matrix = PAULI.I;
  for (let k = members.length - 1; k >= 0; k--) {
    const { gate, angles } = members[k].operation;
    for (const angle of angles) {
      if (typeof angle === "number") continue;
      const { re, im } = multiply(multiply(after, generatorMatrix(gate)), adjoint(after));
      const x = re[1] + re[2];
      const y = im[2] - im[1];
      const z = re[0] - re[3];
      for (let row = 0; row < rows; row++) {
        perRow[row] = x * along[row] + y * along[rows + row] + z * along[2 * rows + row];
      }
      found(angle, perRow);
    }
    after = multiply(after, matrices[k]);
  }
}

const PAULI: Record<"I" | "X" | "Y" | "Z", Matrix> = {
  I: { re: Float64Array.of(1, 0, 0, 1), im: new Float64Array(4) },
  X: { re: Float64Array.of(0, 1, 1, 0), im: new Float64Array(4) },
  Y: { re: new Float64Array(4), im: Float64Array.of(0, -1, 1, 0) },
  Z: { re: Float64Array.of(1, 0, 0, -1), im: new Float64Array(4) },
};

/** The 2×2 product a·b. */
function multiply(a: Matrix, b: Matrix): Matrix {
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

type Moves = readonly (readonly [from: number, to: number])[];

const movesOf = new WeakMap<Gate, { there: Moves; back: Moves }>();

/** The (from, to) pairs of a permutation gate and of its inverse, read off its matrix once. */
function permutationMoves(gate: Gate): { there: Moves; back: Moves } {
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

function generatorOf(gate: Gate): readonly GeneratorTerm[] {
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
function generatorMatrix(gate: Gate): Matrix {
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
