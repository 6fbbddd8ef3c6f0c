import type { Angle, Gate } from "@uphill/circuits";
import { sinCos, UphillError } from "@uphill/core";
import type { Shift } from "../../program.js";
import { parity } from "../../passes/parity.js";
import { combinations } from "./bits.js";
import type { Derivative } from "./derivatives.js";
import type { Block, Site, MatrixMaker, ParityPhase, Turn, Word } from "./elements.js";
import type { Plan } from "./plan.js";
import type { Slot } from "./sweep.js";
import {
  begin,
  conjugate,
  factorise,
  lengths,
  mirror,
  multiplyLeft,
  multiplyRight,
  p0,
  p1,
  q,
  rotated,
  turnLeft,
  turnRight,
  u,
  v,
} from "./unitary.js";

/** Turns an angle's declaration into radians. */
export type Radians = (angle: Angle) => number;

/** A tape's numbers for given angles. */
export interface BoundTape {
  /**
   * How what is stored reads: amplitude p of memory is, times scale · phase · (−1)^parity(signs · p), that of index p ⊕ flips.
   */
  readonly flips: number;
  readonly signs: number;
  readonly scale: number;
  /** What the sweep leaves at the start reads times this. */
  readonly startScale: number;
  readonly phase: readonly [number, number];
  /**
   * ∂⟨O⟩/∂angle = Σ coefficient · overlap, for each trained or fed angle in the order of the elements: [derivatives, 4] of X, Y, Z, and
   * Z in front of the turn.
   */
  readonly coefficients: Float64Array;
  /** Turns whose X overlap is read; that of the others follows from Z on both sides of the turn. */
  readonly readX: ReadonlySet<Turn>;
}

// Scratch of one call. Numbers that closures share live in arrays: variables would be allocated anew at every write.
/** The global phase. */
const global = new Float64Array(2);
/** Cosine and sine. */
const turned = new Float64Array(2);
/** Of the members of the block at hand. */
const cosines: number[] = [];
const sines: number[] = [];
/** What each turn was divided by, where its parameters stand. */
const divisors: number[] = [];

/** What a tape's numbers come from. */
interface Angles {
  readonly radians: Radians;
  readonly shift?: Shift;
  /** Whether a sweep follows: coefficients are then worked out. */
  readonly sweeps: boolean;
  /** Whether they are to undo the scales that overlaps are read at. */
  readonly scaled: boolean;
}

/**
 * Works out all numbers of a tape: the plan's `numbers` take the parameters that angles decide, as they stand in memory.
 * Cost: a sine and a cosine, and some twenty products, for each gate.
 */
export function bind(plan: Plan, { radians, shift, sweeps, scaled }: Angles): BoundTape {
  const { stages, tape, numbers } = plan;
  const { makers } = plan.elements;
  const derivatives = sweeps ? plan.derivatives : undefined;
  const coefficients = new Float64Array(4 * (derivatives?.length ?? 0));
  const readX = new Set<Turn>();
  let flips = 0;
  let signs = 0;
  global[0] = 1;
  global[1] = 0;
  let next = 0;
  numbers[tape.one / 8] = 1;
  for (const maker of makers) {
    switch (maker.kind) {
      case "block":
        block(maker);
        break;
      case "word":
        word(maker);
        break;
      case "constant":
        setPhase(maker.phase, maker.even[0], maker.even[1], maker.odd[0], maker.odd[1]);
        break;
      case "flip":
        flips ^= maker.mask;
        break;
      case "matrix":
        matrix(maker);
    }
  }

  // Scales wait for the next phases, which multiply anyway.
  let scale = 1;
  const perStage = stages.map((stage, k) => {
    if (stage.kind === "turns") for (const turn of stage.turns) scale *= divisors[turn.at / 16];
    const at = stage.kind === "phases" && stage.scales ? tape.scales.get(k) : undefined;
    if (!at) return at;
    numbers[at.forward / 8] = scale;
    scale = 1;
    return at;
  });
  const startScale = derivatives && scaled ? sweepScales(derivatives) : 1;
  return { flips, signs, scale, startScale, phase: [global[0], global[1]], coefficients, readX };

  function sweepScales(all: readonly Derivative[]): number {
    const behind = new Float64Array(stages.length);
    let pending = scale;
    for (let k = stages.length - 1; k >= 0; k--) {
      behind[k] = pending;
      const stage = stages[k];
      if (stage.kind === "turns") for (const turn of stage.turns) pending *= divisors[turn.at / 16];
      const at = perStage[k];
      if (!at) continue;
      numbers[at.back / 8] = pending;
      pending = 1;
    }
    // Of each stage, what is pending when none, one, two … of its turns are undone.
    const partly: (Float64Array | undefined)[] = [];
    const pendingAt = ({ stage, undone }: Slot): number => {
      if (undone === 0) return behind[stage];
      let values = partly[stage];
      if (!values) {
        const turns = tape.undone.get(stage)!;
        partly[stage] = values = new Float64Array(turns.length + 1);
        let value = (values[0] = behind[stage]);
        for (let k = 0; k < turns.length; k++) values[k + 1] = value *= divisors[turns[k].at / 16];
      }
      return values[undone];
    };
    const factor = (slot: Slot | undefined): number => {
      if (!slot) return 0;
      const value = pendingAt(slot);
      return value * value;
    };
    all.forEach(({ slots }, d) => {
      for (let k = 0; k < 4; k++) coefficients[4 * d + k] *= factor(slots[k]);
    });
    return pending;
  }

  function angleOf({ operation, gate, angles }: Site, k: number): number {
    const angle = angles[k];
    const value = radians(angle) + (shift?.operation === operation && shift.angle === k ? shift.delta : 0);
    return Number.isFinite(value) ? value : refuseAngle(gate, k, operation, value);
  }

  function turnGlobal(re: number, im: number): void {
    const old = global[0];
    global[0] = old * re - global[1] * im;
    global[1] = old * im + global[1] * re;
  }

  /** Values for even and odd parity, both of length 1; memory holds the ratio. */
  function setPhase(phase: ParityPhase, evenRe: number, evenIm: number, oddRe: number, oddIm: number): void {
    const swapped = parity(phase.functional & flips) === 1;
    const wRe = oddRe * evenRe + oddIm * evenIm;
    const wIm = oddIm * evenRe - oddRe * evenIm;
    if (swapped) turnGlobal(oddRe, oddIm);
    else turnGlobal(evenRe, evenIm);
    if (phase.at < 0) return;
    const k = phase.at / 8;
    numbers[k] = wRe;
    numbers[k + 1] = swapped ? -wIm : wIm;
  }

  /** The rotation (c, −s; s, c), divided by its larger entry: where that is the sine, indices and signs are read differently. */
  function setTurn(turn: Turn, c: number, sine: number): void {
    const s = parity(turn.functional & flips) ? -sine : sine;
    const across = Math.abs(s) > Math.abs(c);
    let t = across ? -c / s : s / c;
    if (parity(signs & turn.mask)) t = -t;
    divisors[turn.at / 16] = across ? s : c;
    if (across) {
      flips ^= turn.mask;
      signs ^= turn.functional;
    }
    const k = turn.at / 8;
    numbers[k] = t;
    numbers[k + 1] = turn.lane ? -t : t;
    const far = tape.farMatrices.size > 0 ? tape.farMatrices.get(turn) : undefined;
    if (far !== undefined) {
      numbers[far / 8] = 1;
      numbers[far / 8 + 2] = -t;
      numbers[far / 8 + 4] = t;
      numbers[far / 8 + 6] = 1;
    }
  }

  function signX(mask: number): number {
    return parity(signs & mask) ? -1 : 1;
  }
  function signZ(functional: number): number {
    return parity(functional & flips) ? -1 : 1;
  }

  function block(maker: Block): void {
    const { members, axes } = maker;
    begin(u);
    for (let k = 0; k < members.length; k++) {
      const member = members[k];
      const axis = axes[k];
      if (!axis) {
        multiplyLeft(member.gate.matrix(...member.angles.map((_, a) => angleOf(member, a))));
        continue;
      }
      const angle = angleOf(member, 0);
      sinCos(axis.coefficient * angle, turned);
      cosines[k] = turned[1];
      sines[k] = turned[0];
      turnLeft(axis.letter, turned[1], turned[0]);
      if (axis.identity === 0) continue;
      sinCos(axis.identity * angle, turned);
      turnGlobal(turned[1], -turned[0]);
    }
    let wRe = 1;
    let wIm = 0;
    if (!maker.turn) {
      mirror(u, p1);
      setPhase(maker.after!, u[0], u[1], p1[0], p1[1]);
    } else if (!maker.after) setTurn(maker.turn, u[0], u[2]);
    else {
      factorise();
      const c = lengths[0];
      const s = lengths[1];
      setPhase(maker.before!, 1, 0, q[0], q[1]);
      const before = signZ(maker.functional);
      setTurn(maker.turn, c, s);
      wRe = p1[0] * p0[0] + p1[1] * p0[1];
      wIm = p1[1] * p0[0] - p1[0] * p0[1];
      const x = signX(maker.mask);
      const z = signZ(maker.functional);
      setPhase(maker.after, p0[0], p0[1], p1[0], p1[1]);
      if (derivatives) {
        const from = next;
        blockDerivatives(maker, wRe, wIm, x, z);
        withoutX(maker.turn, from, c, s, { x, z, before });
      }
      return;
    }
    if (derivatives) {
      const [x, z] = [signX(maker.mask), signZ(maker.functional)];
      blockDerivatives(maker, wRe, wIm, x, z);
    }
  }

  /**
   * A generator n·(X, Y, Z) in a block is V n·(X, Y, Z) V† behind it, V being the gates that follow; the overlaps are read before
   * the last phase w.
   */
  function blockDerivatives(maker: Block, wRe: number, wIm: number, sx: number, sz: number): void {
    const sy = sx * sz;
    const { members, axes } = maker;
    let count = 0;
    for (const { angles } of members) for (const angle of angles) if (typeof angle === "object") count += 1;
    if (count === 0) return;
    let d = next + count;
    next = d;
    begin(v);
    for (let k = members.length - 1; k >= 0; k--) {
      const { angles, gate } = members[k];
      const axis = axes[k];
      for (let a = angles.length - 1; a >= 0; a--) {
        if (typeof angles[a] === "number") continue;
        d -= 1;
        let gx = 0;
        let gy = 0;
        let gz = 0;
        for (const { pauli, coefficient } of gate.generator!) {
          if (pauli === "X") gx += coefficient;
          else if (pauli === "Y") gy += coefficient;
          else if (pauli === "Z") gz += coefficient;
        }
        conjugate(gx, gy, gz);
        coefficients[4 * d] = 2 * sx * (wRe * rotated[0] + wIm * rotated[1]);
        coefficients[4 * d + 1] = 2 * sy * (wRe * rotated[1] - wIm * rotated[0]);
        coefficients[4 * d + 2] = 2 * sz * rotated[2];
      }
      // V ← V · U_k
      if (k === 0) break;
      if (axis) turnRight(axis.letter, cosines[k], sines[k]);
      else multiplyRight(gate.matrix(...angles.map((_, a) => angleOf(members[k], a))));
    }
  }

  /**
   * A turn by θ takes Z to R Z R† = cos θ Z + sin θ X, so X behind it is (Z in front − cos θ Z behind) / sin θ: two overlaps that are
   * there anyway, unless θ is so near to 0 or π that rounding would grow.
   */
  function withoutX(
    turn: Turn,
    from: number,
    c: number,
    s: number,
    sign: { x: number; z: number; before: number },
  ): void {
    const sine = 2 * s * c;
    const cosine = c * c - s * s;
    for (let d = from; d < next; d++) {
      if (!scaled || !derivatives![d].slots[3] || Math.abs(sine) < LEAST_SINE) {
        readX.add(turn);
        continue;
      }
      const x = (coefficients[4 * d] * sign.x) / sine;
      coefficients[4 * d] = 0;
      coefficients[4 * d + 2] -= x * cosine * sign.z;
      coefficients[4 * d + 3] = x * sign.before;
    }
  }

  function word({ at, coefficient, sign, turn, phase }: Word): void {
    const each = turn?.each ?? phase?.each ?? false;
    const trained = typeof at.angles[0] !== "number";
    if (turn && !each) {
      sinCos(sign * coefficient * angleOf(at, 0), turned);
      setTurn(turn, turned[1], turned[0]);
    } else if (turn) {
      const minus = parity(turn.functional & flips) ^ parity(signs & turn.mask);
      numbers[turn.at / 8] = minus ? -1 : 1;
    } else if (!each) {
      sinCos(coefficient * angleOf(at, 0), turned);
      const [s, c] = turned;
      if (phase) setPhase(phase, c, -s, c, s);
      else turnGlobal(c, -s);
    } else if (phase) {
      if (phase.at >= 0) numbers[phase.at / 8] = parity(phase.functional & flips) ? -1 : 1;
    }
    if (!derivatives || !trained) return;
    const d = next++;
    if (turn) coefficients[4 * d + 1] = 2 * coefficient * sign * signX(turn.mask) * signZ(turn.functional);
    else if (phase) coefficients[4 * d + 2] = 2 * coefficient * signZ(phase.functional);
  }

  function matrix({ at, element }: MatrixMaker): void {
    const { gate, angles } = at;
    const { re, im } = gate.matrix(...angles.map((_, k) => angleOf(at, k)));
    const size = 2 ** element.masks.length;
    const flipped = element.functionals.reduce((bits, functional) => 2 * bits + parity(functional & flips), 0);
    const minus = combinations(element.masks.toReversed()).map((mask) => parity(mask & signs));
    const to = element.at / 8;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const from = (i ^ flipped) * size + (j ^ flipped);
        const factor = minus[i] ^ minus[j] ? -1 : 1;
        numbers[to + 2 * (i * size + j)] = factor * re[from];
        numbers[to + 2 * (i * size + j) + 1] = factor * im[from];
      }
    }
  }
}

/** @throws UphillError "non-finite" */
export function refuseAngle(gate: Gate, k: number, operation: number, value: number): never {
  throw new UphillError({
    code: "non-finite",
    who: "simulator",
    got: `angle ${gate.angles[k]} of operation ${operation} (${gate.name}) is ${value}`,
    wanted: "every angle must be finite",
    todo: "Look at the weights and at the angle's scale and offset.",
  });
}

/** Rounding in X grows by its inverse. */
const LEAST_SINE = 1 / 16;
