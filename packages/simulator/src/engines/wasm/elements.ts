import type { Angle, Circuit, Gate, GeneratorTerm, Operation } from "@uphill/circuits";
import { affineOf, pick } from "./affine.js";
import { parity } from "../../passes/parity.js";
import { Span } from "./bits.js";

/**
 * The circuit as the fast engine sees it. A state never moves in memory for a CNOT: each qubit keeps a mask (which index bits flip
 * with it) and a functional (which bits' parity is its value), and permutations that are linear over GF(2) only change these. What
 * is left is real rotations between indices that differ by a mask, phases by the parity of a functional, and, rarely, a matrix.
 */
export type Element = Turn | ParityPhase | Matrices;

/** What a tape knows of an element: where its parameters stand, in bytes, or −1 where it was left out. */
interface Placed {
  at: number;
}

/** exp(−iαY) between index p, whose functional is even, and p ⊕ mask. functional · mask = 1. */
export interface Turn extends Placed {
  readonly kind: "turn";
  readonly mask: number;
  readonly functional: number;
  /** An angle of each row. */
  readonly each: boolean;
  /** Whether the second lane turns the other way. */
  lane: boolean;
}

/** 1 where the functional is even and w where it is odd. */
export interface ParityPhase extends Placed {
  readonly kind: "phase";
  readonly functional: number;
  readonly each: boolean;
}

/** Any unitary on some qubits, the first most significant. */
export interface Matrices extends Placed {
  readonly kind: "matrix";
  readonly masks: readonly number[];
  readonly functionals: readonly number[];
}

/** Where an angle stands: what a shift speaks of. */
export interface Site {
  readonly operation: number;
  readonly gate: Gate;
  readonly angles: readonly Angle[];
}

/** How the numbers of elements are made from the angles; in the order of the circuit. */
export type Maker = Block | Word | Signs | Flip | MatrixMaker;

/** Neighbouring one-qubit gates: phase(after) · turn · phase(before) and a global phase. */
export interface Block {
  readonly kind: "block";
  readonly mask: number;
  readonly functional: number;
  readonly members: readonly Site[];
  /** The axis of a member whose generator is one Pauli letter, with its coefficient and that of the identity; else undefined. */
  readonly axes: readonly (Axis | undefined)[];
  readonly before?: ParityPhase;
  readonly turn?: Turn;
  readonly after?: ParityPhase;
}

interface Axis {
  readonly letter: "X" | "Y" | "Z";
  readonly coefficient: number;
  readonly identity: number;
}

/** exp(−i·coefficient·angle·P) for a Pauli word P: a turn, with its sign, or a phase; neither for the identity. */
export interface Word {
  readonly kind: "word";
  readonly at: Site;
  readonly coefficient: number;
  /** −1 where the word is minus the turn's. */
  readonly sign: number;
  readonly turn?: Turn;
  readonly phase?: ParityPhase;
}

/** A constant phase: w and, for even parity, d0, both [re, im]. */
interface Signs {
  readonly kind: "constant";
  readonly phase: ParityPhase;
  readonly even: readonly [number, number];
  readonly odd: readonly [number, number];
}

/** X on the qubit with this mask: nothing moves, indices are read differently. */
interface Flip {
  readonly kind: "flip";
  readonly mask: number;
}

export interface MatrixMaker {
  readonly kind: "matrix";
  readonly at: Site;
  readonly element: Matrices;
}

export interface Elements {
  readonly elements: readonly Element[];
  readonly makers: readonly Maker[];
  /** Masks and functionals of the qubits behind the circuit. */
  readonly masks: readonly number[];
  readonly functionals: readonly number[];
}

/**
 * Whether an operation can be taken apart: what moves needs a generator, and where it is more than a block of its own, on several
 * qubits or with an angle of each row, one of words that commute.
 */
export function isSupported({ gate: { generator, angles: names }, qubits, angles }: Operation): boolean {
  if (!angles.some((angle) => typeof angle === "object")) return true;
  if (!generator) return false;
  const fed = angles.some((angle) => typeof angle === "object" && "input" in angle);
  return (qubits.length === 1 && !fed) || (names.length === 1 && wordsCommute(generator));
}

/**
 * Takes a circuit of supported operations apart.
 * @param located the operations to keep, with their numbers
 * @param rows whether input angles differ from row to row (a batch), or are fixed while a state runs
 */
export function elementsOf(
  { qubits }: Circuit,
  located: readonly { readonly operation: Operation; readonly index: number }[],
  rows: boolean,
): Elements {
  const masks = Array.from({ length: qubits }, (_, qubit) => 1 << (qubits - 1 - qubit));
  const functionals = [...masks];
  const elements: Element[] = [];
  const makers: Maker[] = [];
  const open = new Map<number, Site[]>();

  const add = <E extends Element>(element: E): E => {
    elements.push(element);
    return element;
  };
  const phase = (functional: number, each = false): ParityPhase => add({ kind: "phase", functional, each, at: -1 });
  const turn = (mask: number, functional: number, each = false): Turn =>
    add({ kind: "turn", mask, functional, each, at: -1, lane: false });
  const constant = (functional: number, odd: readonly [number, number]): void => {
    makers.push({ kind: "constant", phase: phase(functional), even: [1, 0], odd });
  };

  function close(qubit: number): void {
    const members = open.get(qubit);
    if (!members) return;
    open.delete(qubit);
    const [mask, functional] = [masks[qubit], functionals[qubit]];
    const axes = members.map(({ gate }) => axisOf(gate));
    const diagonal = members.every(({ gate }) => gate.structure === "diagonal");
    const real = axes.every((axis) => axis?.letter === "Y");
    makers.push({
      kind: "block",
      mask,
      functional,
      members,
      axes,
      ...(!diagonal && !real && { before: phase(functional) }),
      ...(!diagonal && { turn: turn(mask, functional) }),
      ...(!real && { after: phase(functional) }),
    });
  }

  function word(at: Site, on: readonly number[], { pauli, coefficient }: GeneratorTerm, each: boolean): void {
    let mask = 0;
    let functional = 0;
    let ys = 0;
    let pivot = 0;
    on.forEach((qubit, k) => {
      const letter = pauli[k];
      if (letter === "X" || letter === "Y") {
        mask ^= masks[qubit];
        pivot = functionals[qubit];
      }
      if (letter === "Z" || letter === "Y") functional ^= functionals[qubit];
      if (letter === "Y") ys += 1;
    });
    if (mask === 0) {
      // The identity turns the global phase; each row's own, where angles differ.
      const placed = functional === 0 && !each ? undefined : phase(functional, each);
      makers.push({ kind: "word", at, coefficient, sign: 1, ...(placed && { phase: placed }) });
      return;
    }
    // A word with an even number of Ys is one with an odd number between S and S† on the parity of one of its flips.
    const even = ys % 2 === 0;
    const sign = ys % 4 < 2 ? 1 : -1;
    if (even) constant(pivot, [0, 1]);
    makers.push({
      kind: "word",
      at,
      coefficient,
      sign,
      turn: turn(mask, even ? functional ^ pivot : functional, each),
    });
    if (even) constant(pivot, [0, -1]);
  }

  for (const { operation, index } of located) {
    const { gate, qubits: on, angles } = operation;
    const at: Site = { operation: index, gate, angles };
    const each = rows && angles.some((angle) => typeof angle === "object" && "input" in angle);
    const linear = gate.structure === "permutation" ? affineOf(gate) : undefined;
    if (on.length === 1 && !each && !(linear && !open.has(on[0]))) {
      const block = open.get(on[0]);
      if (block) block.push(at);
      else open.set(on[0], [at]);
      continue;
    }
    for (const qubit of on) close(qubit);
    const { generator } = gate;
    if (linear) {
      const [oldMasks, oldFunctionals] = [on.map((qubit) => masks[qubit]), on.map((qubit) => functionals[qubit])];
      on.forEach((qubit, k) => {
        masks[qubit] = pick(oldMasks, linear.back[k]);
        functionals[qubit] = pick(oldFunctionals, linear.there[k]);
      });
      on.forEach((qubit, k) => {
        if (linear.flips[k]) makers.push({ kind: "flip", mask: masks[qubit] });
      });
    } else if (generator && angles.length === 1 && wordsCommute(generator)) {
      for (const term of generator) word(at, on, term, each);
    } else if (gate.structure === "diagonal" && signsOf(gate)) {
      addSigns(at, on, signsOf(gate)!);
    } else {
      const element = add({
        kind: "matrix",
        at: -1,
        masks: on.map((qubit) => masks[qubit]),
        functionals: on.map((qubit) => functionals[qubit]),
      });
      makers.push({ kind: "matrix", at, element });
    }
  }
  for (const qubit of [...open.keys()]) close(qubit);
  return { elements, makers, masks, functionals };

  /** A diagonal of signs is a product of phases: −1 = exp(iπ), and the Walsh transform of the exponents says by which parity. */
  function addSigns(at: Site, on: readonly number[], signs: readonly number[]): void {
    for (let subset = 1; subset < signs.length; subset++) {
      // Halves and quarters of π come out exactly: exponents are k/size turns.
      const total = signs.reduce((sum, negative, j) => sum + (parity(subset & j) ? -negative : negative), 0);
      if (total === 0) continue;
      const functional = on.reduce(
        (sum, qubit, k) => ((subset >> (on.length - 1 - k)) & 1 ? sum ^ functionals[qubit] : sum),
        0,
      );
      constantAngle(functional, at, (Math.PI * total) / signs.length);
    }
    const total = signs.reduce((sum, negative) => sum + negative, 0);
    if (total !== 0) constantAngle(0, at, (Math.PI * total) / signs.length);
  }

  /** exp(iα) for even parity, exp(−iα) for odd: the word exp(−i·(−α)·Z…Z). */
  function constantAngle(functional: number, at: Site, alpha: number): void {
    const fixed: Site = { ...at, angles: [-alpha] };
    const placed = functional === 0 ? undefined : phase(functional);
    makers.push({ kind: "word", at: fixed, coefficient: 1, sign: 1, ...(placed && { phase: placed }) });
  }
}

/**
 * Leaves out phases that nothing behind them can see. `flips` are the masks of the observables' words.
 */
export function withoutDeadPhases(all: Elements, flips: readonly number[]): ReadonlySet<Element> {
  const later = new Span();
  for (const mask of flips) later.add(mask);
  const dead = new Set<Element>();
  for (const element of all.elements.toReversed()) {
    if (element.kind === "phase") {
      if (!later.some((mask) => parity(mask & element.functional) === 1)) dead.add(element);
    } else if (element.kind === "turn") later.add(element.mask);
    else for (const mask of element.masks) later.add(mask);
  }
  return dead;
}

function axisOf({ generator, angles }: Gate): Axis | undefined {
  if (!generator || angles.length !== 1) return undefined;
  const letters = generator.filter(({ pauli }) => pauli !== "I");
  if (letters.length !== 1) return undefined;
  const identity = generator.reduce((sum, { pauli, coefficient }) => (pauli === "I" ? sum + coefficient : sum), 0);
  return { letter: letters[0].pauli as "X" | "Y" | "Z", coefficient: letters[0].coefficient, identity };
}

function wordsCommute(generator: readonly GeneratorTerm[]): boolean {
  return generator.every((a, i) =>
    generator.slice(i + 1).every((b) => {
      const clashes = Array.from(a.pauli).filter((letter, k) => {
        const other = b.pauli[k];
        return letter !== "I" && other !== "I" && letter !== other;
      });
      return clashes.length % 2 === 0;
    }),
  );
}

/** 1 where a diagonal of ±1 is −1, or undefined for another diagonal. */
function signsOf(gate: Gate): number[] | undefined {
  if (gate.angles.length > 0) return undefined;
  const { re, im } = gate.matrix();
  const size = 2 ** gate.qubits;
  const entries = Array.from({ length: size }, (_, k) => k * (size + 1));
  if (!entries.every((at) => im[at] === 0 && Math.abs(re[at]) === 1)) return undefined;
  return entries.map((at) => (re[at] < 0 ? 1 : 0));
}
