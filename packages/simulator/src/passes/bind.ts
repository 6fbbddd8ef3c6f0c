import type { Angle, Matrix, PauliLetter } from "@uphill/circuits";
import type { Shift } from "../program.js";
import { applyDiagonal, applyEach, applyMany, applyOne, applyPermutation } from "./kernels.js";
import { adjoint, generatorMatrix, generatorOf, multiply, PAULI, permutationMoves } from "./matrices.js";
import { addOverlap, turnOverlaps } from "./overlaps.js";
import { pauliMask } from "./pauli.js";
import type { Located, Pass } from "./plan.js";
import type { States } from "./states.js";

/** The angle of any operation in any row, shifts included. */
export type AngleAt = (angle: Angle, row: number) => number;

/** Applies a pass, or its inverse. */
type Apply = (states: States, inverse: boolean) => void;

/** A pass with its angles fixed. */
export interface BoundPass {
  readonly apply: Apply;
  /** The same pass with one angle shifted; a shift of another pass changes nothing. */
  shifted(shift: Shift): Apply;
  /** Calls `found` with ∂/∂angle of Re⟨λ|ψ⟩-like losses for each row, ψ and λ standing behind the pass. */
  derivatives(lambda: States, psi: States, found: TakeDerivative): void;
}

/** Takes the derivative by an angle, one number a row; the array is used again afterwards. */
export type TakeDerivative = (angle: Exclude<Angle, number>, perRow: Float64Array) => void;

/** The two that most time goes to. Overlaps may be summed over rows; derivatives are then as well. */
export interface OneQubitKernels {
  readonly applyOne: typeof applyOne;
  readonly turnOverlaps: typeof turnOverlaps;
}

/** Fixes the angles of a pass; matrices are made here, once a run. */
export function bindPass(
  { members, perRow }: Pass,
  rows: number,
  angleAt: AngleAt,
  kernels: OneQubitKernels = { applyOne, turnOverlaps },
): BoundPass {
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
          addOverlap(perRow, { left: lambda, mask: word, right: psi, part: "im", scale: 2 * coefficient });
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
  found: TakeDerivative,
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
