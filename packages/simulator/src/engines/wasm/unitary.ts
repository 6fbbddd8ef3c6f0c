import type { Matrix } from "@uphill/circuits";

// Arithmetic of 2×2 unitaries, in place: numbers that several functions share live in arrays of their own, made once. A column or a
// row and the determinant say all of a unitary: the other column of (a; b) is det · (−b*; a*), the other row of (a, b) det · (−b*, a*).

/** The first column of U, the product of a block's gates from the left: [re, im] of 00 and of 10. */
export const u = new Float64Array(4);
/** The first row of V, a product from the right: [re, im] of 00 and of 01. */
export const v = new Float64Array(4);
/** The determinant of either, [re, im]. */
const det = new Float64Array(2);
/** What `factorise` finds: the phases of U's factors, each [re, im], and the turn's cosine and sine. */
export const p0 = new Float64Array(2);
export const p1 = new Float64Array(2);
export const q = new Float64Array(2);
export const lengths = new Float64Array(2);
/** What `conjugate` finds: [x, y, z]. */
export const rotated = new Float64Array(3);

/** Begins a product. Entry by entry: `set` takes longer than a product. */
export function begin(pair: Float64Array): void {
  pair[0] = 1;
  pair[1] = 0;
  pair[2] = 0;
  pair[3] = 0;
  det[0] = 1;
  det[1] = 0;
}

/** U ← (c − i s σ) U */
export function turnLeft(letter: "X" | "Y" | "Z", c: number, s: number): void {
  turn(u, letter, c, s);
}

/** V ← V (c − i s σ): as from the left, but that Y is its own negative transpose. */
export function turnRight(letter: "X" | "Y" | "Z", c: number, s: number): void {
  turn(v, letter, c, letter === "Y" ? -s : s);
}

function turn(pair: Float64Array, letter: "X" | "Y" | "Z", c: number, s: number): void {
  const ar = pair[0];
  const ai = pair[1];
  const br = pair[2];
  const bi = pair[3];
  if (letter === "Z") {
    pair[0] = c * ar + s * ai;
    pair[1] = c * ai - s * ar;
    pair[2] = c * br - s * bi;
    pair[3] = c * bi + s * br;
  } else if (letter === "Y") {
    pair[0] = c * ar - s * br;
    pair[1] = c * ai - s * bi;
    pair[2] = s * ar + c * br;
    pair[3] = s * ai + c * bi;
  } else {
    pair[0] = c * ar + s * bi;
    pair[1] = c * ai - s * br;
    pair[2] = c * br + s * ai;
    pair[3] = c * bi - s * ar;
  }
}

/** U ← M U */
export function multiplyLeft(matrix: Matrix): void {
  multiply(u, matrix, 1, 2);
}

/** V ← V M */
export function multiplyRight(matrix: Matrix): void {
  multiply(v, matrix, 2, 1);
}

/** @param across where M's entry stands that takes the second number to the first; back: the other */
function multiply(pair: Float64Array, { re, im }: Matrix, across: number, back: number): void {
  const [ar, ai, br, bi] = pair;
  const [dr, di] = det;
  pair[0] = re[0] * ar - im[0] * ai + re[across] * br - im[across] * bi;
  pair[1] = re[0] * ai + im[0] * ar + re[across] * bi + im[across] * br;
  pair[2] = re[back] * ar - im[back] * ai + re[3] * br - im[3] * bi;
  pair[3] = re[back] * ai + im[back] * ar + re[3] * bi + im[3] * br;
  const own = re[0] * re[3] - im[0] * im[3] - (re[1] * re[2] - im[1] * im[2]);
  const ownIm = re[0] * im[3] + im[0] * re[3] - (re[1] * im[2] + im[1] * re[2]);
  det[0] = dr * own - di * ownIm;
  det[1] = dr * ownIm + di * own;
}

/** U = diag(p0, p1) · (c, −s; s, c) · diag(1, q) with c, s ≥ 0. */
export function factorise(): void {
  const c = Math.sqrt(u[0] * u[0] + u[1] * u[1]);
  const s = Math.sqrt(u[2] * u[2] + u[3] * u[3]);
  lengths[0] = c;
  lengths[1] = s;
  q[0] = 1;
  q[1] = 0;
  if (s === 0) {
    // Nothing turns: the phases are those of the diagonal.
    normalise(p0, u[0], u[1], c);
    mirror(p0, p1);
  } else if (c === 0) {
    normalise(p1, u[2], u[3], s);
    mirror(p1, p0);
  } else {
    normalise(p0, u[0], u[1], c);
    normalise(p1, u[2], u[3], s);
    const re = p0[0] * p1[0] - p0[1] * p1[1];
    const im = p0[0] * p1[1] + p0[1] * p1[0];
    q[0] = det[0] * re + det[1] * im;
    q[1] = det[1] * re - det[0] * im;
  }
}

/** to = det · from* */
export function mirror(from: Float64Array, to: Float64Array): void {
  const re = from[0];
  const im = from[1];
  to[0] = det[0] * re + det[1] * im;
  to[1] = det[1] * re - det[0] * im;
}

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

/** V G V† of G = (gz, gx − i gy; gx + i gy, −gz), as [x, y, z]; its entries 00 and 10 say all. */
export function conjugate(gx: number, gy: number, gz: number): void {
  const ar = v[0];
  const ai = v[1];
  const br = v[2];
  const bi = v[3];
  // The first row of V G, and the second but for the determinant.
  const er = ar * gz + (br * gx - bi * gy);
  const ei = ai * gz + (br * gy + bi * gx);
  const fr = ar * gx + ai * gy - br * gz;
  const fi = ai * gx - ar * gy - bi * gz;
  const gr = -br * gz + (ar * gx + ai * gy);
  const gi = bi * gz + (ar * gy - ai * gx);
  const hr = -br * gx + bi * gy - ar * gz;
  const hi = bi * gx + br * gy + ai * gz;
  const x = gr * ar + gi * ai + hr * br + hi * bi;
  const y = gi * ar - gr * ai + hi * br - hr * bi;
  rotated[0] = det[0] * x - det[1] * y;
  rotated[1] = det[0] * y + det[1] * x;
  rotated[2] = er * ar + ei * ai + fr * br + fi * bi;
}
