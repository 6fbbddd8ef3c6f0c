import { cos, sin } from "@uphill/core";
import type { Kernel, ComplexMatrix, StepRule } from "./kernel.js";
import { addTransfer, pauliMatrix } from "./pauli.js";
import type { QDatasetProfile } from "./profile.js";

const GAPS: readonly [string, number][] = [
  ["ZI", 10],
  ["IZ", 12],
];
const SIZE = 16;
const zeros = (): ComplexMatrix => ({ re: new Float64Array(SIZE), im: new Float64Array(SIZE) });

/**
 * Two qubits: H₀ = 10·ZI + 12·IZ + Σ f_c·P_c, H₁ = β₁·ZI + β₂·IZ, so that noise is diagonal. Steps of H₀ are
 * worked out once for all realisations.
 */
export function twoQubits({ controls, noise: terms }: QDatasetProfile, steps: number, rule: StepRule): Kernel {
  const dt = 1 / steps;
  const drift = GAPS.map(([word, gap]) => scaled(pauliMatrix(word), gap * dt));
  const controlTerms = controls.map((word) => scaled(pauliMatrix(word), dt));
  const noiseTerms = terms.map(({ operator }) => scaled(pauliMatrix(operator), dt));
  const hamiltonians = Array.from({ length: steps }, zeros); // dt·H₀
  const propagators = Array.from({ length: steps }, zeros);
  const [work, power, total] = [zeros(), zeros(), zeros()];
  let u = zeros();
  let next = zeros();

  return {
    control(pulses) {
      hamiltonians.forEach((h, j) => {
        h.re.fill(0);
        h.im.fill(0);
        for (const term of drift) add(h, term, 1);
        controlTerms.forEach((term, k) => add(h, term, pulses[k][j]));
        exponential(h, propagators[j], work, power);
      });
    },
    evolve(noise) {
      identity(u);
      for (let j = 0; j < steps; j++) {
        if (rule === "joint" && noise.length > 0) {
          total.re.set(hamiltonians[j].re);
          total.im.set(hamiltonians[j].im);
          noiseTerms.forEach((term, k) => add(total, term, noise[k][j]));
          exponential(total, next, work, power);
          multiply(next, u, work);
          u.re.set(work.re);
          u.im.set(work.im);
          continue;
        }
        multiply(propagators[j], u, next);
        [u, next] = [next, u];
        if (noise.length > 0) dephase(u, dt * noise[0][j], dt * noise[1][j]);
      }
    },
    unitary: () => ({ re: u.re.slice(), im: u.im.slice() }),
    addTransfer: (sum) => addTransfer(u, sum),
  };
}

const scaled = ({ re, im }: ComplexMatrix, factor: number): ComplexMatrix => ({
  re: re.map((x) => factor * x),
  im: im.map((x) => factor * x),
});

function identity({ re, im }: ComplexMatrix): void {
  re.fill(0);
  im.fill(0);
  for (let k = 0; k < SIZE; k += 5) re[k] = 1;
}

function add(into: ComplexMatrix, term: ComplexMatrix, factor: number): void {
  for (let k = 0; k < SIZE; k++) {
    into.re[k] += factor * term.re[k];
    into.im[k] += factor * term.im[k];
  }
}

/** into = a·b, [4, 4] each; `into` is neither of them. */
function multiply(a: ComplexMatrix, b: ComplexMatrix, into: ComplexMatrix): void {
  for (let row = 0; row < SIZE; row += 4) {
    const a0 = a.re[row];
    const a1 = a.re[row + 1];
    const a2 = a.re[row + 2];
    const a3 = a.re[row + 3];
    const b0 = a.im[row];
    const b1 = a.im[row + 1];
    const b2 = a.im[row + 2];
    const b3 = a.im[row + 3];
    for (let c = 0; c < 4; c++) {
      const x0 = b.re[c];
      const x1 = b.re[c + 4];
      const x2 = b.re[c + 8];
      const x3 = b.re[c + 12];
      const y0 = b.im[c];
      const y1 = b.im[c + 4];
      const y2 = b.im[c + 8];
      const y3 = b.im[c + 12];
      into.re[row + c] = a0 * x0 - b0 * y0 + (a1 * x1 - b1 * y1) + (a2 * x2 - b2 * y2) + (a3 * x3 - b3 * y3);
      into.im[row + c] = a0 * y0 + b0 * x0 + (a1 * y1 + b1 * x1) + (a2 * y2 + b2 * x2) + (a3 * y3 + b3 * x3);
    }
  }
}

/**
 * into = exp(−ih) for a Hermitian h, by scaling to norm ≤ ½, Taylor's series, and squaring back. The first dropped term is
 * below 1e-18.
 */
function exponential(h: ComplexMatrix, into: ComplexMatrix, work: ComplexMatrix, power: ComplexMatrix): void {
  let size = 0;
  for (let row = 0; row < SIZE; row += 4) {
    let sum = 0;
    for (let k = row; k < row + 4; k++) sum += Math.abs(h.re[k]) + Math.abs(h.im[k]);
    size = Math.max(size, sum);
  }
  let squarings = 0;
  let scale = 1;
  for (; size * scale > 0.5; scale /= 2) squarings += 1;
  identity(into);
  identity(power);
  for (let order = 1; order <= 14; order++) {
    multiply(h, power, work);
    const factor = scale / order;
    for (let k = 0; k < SIZE; k++) {
      // times −i
      power.re[k] = factor * work.im[k];
      power.im[k] = -factor * work.re[k];
    }
    add(into, power, 1);
  }
  for (; squarings > 0; squarings--) {
    multiply(into, into, work);
    into.re.set(work.re);
    into.im.set(work.im);
  }
}

/** u ← exp(−i(x·ZI + y·IZ))·u: a phase for each row. */
function dephase({ re, im }: ComplexMatrix, x: number, y: number): void {
  const [cx, sx, cy, sy] = [cos(x), sin(x), cos(y), sin(y)];
  // cos and sin of x + y and of x − y, the angles of |00⟩ and |01⟩; |11⟩ and |10⟩ have the opposite ones.
  const [sumC, sumS, difC, difS] = [cx * cy - sx * sy, sx * cy + cx * sy, cx * cy + sx * sy, sx * cy - cx * sy];
  turnRow(re, im, 0, sumC, sumS);
  turnRow(re, im, 4, difC, difS);
  turnRow(re, im, 8, difC, -difS);
  turnRow(re, im, 12, sumC, -sumS);
}

/** Row times c − is. */
function turnRow(re: Float64Array, im: Float64Array, row: number, c: number, s: number): void {
  for (let k = row; k < row + 4; k++) {
    const x = re[k];
    re[k] = c * x + s * im[k];
    im[k] = c * im[k] - s * x;
  }
}
