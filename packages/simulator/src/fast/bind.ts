import type { Angle, Gate, Matrix } from "@uphill/circuits";
import { cos, sin, UphillError } from "@uphill/core";
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
  readonly phase: readonly [number, number];
  /** ∂⟨O⟩/∂angle = Σ coefficient · overlap, for each trained or fed angle in the order of the elements: [derivatives, 3] of X, Y, Z. */
  readonly coefficients: Float64Array;
}

/** An angle with a derivative, and the slots that it comes from. */
export interface Derivative {
  readonly angle: Exclude<Angle, number>;
  readonly x?: Slot;
  readonly y?: Slot;
  readonly z?: Slot;
}

/** What the sweep yields, in the order of {@link Bound.coefficients}. */
export function derivativesOf({ makers }: Elements, stages: readonly Stage[], tape: Tape): Derivative[] {
  const stageOf = new Map<Phase | Turn, number>();
  stages.forEach((stage, k) => {
    if (stage.kind === "turns") for (const turn of stage.turns) stageOf.set(turn, k);
    if (stage.kind === "phases") for (const phase of stage.phases) stageOf.set(phase, k);
    if (stage.kind === "phase each") stageOf.set(stage.phase, k);
  });
  return makers.flatMap((maker): Derivative[] => {
    if (maker.kind === "block") {
      const { turn, functional } = maker;
      const stage = turn ? stageOf.get(turn)! + 1 : maker.after && stageOf.get(maker.after);
      const z = stage === undefined ? undefined : tape.overlapsZ.get(zKey(stage, functional));
      const slots = { ...(turn && { x: tape.overlapsX.get(turn), y: tape.overlapsY.get(turn) }), z };
      return maker.members.flatMap(({ angles }) =>
        angles.flatMap((angle) => (typeof angle === "number" ? [] : [{ angle, ...slots }])),
      );
    }
    if (maker.kind !== "word" || typeof maker.at.angles[0] === "number") return [];
    const stage = maker.phase && stageOf.get(maker.phase);
    const z = stage === undefined ? undefined : tape.overlapsZ.get(zKey(stage, maker.phase!.functional));
    return [{ angle: maker.at.angles[0], y: maker.turn && tape.overlapsY.get(maker.turn), z }];
  });
}

/**
 * Works out all numbers of a tape: `numbers` takes the parameters that angles decide, as they stand in memory.
 * Cost: a sine and a cosine, and some twenty products, for each gate.
 * @param derivatives what the sweep yields, or undefined for a run without one
 */
export function bind(
  { makers }: Elements,
  stages: readonly Stage[],
  tape: Tape,
  derivatives: readonly Derivative[] | undefined,
  radians: AngleAt,
  numbers: Float64Array,
  shift?: Shift,
): Bound {
  const coefficients = new Float64Array(3 * (derivatives?.length ?? 0));
  const scaleOf = new Map<Turn, number>();
  let flips = 0;
  let signs = 0;
  let phaseRe = 1;
  let phaseIm = 0;
  let next = 0;
  // Of the members of the block at hand.
  const cosines: number[] = [];
  const sines: number[] = [];
  // The product of a block's gates, and its numbers: fields of one frame are faster than objects.
  let u00r = 0;
  let u00i = 0;
  let u01r = 0;
  let u01i = 0;
  let u10r = 0;
  let u10i = 0;
  let u11r = 0;
  let u11i = 0;

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
    if (stage.kind === "turns") for (const turn of stage.turns) scale *= scaleOf.get(turn)!;
    const at = stage.kind === "phases" && stage.phases.length > 0 ? tape.scales.get(k) : undefined;
    if (!at) return at;
    numbers[at.forward / 8] = scale;
    scale = 1;
    return at;
  });
  if (derivatives) sweepScales(derivatives);
  return { flips, signs, scale, phase: [phaseRe, phaseIm], coefficients };

  function sweepScales(all: readonly Derivative[]): void {
    const behind = new Float64Array(stages.length);
    let pending = scale;
    for (let k = stages.length - 1; k >= 0; k--) {
      behind[k] = pending;
      const stage = stages[k];
      if (stage.kind === "turns") for (const turn of stage.turns) pending *= scaleOf.get(turn)!;
      const at = perStage[k];
      if (!at) continue;
      numbers[at.back / 8] = pending;
      pending = 1;
    }
    const factor = (slot: Slot | undefined): number => {
      if (!slot) return 0;
      let value = behind[slot.stage];
      for (const turn of slot.undone) value *= scaleOf.get(turn)!;
      return value * value;
    };
    all.forEach(({ x, y, z }, d) => {
      coefficients[3 * d] *= factor(x);
      coefficients[3 * d + 1] *= factor(y);
      coefficients[3 * d + 2] *= factor(z);
    });
  }

  function angleOf({ operation, gate, angles }: Located, k: number): number {
    const angle = angles[k];
    const value = radians(angle) + (shift?.operation === operation && shift.angle === k ? shift.delta : 0);
    if (Number.isFinite(value)) return value;
    throw new UphillError({
      code: "non-finite",
      who: "simulator",
      got: `angle ${gate.angles[k]} of operation ${operation} (${gate.name}) is ${value}`,
      wanted: "every angle must be finite",
      todo: "Look at the weights and at the angle's scale and offset.",
    });
  }

  function turnGlobal(re: number, im: number): void {
    const old = phaseRe;
    phaseRe = old * re - phaseIm * im;
    phaseIm = old * im + phaseIm * re;
  }

  /** Values for even and odd parity, both of length 1; memory holds the ratio, and 1. */
  function setPhase(phase: Phase, evenRe: number, evenIm: number, oddRe: number, oddIm: number): void {
    const swapped = parity(phase.functional & flips) === 1;
    const wRe = oddRe * evenRe + oddIm * evenIm;
    const wIm = oddIm * evenRe - oddRe * evenIm;
    if (swapped) turnGlobal(oddRe, oddIm);
    else turnGlobal(evenRe, evenIm);
    const at = tape.at.get(phase);
    if (at === undefined) return;
    const k = at / 8;
    numbers[k] = 1;
    numbers[k + 2] = wRe;
    numbers[k + 3] = swapped ? -wIm : wIm;
  }

  /** The rotation (c, −s; s, c), divided by its larger entry: where that is the sine, indices and signs are read differently. */
  function setTurn(turn: Turn, c: number, sine: number): void {
    const s = parity(turn.functional & flips) ? -sine : sine;
    const across = Math.abs(s) > Math.abs(c);
    let t = across ? -c / s : s / c;
    if (parity(signs & turn.mask)) t = -t;
    scaleOf.set(turn, across ? s : c);
    if (across) {
      flips ^= turn.mask;
      signs ^= turn.functional;
    }
    const k = tape.at.get(turn)! / 8;
    numbers[k] = t;
    numbers[k + 1] = tape.laneTurns.has(turn) ? -t : t;
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
    u00r = u11r = 1;
    u00i = u01r = u01i = u10r = u10i = u11i = 0;
    members.forEach((member, k) => {
      const axis = axes[k];
      if (!axis) return multiplyMatrix(member.gate.matrix(...member.angles.map((_, a) => angleOf(member, a))));
      const angle = angleOf(member, 0);
      const c = (cosines[k] = cos(axis.coefficient * angle));
      const s = (sines[k] = sin(axis.coefficient * angle));
      multiplyAxis(axis.letter, c, s);
      if (axis.identity !== 0) turnGlobal(cos(axis.identity * angle), -sin(axis.identity * angle));
    });
    let wRe = 1;
    let wIm = 0;
    if (!maker.turn) setPhase(maker.after!, u00r, u00i, u11r, u11i);
    else if (!maker.after) setTurn(maker.turn, u00r, u10r);
    else {
      // U = diag(p0, p1) · (c, −s; s, c) · diag(1, q) with c, s ≥ 0.
      const c = Math.sqrt(u00r * u00r + u00i * u00i);
      const s = Math.sqrt(u10r * u10r + u10i * u10i);
      let p0r: number;
      let p0i: number;
      let p1r: number;
      let p1i: number;
      let qr = 1;
      let qi = 0;
      if (s === 0) {
        [p0r, p0i] = [u00r / c, u00i / c];
        [p1r, p1i] = [u11r / c, u11i / c];
      } else if (c === 0) {
        [p1r, p1i] = [u10r / s, u10i / s];
        [p0r, p0i] = [-u01r / s, -u01i / s];
      } else {
        [p0r, p0i] = unit(u00r, u00i);
        [p1r, p1i] = unit(u10r, u10i);
        // q = u11 / (p1 c) or −u01 / (p0 s), by the larger.
        [qr, qi] =
          c >= s
            ? unit(u11r * p1r + u11i * p1i, u11i * p1r - u11r * p1i)
            : unit(-(u01r * p0r + u01i * p0i), -(u01i * p0r - u01r * p0i));
      }
      setPhase(maker.before!, 1, 0, qr, qi);
      setTurn(maker.turn, c, s);
      wRe = p1r * p0r + p1i * p0i;
      wIm = p1i * p0r - p1r * p0i;
      const [x, z] = [signX(maker.mask), signZ(maker.functional)];
      setPhase(maker.after, p0r, p0i, p1r, p1i);
      if (derivatives) blockDerivatives(maker, wRe, wIm, x, x * z, z);
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
    u00r = u11r = 1;
    u00i = u01r = u01i = u10r = u10i = u11i = 0;
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
        const ar = u00r * gz + (u01r * gx - u01i * gy);
        const ai = u00i * gz + (u01r * gy + u01i * gx);
        const br = u00r * gx + u00i * gy - u01r * gz;
        const bi = u00i * gx - u00r * gy - u01i * gz;
        const cr = u10r * gz + (u11r * gx - u11i * gy);
        const ci = u10i * gz + (u11r * gy + u11i * gx);
        const dr = u10r * gx + u10i * gy - u11r * gz;
        const di = u10i * gx - u10r * gy - u11i * gz;
        const nz = ar * u00r + ai * u00i + br * u01r + bi * u01i;
        const xr = cr * u00r + ci * u00i + dr * u01r + di * u01i;
        const xi = ci * u00r - cr * u00i + di * u01r - dr * u01i;
        coefficients[3 * d] = 2 * sx * (wRe * xr + wIm * xi);
        coefficients[3 * d + 1] = 2 * sy * (wRe * xi - wIm * xr);
        coefficients[3 * d + 2] = 2 * sz * nz;
      }
      // V ← V · U_k
      if (k === 0) break;
      if (axis) multiplyAxisRight(axis.letter, cosines[k], sines[k]);
      else multiplyMatrixRight(gate.matrix(...angles.map((_, a) => angleOf(members[k], a))));
    }
  }

  /** U ← (c − i s σ) U */
  function multiplyAxis(letter: "X" | "Y" | "Z", c: number, s: number): void {
    const ar = u00r;
    const ai = u00i;
    const br = u01r;
    const bi = u01i;
    const cr = u10r;
    const ci = u10i;
    const dr = u11r;
    const di = u11i;
    if (letter === "Z") {
      u00r = c * ar + s * ai;
      u00i = c * ai - s * ar;
      u01r = c * br + s * bi;
      u01i = c * bi - s * br;
      u10r = c * cr - s * ci;
      u10i = c * ci + s * cr;
      u11r = c * dr - s * di;
      u11i = c * di + s * dr;
    } else if (letter === "Y") {
      u00r = c * ar - s * cr;
      u00i = c * ai - s * ci;
      u01r = c * br - s * dr;
      u01i = c * bi - s * di;
      u10r = s * ar + c * cr;
      u10i = s * ai + c * ci;
      u11r = s * br + c * dr;
      u11i = s * bi + c * di;
    } else {
      u00r = c * ar + s * ci;
      u00i = c * ai - s * cr;
      u01r = c * br + s * di;
      u01i = c * bi - s * dr;
      u10r = c * cr + s * ai;
      u10i = c * ci - s * ar;
      u11r = c * dr + s * bi;
      u11i = c * di - s * br;
    }
  }

  /** V ← V (c − i s σ) */
  function multiplyAxisRight(letter: "X" | "Y" | "Z", c: number, s: number): void {
    const ar = u00r;
    const ai = u00i;
    const br = u01r;
    const bi = u01i;
    const cr = u10r;
    const ci = u10i;
    const dr = u11r;
    const di = u11i;
    if (letter === "Z") {
      u00r = c * ar + s * ai;
      u00i = c * ai - s * ar;
      u10r = c * cr + s * ci;
      u10i = c * ci - s * cr;
      u01r = c * br - s * bi;
      u01i = c * bi + s * br;
      u11r = c * dr - s * di;
      u11i = c * di + s * dr;
    } else if (letter === "Y") {
      u00r = c * ar + s * br;
      u00i = c * ai + s * bi;
      u01r = c * br - s * ar;
      u01i = c * bi - s * ai;
      u10r = c * cr + s * dr;
      u10i = c * ci + s * di;
      u11r = c * dr - s * cr;
      u11i = c * di - s * ci;
    } else {
      u00r = c * ar + s * bi;
      u00i = c * ai - s * br;
      u01r = c * br + s * ai;
      u01i = c * bi - s * ar;
      u10r = c * cr + s * di;
      u10i = c * ci - s * dr;
      u11r = c * dr + s * ci;
      u11i = c * di - s * cr;
    }
  }

  function multiplyMatrix({ re, im }: Matrix): void {
    product(re, im, Float64Array.of(u00r, u01r, u10r, u11r), Float64Array.of(u00i, u01i, u10i, u11i));
  }

  function multiplyMatrixRight({ re, im }: Matrix): void {
    product(Float64Array.of(u00r, u01r, u10r, u11r), Float64Array.of(u00i, u01i, u10i, u11i), re, im);
  }

  function product(ar: Float64Array, ai: Float64Array, br: Float64Array, bi: Float64Array): void {
    const re = (i: number, j: number): number =>
      ar[i] * br[j] - ai[i] * bi[j] + ar[i + 1] * br[j + 2] - ai[i + 1] * bi[j + 2];
    const im = (i: number, j: number): number =>
      ar[i] * bi[j] + ai[i] * br[j] + ar[i + 1] * bi[j + 2] + ai[i + 1] * br[j + 2];
    [u00r, u01r, u10r, u11r] = [re(0, 0), re(0, 1), re(2, 0), re(2, 1)];
    [u00i, u01i, u10i, u11i] = [im(0, 0), im(0, 1), im(2, 0), im(2, 1)];
  }

  function word({ at, coefficient, sign, turn, phase }: Word): void {
    const each = turn?.each ?? phase?.each ?? false;
    const trained = typeof at.angles[0] !== "number";
    if (turn && !each) {
      const alpha = sign * coefficient * angleOf(at, 0);
      setTurn(turn, cos(alpha), sin(alpha));
    } else if (turn) {
      const minus = parity(turn.functional & flips) ^ parity(signs & turn.mask);
      numbers[tape.at.get(turn)! / 8] = minus ? -1 : 1;
    } else if (!each) {
      const alpha = coefficient * angleOf(at, 0);
      const [c, s] = [cos(alpha), sin(alpha)];
      if (phase) setPhase(phase, c, -s, c, s);
      else turnGlobal(c, -s);
    } else if (phase) {
      const to = tape.at.get(phase);
      if (to !== undefined) numbers[to / 8] = parity(phase.functional & flips) ? -1 : 1;
    }
    if (!derivatives || !trained) return;
    const d = next++;
    if (turn) coefficients[3 * d + 1] = 2 * coefficient * sign * signX(turn.mask) * signZ(turn.functional);
    else if (phase) coefficients[3 * d + 2] = 2 * coefficient * signZ(phase.functional);
  }

  function matrix({ at, element }: MatrixMaker): void {
    const { gate, angles } = at;
    const { re, im } = matrixOf(gate, angles, at);
    const size = 2 ** element.masks.length;
    const flipped = element.functionals.reduce((bits, functional) => 2 * bits + parity(functional & flips), 0);
    const minus = combinations(element.masks.toReversed()).map((mask) => parity(mask & signs));
    const to = tape.at.get(element)! / 8;
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

/** A complex number over its length; lengths below the square root of the smallest number are met by scaling first. */
function unit(re: number, im: number): [number, number] {
  const larger = Math.max(Math.abs(re), Math.abs(im));
  const [r, i] = [re / larger, im / larger];
  const length = Math.sqrt(r * r + i * i);
  return [r / length, i / length];
}
