import { cos, sin, ulp, UphillError } from "@uphill/core";
import type { Facts } from "./problem.js";

/** How a loss depends on one weight: a constant plus waves with the frequencies base, 2·base, …, degree·base. */
export interface Turning {
  readonly base: number;
  readonly degree: number;
}

/**
 * Finds how the loss depends on a weight.
 * @throws UphillError "frequencies" if the frequencies of the weight are unknown, or not multiples of the smallest one
 */
export function turningOf(who: string, weight: number, { frequencies }: Facts): Turning {
  const known = frequencies?.(weight) ?? null;
  if (known?.length === 0) return { base: 1, degree: 0 };
  const base = Math.min(...(known ?? []));
  const ratios = (known ?? []).map((frequency) => frequency / base);
  const regular = ratios.every((ratio) => ratio < 1000 && Math.abs(ratio - Math.round(ratio)) < 1e-9);
  if (known && base > 0 && regular) return { base, degree: Math.round(Math.max(...ratios)) };
  throw new UphillError({
    code: "frequencies",
    who,
    got: known
      ? `the loss has frequencies ${known.join(", ")} in weight ${weight}`
      : `those of weight ${weight} are unknown`,
    wanted: "it needs frequencies that are multiples of their smallest",
    todo: "Choose another optimizer, such as spsa or nelder-mead.",
  });
}

/**
 * Returns how far the k-th point lies from the first one. 2R + 1 points at equal distances determine the loss along the
 * weight.
 */
export function shiftOf({ base, degree }: Turning, k: number): number {
  return (2 * Math.PI * k) / ((2 * degree + 1) * base);
}

/** Returns θ with one weight moved. */
export function moved(theta: Float64Array, weight: number, by: number): Float64Array {
  return theta.map((t, i) => (i === weight ? t + by : t));
}

/** The lowest point of a loss along one weight. */
export interface Lowest {
  /** The distance from the point of the first value. */
  readonly by: number;
  readonly value: number;
  /** How large the rounding of the values is. */
  readonly rounding: number;
}

/**
 * Finds the lowest point of the waves through 2R + 1 values at equal distances, with a grid and bisection of the
 * derivative. If there are no waves except those of rounding, it is the point of the first value.
 */
export function lowestOf({ base, degree }: Turning, values: readonly number[]): Lowest {
  const rounding = 4 * ulp(Math.max(...values.map(Math.abs)));
  const found = waves(values, degree);
  const at = lowest(found, rounding);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { by: at / base, value: mean + height(found, at), rounding };
}

interface Waves {
  readonly cosines: readonly number[];
  readonly sines: readonly number[];
}

/** The waves through values at 2πk/(2R + 1), k = 0 … 2R; the constant is left out. */
function waves(values: readonly number[], degree: number): Waves {
  const part = (wave: (x: number) => number): number[] =>
    Array.from({ length: degree }, (_, r) =>
      values.reduce(
        (sum, v, k) => sum + (2 * v * wave((2 * Math.PI * (r + 1) * k) / values.length)) / values.length,
        0,
      ),
    );
  return { cosines: part(cos), sines: part(sin) };
}

function height({ cosines, sines }: Waves, x: number): number {
  return cosines.reduce((sum, c, r) => sum + c * cos((r + 1) * x) + sines[r] * sin((r + 1) * x), 0);
}

/** Where in (−π, π] a sum of waves is lowest; 0 where there are none but those of rounding. */
function lowest(of: Waves, rounding: number): number {
  const { cosines, sines } = of;
  const slope = (x: number): number =>
    cosines.reduce((sum, c, r) => sum + (r + 1) * (sines[r] * cos((r + 1) * x) - c * sin((r + 1) * x)), 0);
  if ([...cosines, ...sines].every((amplitude) => Math.abs(amplitude) <= rounding)) return 0;
  const steps = 16 * cosines.length;
  const width = (2 * Math.PI) / steps;
  let best = 0;
  for (let k = 1 - steps / 2; k <= steps / 2; k++) if (height(of, k * width) < height(of, best)) best = k * width;
  let [left, right] = [best - width, best + width];
  // The derivative goes from − to + across the minimum; half intervals until no number lies between.
  for (let middle = best; left < middle && middle < right; middle = left + (right - left) / 2) {
    if (slope(middle) < 0) left = middle;
    else right = middle;
  }
  const found = left + (right - left) / 2;
  return found > Math.PI ? found - 2 * Math.PI : found;
}
