import { choice, number, UphillError } from "@uphill/core";
import { weight, type WeightAngle } from "../angle.js";
import { defineAnsatz } from "../ansatz.js";
import { pauliRot } from "../families.js";
import { excitation, pauliTerms, reduced, type Mapping } from "../fermions.js";
import type { Operation } from "../gate.js";
import { doubleExcitation, rx, singleExcitation, x } from "../gates/index.js";

/** Modes that are full in the Hartree–Fock state, and the moves out of it that keep the numbers of electrons of each spin. */
interface Moves {
  readonly modes: number;
  readonly full: readonly number[];
  /** Full modes and the empty ones that their electrons go to. */
  readonly singles: readonly (readonly [from: number, to: number])[];
  readonly doubles: readonly (readonly [from: number, and: number, to: number, and: number])[];
}

/**
 * Hartree–Fock state and excitations out of it: the lowest orbitals are filled, and per layer each pair of electrons, and then each
 * electron, is turned into empty orbitals, with a weight of its own. With all weights 0 (start "zeros") it is the Hartree–Fock state.
 *   jordan-wigner: orbitals with spin up on the first half of the qubits, those with spin down on the others; DoubleExcitation and
 *   SingleExcitation. On fewer than 4 qubits modes have no spin.
 *   parity: parity mapping reduced by two qubits, for as many electrons up as down; Pauli rotations on one weight whose product is the
 *   excitation exp(θ(T − T†)/2) of fermions.
 * Weights: in time order; in a layer first the pairs, then the single electrons, each by the orbitals that are left and then by those
 * that are entered. A lone qubit has RX.
 * Source: Arrazola et al. 2022, arXiv:2106.13839; Barkoutsos et al. 2018, arXiv:1805.04340, for the form. Departure: each excitation is
 * a factor of its own, as in one step of Trotter's formula.
 */
export const hartreeFockExcitations = defineAnsatz({
  name: "hartree-fock-excitations",
  options: {
    /** Number of layers; one is usual. */
    layers: number({ default: 1, min: 1, integer: true, about: "Number of layers; one is usual" }),
    /** Number of electrons; 0 = half of the modes are full. */
    electrons: number({
      default: 0,
      min: 0,
      max: 29,
      integer: true,
      about: "Number of electrons; 0 = half of the modes are full",
    }),
    /** How orbitals become qubits; parity leaves out the two qubits that the electrons fix. */
    mapping: choice({
      default: "jordan-wigner",
      values: ["jordan-wigner", "parity"],
      about: "How orbitals become qubits; parity leaves out the two qubits that the electrons fix",
    }),
  },
  build(qubits, { layers, electrons, mapping }) {
    if (qubits === 1) return Array.from({ length: layers }, (_, layer) => [rx(weight(layer), 0)]);
    const moves = movesOf(qubits, electrons, mapping);
    const { modes, full, singles, doubles } = moves;
    const steps = [...doubles, ...singles].map((move) => (mapping === "parity" ? turns(move, moves) : gate(move)));
    const start = mapping === "parity" ? parityState(moves) : full.map(flip);
    if (steps.length === 0) throw refused(electrons, modes - 1);
    return Array.from({ length: layers }, (_, layer) => [
      ...(layer === 0 ? start : []),
      ...steps.flatMap((step, k) => step((scale) => weight(layer * steps.length + k, { scale }))),
    ]);
  },
});

/** The operations of one weight, which stands in them with scales. */
type Step = (angle: (scale: number) => WeightAngle) => Operation[];

/** @throws UphillError "options" for electrons that the modes cannot hold, and for qubits that are no parity mapping */
function movesOf(qubits: number, given: number, mapping: Mapping): Moves {
  const parity = mapping === "parity";
  const modes = parity ? qubits + 2 : qubits;
  if (parity && qubits % 2 === 1)
    throw odd(
      `qubits is ${qubits}`,
      "the parity mapping has two qubits fewer than modes, which come in pairs",
      "qubits",
    );
  const electrons = given === 0 ? Math.floor(modes / 2) - (parity ? Math.floor(modes / 2) % 2 : 0) : given;
  if (parity && electrons % 2 === 1)
    throw odd(`electrons is ${electrons}`, "the parity mapping has as many electrons up as down", "electrons");
  if (electrons >= modes) throw refused(electrons, modes - 1);
  // Few modes have no spin.
  const up = modes < 4 ? modes : Math.ceil(modes / 2);
  const count = modes < 4 ? electrons : Math.ceil(electrons / 2);
  const spins = [
    { first: 0, size: up, full: count },
    { first: up, size: modes - up, full: electrons - count },
  ].map(({ first, size, full }) => ({
    full: Array.from({ length: full }, (_, k) => first + k),
    empty: Array.from({ length: size - full }, (_, k) => first + full + k),
  }));
  const [one, other] = spins;
  const pairs = (list: readonly number[]): [number, number][] =>
    list.flatMap((a, k) => list.slice(k + 1).map((b): [number, number] => [a, b]));
  const doublesWithin = spins.flatMap(({ full, empty }) =>
    pairs(full).flatMap(([a, b]) => pairs(empty).map(([c, d]) => [a, b, c, d] as const)),
  );
  const doublesAcross = one.full.flatMap((a) =>
    other.full.flatMap((b) => one.empty.flatMap((c) => other.empty.map((d) => [a, b, c, d] as const))),
  );
  return {
    modes,
    full: spins.flatMap(({ full }) => full),
    singles: spins.flatMap(({ full, empty }) => full.flatMap((a) => empty.map((c) => [a, c] as const))),
    doubles: [...doublesAcross, ...doublesWithin],
  };
}

/** X as an operation alone: `x(0)` is an observable too. */
function flip(qubit: number): Operation {
  const { gate, qubits, angles } = x(qubit);
  return { gate, qubits, angles };
}

/** The same turn by gates that know nothing of the modes between. */
function gate(move: Moves["singles"][number] | Moves["doubles"][number]): Step {
  if (move.length === 2) return (angle) => [singleExcitation(angle(1), move[1], move[0])];
  const [a, b, c, d] = move;
  return (angle) => [doubleExcitation(angle(1), c, d, a, b)];
}

/** exp(θ(T − T†)/2) as Pauli rotations, which commute. */
function turns(move: Moves["singles"][number] | Moves["doubles"][number], { modes, full }: Moves): Step {
  const half = move.length / 2;
  const [from, to] = [move.slice(0, half), move.slice(half)];
  // T fills `to`; the annihilators stand in the opposite order, so that T† is T with both exchanged.
  const there = excitation({ creators: to, annihilators: from.toReversed() }, modes, "parity");
  const back = excitation({ creators: from, annihilators: to.toReversed(), factor: -1 }, modes, "parity");
  const words = pauliTerms(reduced([...there, ...back], modes, numbers(modes, full)));
  return (angle) =>
    words.map(({ coefficient, paulis }) =>
      pauliRot(paulis.map(([, letter]) => letter).join(""))(angle(coefficient), ...paulis.map(([qubit]) => qubit)),
    );
}

const numbers = (modes: number, full: readonly number[]): { up: number; all: number } => ({
  up: full.filter((mode) => mode < modes / 2).length,
  all: full.length,
});

/** Qubit j tells whether the number of full modes up to j is odd; the last of each spin is left out. */
function parityState({ modes, full }: Moves): Operation[] {
  const half = modes / 2;
  return Array.from({ length: modes }, (_, mode) => mode)
    .filter((mode) => mode !== half - 1 && mode !== modes - 1)
    .flatMap((mode, qubit) => (full.filter((other) => other <= mode).length % 2 === 1 ? [flip(qubit)] : []));
}

function odd(got: string, wanted: string, what: string): UphillError {
  return new UphillError({
    code: "options",
    who: "hartree-fock-excitations",
    got,
    wanted,
    todo: `Give an even number of ${what}.`,
  });
}

function refused(electrons: number, most: number): UphillError {
  return new UphillError({
    code: "options",
    who: "hartree-fock-excitations",
    got: `electrons is ${electrons}`,
    wanted: `there is room for ${most} at most, so that one can move`,
    todo: "Give fewer electrons, or more qubits.",
  });
}
