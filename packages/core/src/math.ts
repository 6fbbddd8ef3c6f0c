/**
 * sin, cos, exp and log with one result everywhere.
 *
 * ECMAScript leaves the last digits of Math.sin and its kin to the implementation, and they do differ between versions of V8
 * and between browsers. These use only + − × ÷ and floor, which IEEE 754 fixes, so the same seed gives the same bits in
 * every place. Error: below 1 ulp for exp and log, below 1 ulp of the larger of result and 2⁻⁵³ for sin and cos.
 */

const bits = new DataView(new ArrayBuffer(8));

/** Coefficients 1/k! of a power series, k running over the given exponents, with alternating sign if asked. */
function series(exponents: number[], alternate: boolean): number[] {
  return exponents.map((exponent, index) => {
    let factorial = 1;
    for (let k = 2; k <= exponent; k++) factorial *= k;
    return (alternate && index % 2 ? -1 : 1) / factorial;
  });
}

// On |r| ≤ π/4 the first dropped term is below 1e-19, so Taylor's series needs no fitted coefficients.
const sinTerms = series([3, 5, 7, 9, 11, 13, 15, 17], true).map((c) => -c);
const cosTerms = series([4, 6, 8, 10, 12, 14, 16, 18], true);
const expTerms = series([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], false);

function horner(terms: number[], x: number): number {
  let sum = 0;
  for (let k = terms.length - 1; k >= 0; k--) sum = sum * x + terms[k];
  return sum;
}

/** π·2^1200 by Machin's formula, 16·atan(1/5) − 4·atan(1/239), in whole numbers. */
function scaledPi(): bigint {
  const guard = 32n;
  const one = 1n << (1200n + guard);
  const inverseTangent = (x: bigint): bigint => {
    let power = one / x;
    let sum = power;
    for (let k = 3n, sign = -1n; power !== 0n; k += 2n, sign = -sign) {
      power /= x * x;
      sum += (sign * power) / k;
    }
    return sum;
  };
  return (16n * inverseTangent(5n) - 4n * inverseTangent(239n)) >> guard;
}

const HALF_PI = scaledPi() >> 1n;
// π/2 in three parts: the first two have 33 bits, so that their products with a quadrant count below 2²⁰ are exact.
const piParts = splitHalfPi();

/** The leading bits of a whole number of 2^-1200 parts, exact for width ≤ 53, and what is left. */
function part(from: bigint, width: bigint): [head: number, rest: bigint] {
  const shift = BigInt(from.toString(2).length) - width;
  const head = shift > 0n ? (from >> shift) << shift : from;
  return [toNumber(head), from - head];
}

function splitHalfPi(): [number, number, number] {
  const [first, afterFirst] = part(HALF_PI, 33n);
  const [second, afterSecond] = part(afterFirst, 33n);
  return [first, second, part(afterSecond, 53n)[0]];
}

/** scaled / 2^1200, rounded down to 53 bits. */
function toNumber(scaled: bigint): number {
  const sign = scaled < 0n ? -1 : 1;
  const size = scaled < 0n ? -scaled : scaled;
  const extra = Math.max(0, size.toString(2).length - 53);
  return sign * Number(size >> BigInt(extra)) * powerOfTwo(extra - 1200);
}

function powerOfTwo(exponent: number): number {
  if (exponent < -1022) return powerOfTwo(-1022) * powerOfTwo(Math.max(exponent + 1022, -1022));
  bits.setBigUint64(0, BigInt(exponent + 1023) << 52n);
  return bits.getFloat64(0);
}

/** x as quadrant·π/2 + r with |r| ≤ π/4, r in two parts, for |x| ≥ 1e6: x is a whole number of 2^-1200 parts, and so is π/2 to more digits than needed. */
function reduceFar(x: number): [quadrant: number, high: number, low: number] {
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn) - 1075;
  const mantissa = (raw & 0xfffffffffffffn) | 0x10000000000000n;
  const size = mantissa << BigInt(exponent + 1200);
  let count = size / HALF_PI;
  let rest = size - count * HALF_PI;
  if (rest * 2n > HALF_PI) {
    rest -= HALF_PI;
    count += 1n;
  }
  const quadrant = Number(count % 4n);
  const sign = rest < 0n === x < 0 ? 1 : -1;
  const [high, tail] = part(rest < 0n ? -rest : rest, 53n);
  return [x < 0 ? (4 - quadrant) % 4 : quadrant, sign * high, sign * toNumber(tail)];
}

const [s0, s1, s2, s3, s4, s5, s6, s7] = sinTerms;
const [c0, c1, c2, c3, c4, c5, c6, c7] = cosTerms;

/**
 * Works out the sine and the cosine of one angle at once. The code is written out without helpers, because the engine
 * needs thousands of values in one call.
 * @param x the angle in radians
 * @param to receives [sin x, cos x]; both are NaN if x is not finite
 */
export function sinCos(x: number, to: Float64Array): void {
  const size = Math.abs(x);
  if (x === 0 || !(size < Infinity)) {
    to[0] = x === 0 ? x : NaN; // keeps −0
    to[1] = x === 0 ? 1 : NaN;
    return;
  }
  let quadrant = 0;
  let r = x;
  let low = 0;
  if (size >= 1e6) [quadrant, r, low] = reduceFar(x);
  else if (size > 0.7853981633974483) {
    const count = Math.floor(x * 0.6366197723675814 + 0.5);
    const first = x - count * piParts[0];
    const second = count * piParts[1];
    const middle = first - second;
    const third = count * piParts[2];
    r = middle - third;
    low = first - middle - second + (middle - r - third);
    quadrant = count & 3;
  }
  // The leading terms are kept apart from the small tails until the last addition, which keeps the error below one ulp.
  const s = r * r;
  const half = 0.5 * s;
  const head = 1 - half;
  const sinTail = ((((((s7 * s + s6) * s + s5) * s + s4) * s + s3) * s + s2) * s + s1) * s + s0;
  const cosTail = ((((((c7 * s + c6) * s + c5) * s + c4) * s + c3) * s + c2) * s + c1) * s + c0;
  const sine = r + (r * s * sinTail + low * (1 - s / 2));
  const cosine = head + (1 - head - half + (s * s * cosTail - r * low));
  to[0] = quadrant & 1 ? cosine : sine;
  to[1] = quadrant & 1 ? sine : cosine;
  if (quadrant >= 2) to[0] = -to[0];
  if (quadrant === 1 || quadrant === 2) to[1] = -to[1];
}

const both = new Float64Array(2);

/**
 * The sine of an angle, with the same bits on every machine.
 * @param x the angle in radians
 * @returns sin x; NaN if x is not finite
 */
export function sin(x: number): number {
  sinCos(x, both);
  return both[0];
}

/**
 * The cosine of an angle, with the same bits on every machine.
 * @param x the angle in radians
 * @returns cos x; NaN if x is not finite
 */
export function cos(x: number): number {
  sinCos(x, both);
  return both[1];
}

const ln2High = 0.6931471803691238; // the upper 32 bits of ln 2, so that k·ln2High is exact
const ln2Low = 1.9082149292705877e-10;

/**
 * The exponential function, with the same bits on every machine.
 * @param x the exponent
 * @returns eˣ
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const correction = high - r - low;
  const value = 1 + (r + (r * r * horner(expTerms, r) + correction));
  return k > 1000 ? value * powerOfTwo(1000) * powerOfTwo(k - 1000) : value * powerOfTwo(k);
}

/**
 * The natural logarithm, with the same bits on every machine.
 * @param x a number from 0
 * @returns ln x; −∞ for 0, NaN for numbers below 0
 */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  let scale = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    scale = -54;
  }
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  let exponent = Number((raw >> 52n) & 0x7ffn) - 1023;
  bits.setBigUint64(0, (raw & 0xfffffffffffffn) | 0x3ff0000000000000n);
  let mantissa = bits.getFloat64(0);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  const k = exponent + scale;
  // ln(1+f) = f − f²/2 + s·(f²/2 + R) with s = f/(2+f): the large parts are exact, the series only corrects them.
  const f = mantissa - 1;
  const s = f / (2 + f);
  const s2 = s * s;
  let tail = 0;
  for (let odd = 23; odd >= 3; odd -= 2) tail = tail * s2 + 2 / odd;
  tail *= s2;
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + tail) + k * ln2Low) - f);
}

/**
 * The distance from |x| to the next larger double. It is the unit in which rounding errors are counted.
 * @param x a number
 * @returns the distance; NaN if x is not finite
 */
export function ulp(x: number): number {
  if (!Number.isFinite(x)) return NaN;
  bits.setFloat64(0, Math.abs(x));
  const exponent = Number((bits.getBigUint64(0) >> 52n) & 0x7ffn);
  return exponent <= 52 ? Number.MIN_VALUE * 2 ** Math.max(0, exponent - 1) : powerOfTwo(exponent - 1075);
}
