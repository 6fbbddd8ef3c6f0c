import { cos, sin } from "@uphill/core";
import type { Angle } from "../angle.js";
import { pauliRot, unitary } from "../families.js";
import { hasCommutingTerms, type Gate, type Matrix, type Operation } from "../gate.js";
import * as gates from "../gates/index.js";
import { invert } from "../invert.js";
import { times } from "./arithmetic.js";
import { gphase, MOST_CONTROLLED, phaseOfAll, synthesise, type Allowance } from "./synthesis.js";

/** Why a modifier cannot be applied; the parser adds the place. */
export type Cannot = (got: string, wanted: string, todo: string) => never;

const operation = (gate: unknown, angles: readonly Angle[], qubits: readonly number[]): Operation => ({
  gate: gate as Gate,
  angles,
  qubits,
});

/** The gates that have a controlled form among ours. */
const controlledForm = new Map<unknown, unknown>([
  [gates.x, gates.cnot],
  [gates.y, gates.cy],
  [gates.z, gates.cz],
  [gates.h, gates.ch],
  [gates.cnot, gates.toffoli],
  [gates.swap, gates.cswap],
  [gates.rx, gates.crx],
  [gates.ry, gates.cry],
  [gates.rz, gates.crz],
  [gates.rot, gates.crot],
]);

/** The gates that are a phase where all their qubits are 1; null: the phase is the gate's angle. */
const phases = new Map<unknown, number | null>([
  [gphase, null],
  [gates.phase, null],
  [gates.cphase, null],
  [gates.z, Math.PI],
  [gates.cz, Math.PI],
  [gates.s, Math.PI / 2],
  [gates.sdg, -Math.PI / 2],
  [gates.t, Math.PI / 4],
  [gates.tdg, -Math.PI / 4],
]);

/** `ctrl @`: the operations where all controls are 1. Trained angles stay trained. @param budget is told before they are made */
export function controlled(
  operations: readonly Operation[],
  controls: readonly number[],
  budget: Allowance,
  cannot: Cannot,
): Operation[] {
  if (controls.length > MOST_CONTROLLED) {
    cannot(`a gate has ${controls.length} controls`, `it may have ${MOST_CONTROLLED}`, "Use fewer controls.");
  }
  const made: Operation[] = [];
  for (const each of operations) {
    budget(1);
    for (const part of controlOne(each, controls, budget, cannot)) made.push(part);
  }
  return made;
}

function controlOne(
  { gate, angles, qubits }: Operation,
  controls: readonly number[],
  budget: Allowance,
  cannot: Cannot,
): Operation[] {
  const form = controlledForm.get(gate);
  if (form) {
    const inner = operation(form, angles, [controls[controls.length - 1], ...qubits]);
    return controls.length === 1 ? [inner] : controlOne(inner, controls.slice(0, -1), budget, cannot);
  }
  const fixedPhase = phases.get(gate);
  if (fixedPhase !== undefined) {
    const on = [...controls, ...qubits];
    if (on.length > MOST_CONTROLLED) {
      cannot(`a gate has ${on.length} qubits`, `with controls it may have ${MOST_CONTROLLED}`, "Use fewer controls.");
    }
    return phaseOfAll(fixedPhase ?? angles[0], on, budget);
  }
  if (gate === (gates.id as unknown)) return [operation(gate, angles, qubits)];
  if (angles.length > 1 && gate.decomposition) {
    return gate.decomposition(angles, qubits).flatMap((each) => controlOne(each, controls, budget, cannot));
  }
  if (angles.length === 1 && gate.generator) return controlledTurn({ gate, angles, qubits }, controls, budget, cannot);
  if (angles.length === 0) {
    if (qubits.length + controls.length > MOST_CONTROLLED) {
      cannot(`"${gate.name}" with controls has too many qubits`, `${MOST_CONTROLLED} are the limit`, "Use fewer.");
    }
    return synthesise(gate.matrix(), qubits, controls, budget);
  }
  return cannot(`"${gate.name}" has a modifier`, "no controlled form of it is known", "Write out its definition.");
}

/** exp(−iθcP) where all controls are 1: turns about P and Z…P for every set of controls, as |1⟩⟨1| = (1 − Z)/2. */
function controlledTurn(
  { gate, angles, qubits }: Operation,
  controls: readonly number[],
  budget: Allowance,
  cannot: Cannot,
): Operation[] {
  if (!hasCommutingTerms(gate))
    cannot(`"${gate.name}" has a modifier`, "its generator's terms do not commute", "Write it out.");
  return generatorTurns(gate).flatMap(({ letters, coefficient }) => {
    const acted = letters.flatMap((letter, k) => (letter === "I" ? [] : [{ letter, qubit: qubits[k] }]));
    if (acted.length === 0) return phaseOfAll(times(angles[0], -coefficient), controls, budget);
    // The more qubits, the more work each of them is.
    budget(2 ** controls.length * Math.max(1, controls.length / 2));
    return Array.from({ length: 2 ** controls.length }, (_, k) => {
      const on = controls.filter((_, bit) => (k >> bit) & 1);
      const scale = ((on.length % 2 ? -1 : 1) * 2 * coefficient) / 2 ** controls.length;
      const word = "Z".repeat(on.length) + acted.map(({ letter }) => letter).join("");
      return turn(word, times(angles[0], scale), [...on, ...acted.map(({ qubit }) => qubit)]);
    });
  });
}

const plainTurns: Partial<Record<string, unknown>> = { X: gates.rx, Y: gates.ry, Z: gates.rz };

/** exp(−iθP/2). */
function turn(word: string, theta: Angle, qubits: readonly number[]): Operation {
  return operation(plainTurns[word] ?? pauliRot(word), [theta], qubits);
}

const generatorTurns = (gate: Gate): { letters: string[]; coefficient: number }[] =>
  gate.generator!.map(({ pauli, coefficient }) => ({ letters: Array.from(pauli), coefficient }));

/** A gate exp(−iθG) as turns about G's words, or nothing if they do not commute. */
export function asTurns(gate: Gate, theta: Angle, qubits: readonly number[]): Operation[] | undefined {
  if (!gate.generator || !hasCommutingTerms(gate)) return undefined;
  return generatorTurns(gate).flatMap(({ letters, coefficient }) => {
    const acted = letters.flatMap((letter, k) => (letter === "I" ? [] : [{ letter, qubit: qubits[k] }]));
    if (acted.length === 0) return [gphase(times(theta, -coefficient))];
    const word = acted.map(({ letter }) => letter).join("");
    const on = acted.map(({ qubit }) => qubit);
    const whole = turn(word, times(theta, 2 * coefficient), on);
    return word.length === 1 ? [whole] : whole.gate.decomposition!(whole.angles, on);
  });
}

/** `inv @`: the operations that undo these. @param budget is told before they are made */
export function inverted(operations: readonly Operation[], budget: Allowance): Operation[] {
  budget(operations.length);
  const made: Operation[] = [];
  for (let k = operations.length - 1; k >= 0; k--) for (const undone of invert(operations[k])) made.push(undone);
  return made;
}

/**
 * `pow(r) @`. A whole r repeats; any other r multiplies the angle of a gate exp(−iθG), and takes the principal power of a fixed
 * gate that acts on one qubit or is its own inverse.
 * @param budget is told before operations are made
 */
export function powered(operations: readonly Operation[], r: number, budget: Allowance, cannot: Cannot): Operation[] {
  // Nothing, however often, is nothing.
  if (operations.length === 0) return [];
  if (operations.length === 1) {
    const [{ gate, angles, qubits }] = operations;
    if (angles.length === 1 && (gate.generator || gate === (gphase as unknown))) {
      return [operation(gate, [times(angles[0], r)], qubits)];
    }
  }
  if (Number.isInteger(r)) {
    const once = r < 0 ? inverted(operations, budget) : operations;
    budget(once.length * Math.abs(r));
    const made: Operation[] = [];
    for (let k = Math.abs(r); k > 0; k--) for (const each of once) made.push(each);
    return made;
  }
  const qubits = Array.from(new Set(operations.flatMap(({ qubits }) => qubits)));
  const fixed = operations.every(({ angles }) => angles.every((angle) => typeof angle === "number"));
  // Products of matrices, and a root, in terms of operations.
  if (qubits.length <= 4) budget(operations.length * 2 ** qubits.length + 4 ** qubits.length);
  if (fixed && qubits.length <= 4 && qubits.length > 0) {
    const result = root(matrixOf(operations, qubits), 2 ** qubits.length, r);
    if (result) return [operation(unitary(result, `pow(${r})`), [], qubits)];
  }
  return cannot(
    `pow(${r}) stands before a gate that has no such power here`,
    "broken powers are for fixed gates on one qubit or of order two, and for turns with one angle",
    "Use a whole power, or write out the gate.",
  );
}

/** The matrix of operations with fixed angles, its first qubit the most significant. */
function matrixOf(operations: readonly Operation[], qubits: readonly number[]): Matrix {
  const size = 2 ** qubits.length;
  const re = new Float64Array(size * size);
  const im = new Float64Array(size * size);
  for (let k = 0; k < size; k++) re[k * size + k] = 1;
  for (const { gate, angles, qubits: on } of operations) {
    const small = gate.matrix(...(angles as number[]));
    const masks = on.map((qubit) => 1 << (qubits.length - 1 - qubits.indexOf(qubit)));
    const places = Array.from({ length: 2 ** on.length }, (_, state) =>
      masks.reduce((sum, mask, k) => sum + ((state >> (on.length - 1 - k)) & 1) * mask, 0),
    );
    const many = places.length;
    const whole = places[many - 1];
    const [oldRe, oldIm] = [new Float64Array(many), new Float64Array(many)];
    for (let base = 0; base < size; base++) {
      if (base & whole) continue;
      for (let column = 0; column < size; column++) {
        for (let k = 0; k < many; k++) {
          const from = (base + places[k]) * size + column;
          oldRe[k] = re[from];
          oldIm[k] = im[from];
        }
        for (let row = 0; row < many; row++) {
          let [sumRe, sumIm] = [0, 0];
          for (let k = 0; k < many; k++) {
            const entry = row * many + k;
            sumRe += small.re[entry] * oldRe[k] - small.im[entry] * oldIm[k];
            sumIm += small.re[entry] * oldIm[k] + small.im[entry] * oldRe[k];
          }
          const to = (base + places[row]) * size + column;
          re[to] = sumRe;
          im[to] = sumIm;
        }
      }
    }
  }
  return { re, im };
}

/** The principal power U^r: for one qubit, or where U² = 1; else nothing. */
function root(u: Matrix, size: number, r: number): Matrix | undefined {
  if (size > 2) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let [re, im] = [i === j ? -1 : 0, 0];
        for (let k = 0; k < size; k++) {
          const [a, b] = [i * size + k, k * size + j];
          re += u.re[a] * u.re[b] - u.im[a] * u.im[b];
          im += u.re[a] * u.im[b] + u.im[a] * u.re[b];
        }
        if (Math.hypot(re, im) > 1e-12) return undefined;
      }
    }
    return spectral(u, { angle: 0, value: [1, 0] }, { angle: Math.PI, value: [-1, 0] }, r);
  }
  // Eigenvalues of a 2 × 2 matrix: m ± √(m² − det), on the unit circle.
  const m = [(u.re[0] + u.re[3]) / 2, (u.im[0] + u.im[3]) / 2];
  const detRe = u.re[0] * u.re[3] - u.im[0] * u.im[3] - u.re[1] * u.re[2] + u.im[1] * u.im[2];
  const detIm = u.re[0] * u.im[3] + u.im[0] * u.re[3] - u.re[1] * u.im[2] - u.im[1] * u.re[2];
  const half = Math.atan2(detIm, detRe) / 2;
  // e^{−i·half}·U = cos − i sin·(n·σ), so that the eigenvalues are e^{i(half ∓ turn)}.
  const c = cos(half) * m[0] + sin(half) * m[1];
  const turned = Math.acos(Math.max(-1, Math.min(1, c)));
  if (Math.abs(sin(turned)) < 1e-9) {
    if (Math.hypot(u.re[1], u.im[1]) > 1e-12) return undefined;
    const angle = (k: number): number => r * principal(Math.atan2(u.im[k], u.re[k]));
    return {
      re: Float64Array.of(cos(angle(0)), 0, 0, cos(angle(3))),
      im: Float64Array.of(sin(angle(0)), 0, 0, sin(angle(3))),
    };
  }
  const [a, b] = [principal(half - turned), principal(half + turned)];
  return spectral(u, { angle: a, value: [cos(a), sin(a)] }, { angle: b, value: [cos(b), sin(b)] }, r);
}

/** An angle in (−π, π], −π within rounding taken for π. */
function principal(angle: number): number {
  const rest = angle - 2 * Math.PI * Math.ceil(angle / (2 * Math.PI) - 0.5);
  return rest < 1e-12 - Math.PI ? Math.PI : rest;
}

/** An eigenvalue e^{i·angle}. */
interface Eigenvalue {
  readonly angle: number;
  readonly value: readonly [number, number];
}

/** e^{ira}·P + e^{irb}·Q with the projectors P = (U − β)/(α − β), Q = (U − α)/(β − α), α = e^{ia}, β = e^{ib}. */
function spectral(
  u: Matrix,
  { angle: a, value: alpha }: Eigenvalue,
  { angle: b, value: beta }: Eigenvalue,
  r: number,
): Matrix {
  const size = Math.sqrt(u.re.length);
  const [gapRe, gapIm] = [alpha[0] - beta[0], alpha[1] - beta[1]];
  const gap = gapRe * gapRe + gapIm * gapIm;
  const [fa, fb] = [
    [cos(r * a), sin(r * a)],
    [cos(r * b), sin(r * b)],
  ];
  const out = { re: new Float64Array(size * size), im: new Float64Array(size * size) };
  for (let at = 0; at < size * size; at++) {
    const one = at % (size + 1) === 0 ? 1 : 0;
    const [xRe, xIm] = [u.re[at] - one * beta[0], u.im[at] - one * beta[1]];
    const [pRe, pIm] = [(xRe * gapRe + xIm * gapIm) / gap, (xIm * gapRe - xRe * gapIm) / gap];
    const [qRe, qIm] = [one - pRe, -pIm];
    out.re[at] = fa[0] * pRe - fa[1] * pIm + fb[0] * qRe - fb[1] * qIm;
    out.im[at] = fa[0] * pIm + fa[1] * pRe + fb[0] * qIm + fb[1] * qRe;
  }
  return out;
}
