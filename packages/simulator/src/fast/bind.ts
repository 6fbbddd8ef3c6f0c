import type { Angle, Gate, Matrix } from "@uphill/circuits";
import { sinCos, UphillError } from "@uphill/core";
import type { Shift } from "../program.js";
import { combinations, parity } from "./bits.js";
import type { Block, Elements, Located, MatrixMaker, Phase, Turn, Word } from "./elements.js";
import type { Stage } from "./stages.js";
import { zKey, type Slot, type Tape } from "./tape.js";

/** Turns an angle's declaration into radians. */
export type AngleAt = (angle: Angle) => number;

/** A tape's numbers for given angles. */
export interface Bound {
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

/** An angle with a derivative, and the slots that it comes from. */
export interface Derivative {
  readonly angle: Exclude<Angle, number>;
  /** Where the angle stands in the circuit. */
  readonly operation: number;
  readonly index: number;
  /** The generator's coefficient where it is a single Pauli word (and the identity): then ⟨O⟩ has one frequency. */
  readonly coefficient?: number;
  /** What branches off a shifted circuit, and the stage behind which it does. */
  readonly element?: Turn | Phase;
  readonly stage?: number;
  /** Where X, Y, Z, and Z in front of the turn are read. */
  readonly slots: readonly [x?: Slot, y?: Slot, z?: Slot, zBefore?: Slot];
}

/** What the sweep yields, in the order of {@link Bound.coefficients}. */
export function derivativesOf({ makers }: Elements, stages: readonly Stage[], tape: Tape): Derivative[] {
  const stageOf = new Map<Phase | Turn, number>();
  stages.forEach((stage, k) => {
    if (stage.kind === "turns") for (const turn of stage.turns) stageOf.set(turn, k);
    if (stage.kind === "phases") for (const phase of stage.phases) stageOf.set(phase, k);
    if (stage.kind === "phase each") stageOf.set(stage.phase, k);
  });
  // How many words each operation is made of, the identity not counted.
  const words = new Map<number, number>();
  for (const maker of makers) {
    if (maker.kind !== "word" || !(maker.turn ?? maker.phase)) continue;
    words.set(maker.at.operation, (words.get(maker.at.operation) ?? 0) + 1);
  }
  return makers.flatMap((maker): Derivative[] => {
    if (maker.kind === "block") {
      const { turn, functional } = maker;
      const stage = turn ? stageOf.get(turn)! + 1 : maker.after && stageOf.get(maker.after);
      const z = stage === undefined ? undefined : tape.overlapsZ.get(zKey(stage, functional));
      const before = turn && tape.overlapsZ.get(zKey(stageOf.get(turn)! - 1, functional));
      const slots = [turn && tape.overlapsX.get(turn), turn && tape.overlapsY.get(turn), z, before] as const;
      const element = turn ?? maker.after;
      const at = { element, stage: element && stageOf.get(element) };
      return maker.members.flatMap(({ angles, operation }, k) =>
        angles.flatMap((angle, index) =>
          typeof angle === "number"
            ? []
            : [{ angle, operation, index, coefficient: maker.axes[k]?.coefficient, ...at, slots }],
        ),
      );
    }
    if (maker.kind !== "word" || typeof maker.at.angles[0] === "number") return [];
    const [angle] = maker.at.angles;
    const element = maker.turn ?? maker.phase;
    const stage = element && stageOf.get(element);
    const z = stage === undefined || !maker.phase ? undefined : tape.overlapsZ.get(zKey(stage, maker.phase.functional));
    const y = maker.turn && tape.overlapsY.get(maker.turn);
    const { operation } = maker.at;
    const coefficient = words.get(operation) === 1 ? maker.coefficient : undefined;
    return [{ angle, operation, index: 0, coefficient, element, stage, slots: [undefined, y, z] }];
  });
}

// Scratch of one call. Numbers that closures share live in arrays: variables would be allocated anew at every write.
/** A block's unitary: 00, 01, 10, 11, each [re, im]. */
const u = new Float64Array(8);
const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 0, 1, 0);
/** Its factors' phases. */
const p0 = new Float64Array(2);
const p1 = new Float64Array(2);
const q = new Float64Array(2);
const ONE = Float64Array.of(1, 0);
/** The global phase. */
const global = new Float64Array(2);
/** Cosine and sine. */
const turned = new Float64Array(2);
/** Of the members of the block at hand. */
const cosines: number[] = [];
const sines: number[] = [];
/** What each turn was divided by, where its parameters stand. */
const divisors: number[] = [];

/**
 * Works out all numbers of a tape: `numbers` takes the parameters that angles decide, as they stand in memory.
 * Cost: a sine and a cosine, and some twenty products, for each gate.
 * @param derivatives what the sweep yields, or undefined for a run without one
 * @param options.scaled whether coefficients are to undo the scales that overlaps are read at
 */
export function bind(
  { makers }: Elements,
  stages: readonly Stage[],
  tape: Tape,
  derivatives: readonly Derivative[] | undefined,
  radians: AngleAt,
  numbers: Float64Array,
  { shift, scaled = true }: { readonly shift?: Shift; readonly scaled?: boolean } = {},
): Bound {
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
    const factor = (slot: Slot | undefined): number => {
      if (!slot) return 0;
      let value = behind[slot.stage];
      for (const turn of slot.undone) value *= divisors[turn.at / 16];
      return value * value;
    };
    all.forEach(({ slots }, d) => {
      for (let k = 0; k < 4; k++) coefficients[4 * d + k] *= factor(slots[k]);
    });
    return pending;
  }

  function angleOf({ operation, gate, angles }: Located, k: number): number {
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
  function setPhase(phase: Phase, evenRe: number, evenIm: number, oddRe: number, oddIm: number): void {
    const swapped = parity(phase.functional & flips) === 1;
    const wRe = oddRe * evenRe + oddIm * evenIm;
    const wIm = oddIm * evenRe - oddRe * evenIm;
    if (swapped) turnGlobal(oddRe, oddIm);
    else turnGlobal(evenRe, evenIm);
    if (phase.at < 0) return;
    numbers[phase.at / 8] = wRe;
    numbers[phase.at / 8 + 1] = swapped ? -wIm : wIm;
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
    const far = tape.farMatrices.get(turn);
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
    u.set(IDENTITY);
    for (let k = 0; k < members.length; k++) {
      const member = members[k];
      const axis = axes[k];
      if (!axis) {
        multiplyMatrix(member.gate.matrix(...member.angles.map((_, a) => angleOf(member, a))));
        continue;
      }
      const angle = angleOf(member, 0);
      sinCos(axis.coefficient * angle, turned);
      cosines[k] = turned[1];
      sines[k] = turned[0];
      multiplyAxis(axis.letter, turned[1], turned[0]);
      if (axis.identity === 0) continue;
      sinCos(axis.identity * angle, turned);
      turnGlobal(turned[1], -turned[0]);
    }
    let wRe = 1;
    let wIm = 0;
    if (!maker.turn) setPhase(maker.after!, u[0], u[1], u[6], u[7]);
    else if (!maker.after) setTurn(maker.turn, u[0], u[4]);
    else {
      // U = diag(p0, p1) · (c, −s; s, c) · diag(1, q) with c, s ≥ 0.
      const c = Math.sqrt(u[0] * u[0] + u[1] * u[1]);
      const s = Math.sqrt(u[4] * u[4] + u[5] * u[5]);
      if (s === 0) {
        // Nothing turns: the phases are those of the diagonal.
        normalise(p0, u[0], u[1], c);
        normalise(p1, u[6], u[7], c);
        q.set(ONE);
      } else if (c === 0) {
        normalise(p1, u[4], u[5], s);
        normalise(p0, -u[2], -u[3], s);
        q.set(ONE);
      } else {
        normalise(p0, u[0], u[1], c);
        normalise(p1, u[4], u[5], s);
        // q = u11 / (p1 c) or −u01 / (p0 s), by the larger.
        if (c >= s) {
          q[0] = (u[6] * p1[0] + u[7] * p1[1]) / c;
          q[1] = (u[7] * p1[0] - u[6] * p1[1]) / c;
        } else {
          q[0] = -(u[2] * p0[0] + u[3] * p0[1]) / s;
          q[1] = -(u[3] * p0[0] - u[2] * p0[1]) / s;
        }
      }
      setPhase(maker.before!, 1, 0, q[0], q[1]);
      const before = signZ(maker.functional);
      setTurn(maker.turn, c, s);
      wRe = p1[0] * p0[0] + p1[1] * p0[1];
      wIm = p1[1] * p0[0] - p1[0] * p0[1];
      const [x, z] = [signX(maker.mask), signZ(maker.functional)];
      setPhase(maker.after, p0[0], p0[1], p1[0], p1[1]);
      if (derivatives) {
        const from = next;
        blockDerivatives(maker, wRe, wIm, x, x * z, z);
        withoutX(maker.turn, derivatives, from, c, s, { x, z, before });
      }
      return;
    }
    if (derivatives) {
      const [x, z] = [signX(maker.mask), signZ(maker.functional)];
      blockDerivatives(maker, wRe, wIm, x, x * z, z);
    }
  }

  /**
   * A generator n·(X, Y, Z) in a block is V n·(X, Y, Z) V† behind it, V being the gates that follow; the overlaps are read before
   * the last phase w.
   */
  function blockDerivatives(maker: Block, wRe: number, wIm: number, sx: number, sy: number, sz: number): void {
    const { members, axes } = maker;
    let count = 0;
    for (const { angles } of members) for (const angle of angles) if (typeof angle === "object") count += 1;
    if (count === 0) return;
    let d = next + count;
    next = d;
    u.set(IDENTITY);
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
        // V G V† with G = (gz, gx − i gy; gx + i gy, −gz); its entries 00 and 10 say all.
        const ar = u[0] * gz + (u[2] * gx - u[3] * gy);
        const ai = u[1] * gz + (u[2] * gy + u[3] * gx);
        const br = u[0] * gx + u[1] * gy - u[2] * gz;
        const bi = u[1] * gx - u[0] * gy - u[3] * gz;
        const cr = u[4] * gz + (u[6] * gx - u[7] * gy);
        const ci = u[5] * gz + (u[6] * gy + u[7] * gx);
        const dr = u[4] * gx + u[5] * gy - u[6] * gz;
        const di = u[5] * gx - u[4] * gy - u[7] * gz;
        const nz = ar * u[0] + ai * u[1] + br * u[2] + bi * u[3];
        const xr = cr * u[0] + ci * u[1] + dr * u[2] + di * u[3];
        const xi = ci * u[0] - cr * u[1] + di * u[2] - dr * u[3];
        coefficients[4 * d] = 2 * sx * (wRe * xr + wIm * xi);
        coefficients[4 * d + 1] = 2 * sy * (wRe * xi - wIm * xr);
        coefficients[4 * d + 2] = 2 * sz * nz;
      }
      // V ← V · U_k
      if (k === 0) break;
      if (axis) multiplyAxisRight(axis.letter, cosines[k], sines[k]);
      else multiplyMatrixRight(gate.matrix(...angles.map((_, a) => angleOf(members[k], a))));
    }
  }

  /**
   * A turn by θ takes Z to R Z R† = cos θ Z + sin θ X, so X behind it is (Z in front − cos θ Z behind) / sin θ: two overlaps that are
   * there anyway, unless θ is so near to 0 or π that rounding would grow.
   */
  function withoutX(
    turn: Turn,
    all: readonly Derivative[],
    from: number,
    c: number,
    s: number,
    sign: { x: number; z: number; before: number },
  ): void {
    const sine = 2 * s * c;
    const cosine = c * c - s * s;
    for (let d = from; d < next; d++) {
      if (!scaled || !all[d].slots[3] || Math.abs(sine) < LEAST_SINE) {
        readX.add(turn);
        continue;
      }
      const x = (coefficients[4 * d] * sign.x) / sine;
      coefficients[4 * d] = 0;
      coefficients[4 * d + 2] -= x * cosine * sign.z;
      coefficients[4 * d + 3] = x * sign.before;
    }
  }

  /** U ← (c − i s σ) U */
  function multiplyAxis(letter: "X" | "Y" | "Z", c: number, s: number): void {
    const ar = u[0];
    const ai = u[1];
    const br = u[2];
    const bi = u[3];
    const cr = u[4];
    const ci = u[5];
    const dr = u[6];
    const di = u[7];
    if (letter === "Z") {
      u[0] = c * ar + s * ai;
      u[1] = c * ai - s * ar;
      u[2] = c * br + s * bi;
      u[3] = c * bi - s * br;
      u[4] = c * cr - s * ci;
      u[5] = c * ci + s * cr;
      u[6] = c * dr - s * di;
      u[7] = c * di + s * dr;
    } else if (letter === "Y") {
      u[0] = c * ar - s * cr;
      u[1] = c * ai - s * ci;
      u[2] = c * br - s * dr;
      u[3] = c * bi - s * di;
      u[4] = s * ar + c * cr;
      u[5] = s * ai + c * ci;
      u[6] = s * br + c * dr;
      u[7] = s * bi + c * di;
    } else {
      u[0] = c * ar + s * ci;
      u[1] = c * ai - s * cr;
      u[2] = c * br + s * di;
      u[3] = c * bi - s * dr;
      u[4] = c * cr + s * ai;
      u[5] = c * ci - s * ar;
      u[6] = c * dr + s * bi;
      u[7] = c * di - s * br;
    }
  }

  /** V ← V (c − i s σ) */
  function multiplyAxisRight(letter: "X" | "Y" | "Z", c: number, s: number): void {
    const ar = u[0];
    const ai = u[1];
    const br = u[2];
    const bi = u[3];
    const cr = u[4];
    const ci = u[5];
    const dr = u[6];
    const di = u[7];
    if (letter === "Z") {
      u[0] = c * ar + s * ai;
      u[1] = c * ai - s * ar;
      u[4] = c * cr + s * ci;
      u[5] = c * ci - s * cr;
      u[2] = c * br - s * bi;
      u[3] = c * bi + s * br;
      u[6] = c * dr - s * di;
      u[7] = c * di + s * dr;
    } else if (letter === "Y") {
      u[0] = c * ar + s * br;
      u[1] = c * ai + s * bi;
      u[2] = c * br - s * ar;
      u[3] = c * bi - s * ai;
      u[4] = c * cr + s * dr;
      u[5] = c * ci + s * di;
      u[6] = c * dr - s * cr;
      u[7] = c * di - s * ci;
    } else {
      u[0] = c * ar + s * bi;
      u[1] = c * ai - s * br;
      u[2] = c * br + s * ai;
      u[3] = c * bi - s * ar;
      u[4] = c * cr + s * di;
      u[5] = c * ci - s * dr;
      u[6] = c * dr + s * ci;
      u[7] = c * di - s * cr;
    }
  }

  function multiplyMatrix({ re, im }: Matrix): void {
    product(re, im, Float64Array.of(u[0], u[2], u[4], u[6]), Float64Array.of(u[1], u[3], u[5], u[7]));
  }

  function multiplyMatrixRight({ re, im }: Matrix): void {
    product(Float64Array.of(u[0], u[2], u[4], u[6]), Float64Array.of(u[1], u[3], u[5], u[7]), re, im);
  }

  function product(ar: Float64Array, ai: Float64Array, br: Float64Array, bi: Float64Array): void {
    const re = (i: number, j: number): number =>
      ar[i] * br[j] - ai[i] * bi[j] + ar[i + 1] * br[j + 2] - ai[i + 1] * bi[j + 2];
    const im = (i: number, j: number): number =>
      ar[i] * bi[j] + ai[i] * br[j] + ar[i + 1] * bi[j + 2] + ai[i + 1] * br[j + 2];
    [u[0], u[2], u[4], u[6]] = [re(0, 0), re(0, 1), re(2, 0), re(2, 1)];
    [u[1], u[3], u[5], u[7]] = [im(0, 0), im(0, 1), im(2, 0), im(2, 1)];
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
    const { re, im } = matrixOf(gate, angles, at);
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

  function matrixOf(gate: Gate, angles: readonly Angle[], at: Located): Matrix {
    return gate.matrix(...angles.map((_, k) => angleOf(at, k)));
  }
}

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

/** A complex number over its length. Where squares underflow, so that the length given is not its own, it is scaled first. */
function normalise(to: Float64Array, re: number, im: number, length: number): void {
  if (length > SAFE_LENGTH) {
    to[0] = re / length;
    to[1] = im / length;
    return;
  }
  const larger = Math.max(Math.abs(re), Math.abs(im));
  const r = re / larger;
  const i = im / larger;
  const own = Math.sqrt(r * r + i * i);
  to[0] = r / own;
  to[1] = i / own;
}

const SAFE_LENGTH = 1e-140;
