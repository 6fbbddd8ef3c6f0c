import { cos, sin } from "@uphill/core";

/** The first `count` coefficients (−1)ᵏ/(2k + odd)! of cos (odd = 0) or of sin x / x (odd = 1), as powers of x². */
const series = (odd: 0 | 1): number[] =>
  Array.from({ length: 10 }, (_, k) => {
    let factorial = 1;
    for (let n = 2; n <= 2 * k + odd; n++) factorial *= n;
    return (k % 2 ? -1 : 1) / factorial;
  });

// Named one by one: the loops that use them are the innermost of all.
const [, C1, C2, C3, C4, C5, C6, C7, C8, C9] = series(0);
const [, S1, S2, S3, S4, S5, S6, S7, S8, S9] = series(1);

/** cos √s: a series for s ≤ 1, whose first term left out is below 1e-18. */
export const cosine = (s: number): number =>
  s <= 1
    ? 1 + s * (C1 + s * (C2 + s * (C3 + s * (C4 + s * (C5 + s * (C6 + s * (C7 + s * (C8 + s * C9))))))))
    : cos(Math.sqrt(s));

/** sin √s / √s, in the same way. */
export const sinc = (s: number): number =>
  s <= 1
    ? 1 + s * (S1 + s * (S2 + s * (S3 + s * (S4 + s * (S5 + s * (S6 + s * (S7 + s * (S8 + s * S9))))))))
    : sin(Math.sqrt(s)) / Math.sqrt(s);

/**
 * Writes cos 2πu and sin 2πu to out[at] and out[at + 1].
 * @param u in [0, 1): taking off quarters is exact there, so no long reduction is needed
 */
export function turn(u: number, out: Float64Array, at: number): void {
  const quarter = Math.floor(4 * u + 0.5);
  const r = (u - quarter / 4) * (2 * Math.PI);
  const s = r * r;
  const c = cosine(s);
  const d = r * sinc(s);
  out[at] = quarter === 1 ? -d : quarter === 2 ? -c : quarter === 3 ? d : c;
  out[at + 1] = quarter === 1 ? c : quarter === 2 ? -d : quarter === 3 ? -c : d;
}

/**
 * exp(−i(xX + yY + zZ)) = w − i(aX + bY + cZ), an element of SU(2) in closed form: w = cos|v|, (a, b, c) = v·sin|v|/|v|.
 * Writes w, a, b, c from out[at] on.
 */
export function rotor(x: number, y: number, z: number, out: Float64Array, at: number): void {
  const s = x * x + y * y + z * z;
  const k = sinc(s);
  out[at] = cosine(s);
  out[at + 1] = k * x;
  out[at + 2] = k * y;
  out[at + 3] = k * z;
}
