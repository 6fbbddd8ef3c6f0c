import type { Matrix } from "@uphill/circuits";

// Arithmetic of one 2×2 matrix, in place: numbers that several functions share live in arrays of their own, made once.

/** The matrix U: 00, 01, 10, 11, each [re, im]. */
export const u = new Float64Array(8);
/** What `factorise` finds: the phases of U's factors, each [re, im], and the turn's cosine and sine. */
export const p0 = new Float64Array(2);
export const p1 = new Float64Array(2);
export const q = new Float64Array(2);
export const lengths = new Float64Array(2);
const ONE = Float64Array.of(1, 0);
/** What `conjugate` finds: [x, y, z]. */
export const rotated = new Float64Array(3);

/** Entry by entry: `u.set` takes longer than a product. */
export function setIdentity(): void {
  u[0] = 1;
  u[1] = 0;
  u[2] = 0;
  u[3] = 0;
  u[4] = 0;
  u[5] = 0;
  u[6] = 1;
  u[7] = 0;
}

/** U ← (c − i s σ) U */
export function multiplyAxis(letter: "X" | "Y" | "Z", c: number, s: number): void {
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

/** U ← U (c − i s σ) */
export function multiplyAxisRight(letter: "X" | "Y" | "Z", c: number, s: number): void {
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

/** U ← M U */
export function multiplyMatrix({ re, im }: Matrix): void {
  product(re, im, Float64Array.of(u[0], u[2], u[4], u[6]), Float64Array.of(u[1], u[3], u[5], u[7]));
}

/** U ← U M */
export function multiplyMatrixRight({ re, im }: Matrix): void {
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

/** U = diag(p0, p1) · (c, −s; s, c) · diag(1, q) with c, s ≥ 0. */
export function factorise(): void {
  const c = Math.sqrt(u[0] * u[0] + u[1] * u[1]);
  const s = Math.sqrt(u[4] * u[4] + u[5] * u[5]);
  lengths[0] = c;
  lengths[1] = s;
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

/** U G U† of G = (gz, gx − i gy; gx + i gy, −gz), as [x, y, z]; its entries 00 and 10 say all. */
export function conjugate(gx: number, gy: number, gz: number): void {
  const ar = u[0] * gz + (u[2] * gx - u[3] * gy);
  const ai = u[1] * gz + (u[2] * gy + u[3] * gx);
  const br = u[0] * gx + u[1] * gy - u[2] * gz;
  const bi = u[1] * gx - u[0] * gy - u[3] * gz;
  const cr = u[4] * gz + (u[6] * gx - u[7] * gy);
  const ci = u[5] * gz + (u[6] * gy + u[7] * gx);
  const dr = u[4] * gx + u[5] * gy - u[6] * gz;
  const di = u[5] * gx - u[4] * gy - u[7] * gz;
  rotated[0] = cr * u[0] + ci * u[1] + dr * u[2] + di * u[3];
  rotated[1] = ci * u[0] - cr * u[1] + di * u[2] - dr * u[3];
  rotated[2] = ar * u[0] + ai * u[1] + br * u[2] + bi * u[3];
}
