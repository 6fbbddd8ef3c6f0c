import jstat from "jstat";

/** A mean with its 95 % interval; the interval is null below two values, everything is null without finite values. */
export interface Interval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean and two-sided 95 % interval by Student's t. Values that are not finite make the whole null: nothing is dropped. */
export function meanInterval(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0 || !values.every(Number.isFinite)) return { mean: null, low: null, high: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { mean, low: null, high: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = jstat.studentt.inv(0.975, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

/** Pairs below which no p-value is given: with five, even a clean sweep is no evidence at the 5 % level. */
const FEWEST_PAIRS = 6;

/**
 * Two-sided p-value of Wilcoxon's signed-rank test, exact: zeros are dropped, ties share ranks, and all 2ⁿ signs of the
 * ranks at hand are counted. Null below six pairs, or when fewer than one difference is left.
 * Cost: n · (sum of ranks). Source: Wilcoxon 1945; Hollander & Wolfe, chapter 3.
 */
export function wilcoxon(differences: readonly number[]): number | null {
  if (differences.length < FEWEST_PAIRS || !differences.every(Number.isFinite)) return null;
  const left = differences.filter((difference) => difference !== 0);
  if (left.length === 0) return null;
  const sizes = left.map(Math.abs).sort((a, b) => a - b);
  // Doubled, so that shared ranks are whole numbers.
  const rank = (size: number): number => sizes.indexOf(size) + sizes.lastIndexOf(size) + 2;
  const ranks = left.map((difference) => rank(Math.abs(difference)));
  const positive = left.reduce((sum, difference, k) => sum + (difference > 0 ? ranks[k] : 0), 0);
  const total = ranks.reduce((sum, value) => sum + value, 0);
  // chance[s] = share of sign patterns whose positive ranks sum to s
  let chance = new Float64Array(total + 1);
  chance[0] = 1;
  for (const value of ranks) {
    chance = chance.map((share, s) => (share + (s >= value ? chance[s - value] : 0)) / 2);
  }
  const extreme = Math.min(positive, total - positive);
  const tail = chance.subarray(0, extreme + 1).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}

/** Holm's correction for several comparisons: adjusted p-values in the given order; null stays null. Source: Holm 1979. */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  const order = values.flatMap((p, index) => (p === null ? [] : [{ p, index }])).sort((a, b) => a.p - b.p);
  const adjusted: (number | null)[] = values.map(() => null);
  let floor = 0;
  order.forEach(({ p, index }, k) => {
    floor = Math.max(floor, Math.min(1, p * (order.length - k)));
    adjusted[index] = floor;
  });
  return adjusted;
}
