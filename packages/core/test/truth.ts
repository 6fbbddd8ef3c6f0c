/**
 * Slow truth for math.ts: elementary functions of exact doubles in whole-number arithmetic. Shares nothing with the code under
 * test: other formulas for π and ln 2, no floating point until the error is told.
 */

/** value = scaled / 2^places, to about 2^-places. */
export interface Fixed {
  readonly scaled: bigint;
  readonly places: number;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite double, exactly: mantissa · 2^exponent. */
export function exact(x: number): { mantissa: bigint; exponent: number } {
  view.setFloat64(0, x);
  const raw = view.getBigUint64(0);
  const biased = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const size = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: raw >> 63n ? -size : size, exponent: Math.max(biased, 1) - 1075 };
}

const shift = (value: bigint, by: number): bigint => (by >= 0 ? value << BigInt(by) : value >> BigInt(-by));

function scaledDouble(x: number, places: number): bigint {
  const { mantissa, exponent } = exact(x);
  return shift(mantissa, exponent + places);
}

/** Σ over odd k of ±1/(k·xᵏ): atan (alternating) or atanh of 1/x. */
function inverse(x: bigint, places: number, alternating: boolean): bigint {
  let power = (1n << BigInt(places)) / x;
  let sum = 0n;
  for (let k = 1n, sign = 1n; power !== 0n; k += 2n) {
    sum += (sign * power) / k;
    power /= x * x;
    if (alternating) sign = -sign;
  }
  return sum;
}

const known = new Map<string, bigint>();
function constant(name: string, places: number, make: (places: number) => bigint): bigint {
  const key = `${name} ${places}`;
  const value = known.get(key) ?? make(places + 64) >> 64n;
  known.set(key, value);
  return value;
}

/** Störmer 1896: π/4 = 44 atan(1/57) + 7 atan(1/239) − 12 atan(1/682) + 24 atan(1/12943). */
const pi = (places: number): bigint =>
  constant("pi", places, (p) => {
    const atan = (x: bigint): bigint => inverse(x, p, true);
    return 4n * (44n * atan(57n) + 7n * atan(239n) - 12n * atan(682n) + 24n * atan(12943n));
  });

/** ln 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749). */
const ln2 = (places: number): bigint =>
  constant("ln2", places, (p) => {
    const atanh = (x: bigint): bigint => inverse(x, p, false);
    return 18n * atanh(26n) - 2n * atanh(4801n) + 8n * atanh(8749n);
  });

/** Σ rᵏ/k! over k = first, first + step, …, the sign alternating if asked. */
function series(r: bigint, places: number, first: 0 | 1, step: 1 | 2, alternating: boolean): bigint {
  let term = first === 0 ? 1n << BigInt(places) : r;
  let sum = 0n;
  for (let k = first; term !== 0n && term !== -1n; k += step) {
    sum += term;
    for (let i = 1; i <= step; i++) term = (term * r) / (BigInt(k + i) << BigInt(places));
    if (alternating) term = -term;
  }
  return sum;
}

function turned(x: number, quarterTurns: number): Fixed {
  const { exponent } = exact(x);
  // Enough places for the input itself, for its remainder after any number of turns, and for 200 digits more.
  const places = 256 + (exponent < 0 ? Math.min(1100, -exponent) : 2 * exponent);
  const value = scaledDouble(x, places);
  const half = pi(places) / 2n;
  const turns = (2n * value + half) / (2n * half) - (2n * value + half < 0n ? 1n : 0n);
  const rest = value - turns * half;
  const quadrant = Number((((turns + BigInt(quarterTurns)) % 4n) + 4n) % 4n);
  const scaled = series(rest, places, quadrant % 2 ? 0 : 1, 2, true);
  return { scaled: quadrant >= 2 ? -scaled : scaled, places };
}

export const sin = (x: number): Fixed => turned(x, 0);
export const cos = (x: number): Fixed => turned(x, 1);

export function exp(x: number): Fixed {
  const places = 1400;
  const value = scaledDouble(x, places);
  const count = value / ln2(places);
  return {
    scaled: shift(series(value - count * ln2(places), places, 0, 1, false), Number(count)),
    places,
  };
}

/** ln x for x > 0, by atanh((m − 1)/(m + 1)) on the mantissa. */
export function log(x: number): Fixed {
  const places = 320;
  const { mantissa, exponent } = exact(x);
  const width = mantissa.toString(2).length;
  const one = 1n << BigInt(places);
  // m in [¾, 1½): a result near 0 must not come from a difference.
  let m = shift(mantissa, places - width + 1);
  let k = exponent + width - 1;
  if (2n * m >= 3n * one) {
    m /= 2n;
    k += 1;
  }
  const ratio = ((m - one) << BigInt(places)) / (m + one);
  let power = ratio;
  let sum = 0n;
  for (let odd = 1n; power !== 0n && power !== -1n; odd += 2n) {
    sum += power / odd;
    power = (power * ratio * ratio) >> BigInt(2 * places);
  }
  return { scaled: 2n * sum + BigInt(k) * ln2(places), places };
}

/** |found − truth| in units of `unit`. */
export function error(found: number, { scaled, places }: Fixed, unit: number): number {
  const room = places + 1200;
  const difference = scaledDouble(found, room) - (scaled << 1200n);
  const size = difference < 0n ? -difference : difference;
  return Number((size << 30n) / scaledDouble(unit, room)) / 2 ** 30;
}
