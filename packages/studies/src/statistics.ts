import jstat from "jstat";

/** A mean with its 95 % interval. */
export interface Interval {
  /** The mean; null if a value is not finite or there is none. */
  readonly mean: number | null;
  /** The lower end; null below two values. */
  readonly low: number | null;
  /** The upper end; null below two values. */
  readonly high: number | null;
}

/** A median with its 95 % interval. */
export interface MedianInterval {
  /** The median; null if a value is not finite or there is none. */
  readonly median: number | null;
  /** The lower end; null if there are too few values. */
  readonly low: number | null;
  /** The upper end; null if there are too few values. */
  readonly high: number | null;
}

/** The least and the most that a figure can be. */
export type Possible = readonly [least: number, most: number];

const ANYTHING: Possible = [-Infinity, Infinity];

/**
 * Computes a mean and its two-sided 95 % interval by Student's t. If a value is not finite, everything is null; no
 * value is dropped.
 * @param values the values
 * @param possible the least and the most that the figure can be; the interval is cut to it, and left out if it covers
 *   all of it
 * @returns the mean and the interval
 * @example
 * ```ts
 * meanInterval([0.9, 1, 1.1]); // { mean: 1, low: 0.75…, high: 1.24… }
 * ```
 */
export function meanInterval(values: readonly number[], [least, most]: Possible = ANYTHING): Interval {
  const n = values.length;
  if (n === 0 || !values.every(Number.isFinite)) return { mean: null, low: null, high: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const half = n < 2 ? NaN : jstat.studentt.inv(0.975, n - 1) * standardError(values);
  if (n < 2 || (mean - half <= least && mean + half >= most)) return { mean, low: null, high: null };
  return { mean, low: Math.max(least, mean - half), high: Math.min(most, mean + half) };
}

/** Standard error of a mean; 0 below two values. */
export function standardError(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
}

/** Pairs below which no p-value is given: with five, even a clean sweep is no evidence at the 5 % level. */
export const FEWEST_PAIRS = 6;
/** Pairs above which the normal approximation stands in. */
const MOST_COUNTED = 50;

/**
 * Computes the two-sided p-value of Wilcoxon's signed-rank test. Zeros are dropped and ties share ranks. Up to 50
 * differences it is exact: all 2ⁿ signs of the ranks are counted. Above, it is the normal approximation with the
 * variance of these ranks and a correction for continuity. It is off by less than 0.001 where p is below 0.1, and by at
 * most 0.004.
 * Cost: n · (sum of ranks) up to 50 differences, n log n above.
 * Source: Wilcoxon 1945; Hollander & Wolfe, chapter 3.
 * @param differences the paired differences
 * @returns the p-value; null below six pairs, if a difference is not finite, or if all are 0
 * @example
 * ```ts
 * wilcoxon([-0.2, -0.1, -0.3, -0.4, -0.6, -0.5]); // 0.03125
 * ```
 */
export function wilcoxon(differences: readonly number[]): number | null {
  if (differences.length < FEWEST_PAIRS || !differences.every(Number.isFinite)) return null;
  const left = differences.filter((difference) => difference !== 0);
  if (left.length === 0) return null;
  const ranks = doubledRanks(left.map(Math.abs));
  const positive = left.reduce((sum, difference, k) => sum + (difference > 0 ? ranks[k] : 0), 0);
  const total = ranks.reduce((sum, value) => sum + value, 0);
  const extreme = Math.min(positive, total - positive);
  if (left.length > MOST_COUNTED) {
    const deviation = Math.sqrt(ranks.reduce((sum, value) => sum + value * value, 0)) / 2;
    // Doubled ranks move in steps of two at least: half of that is the correction.
    return Math.min(1, 2 * jstat.normal.cdf((extreme + 1 - total / 2) / deviation, 0, 1));
  }
  return Math.min(1, 2 * chancesUpTo(ranks)[extreme]);
}

/** Ranks from 1, those of equal sizes shared; doubled, so that shared ones are whole numbers. */
function doubledRanks(sizes: readonly number[]): number[] {
  const order = sizes.map((_, k) => k).sort((a, b) => sizes[a] - sizes[b]);
  const ranks = new Array<number>(sizes.length);
  for (let first = 0; first < order.length;) {
    let last = first;
    while (last + 1 < order.length && sizes[order[last + 1]] === sizes[order[first]]) last++;
    for (let k = first; k <= last; k++) ranks[order[k]] = first + last + 2;
    first = last + 1;
  }
  return ranks;
}

/** For each sum s, the share of all sign patterns whose positive ranks sum to s at most. */
function chancesUpTo(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, value) => sum + value, 0);
  let chance = new Float64Array(total + 1);
  chance[0] = 1;
  for (const value of ranks) {
    chance = chance.map((share, s) => (share + (s >= value ? chance[s - value] : 0)) / 2);
  }
  let sum = 0;
  return chance.map((share) => (sum += share));
}

/**
 * Computes the median of paired differences after Hodges and Lehmann: the median of the means of all pairs of them. Its
 * 95 % interval is the one that belongs to Wilcoxon's test.
 * Cost: n² log n up to 50 values, about 64 · n above, because the means are then counted and not listed.
 * Source: Hodges & Lehmann 1963; Hollander & Wolfe, chapter 3.
 * @param differences the paired differences
 * @returns the median and the interval; no interval below six values, nothing if a value is not finite
 */
export function hodgesLehmann(differences: readonly number[]): MedianInterval {
  const n = differences.length;
  if (n === 0 || !differences.every(Number.isFinite)) return { median: null, low: null, high: null };
  const count = (n * (n + 1)) / 2;
  const mean = n > MOST_COUNTED ? countedMeans(differences) : listedMeans(differences);
  const median = (mean((count - 1) >> 1) + mean(count >> 1)) / 2;
  if (n < FEWEST_PAIRS) return { median, low: null, high: null };
  const out = leftOut(n);
  return { median, low: mean(out), high: mean(count - 1 - out) };
}

/** The means of all pairs, a value with itself included, by their place from 0 in ascending order. */
function listedMeans(values: readonly number[]): (place: number) => number {
  const means = values.flatMap((value, i) => values.slice(0, i + 1).map((other) => (value + other) / 2));
  const sorted = Float64Array.from(means).sort();
  return (place) => sorted[place];
}

/**
 * The same numbers, each found by halving all that a float64 can be: of sorted values, the means up to a limit are counted in one
 * walk, as the largest partner falls while a value rises.
 */
function countedMeans(values: readonly number[]): (place: number) => number {
  const sorted = Float64Array.from(values).sort();
  const upTo = (limit: number): number => {
    let count = 0;
    for (let i = 0, j = sorted.length - 1; i <= j; i++) {
      while (j >= i && (sorted[i] + sorted[j]) / 2 > limit) j--;
      count += j - i + 1;
    }
    return count;
  };
  return (place) => {
    let [low, high] = [orderOf(sorted[0]), orderOf(sorted[sorted.length - 1])];
    while (low < high) {
      // Rounds down, below zero too.
      const middle = (low + high) >> 1n;
      if (upTo(numberAt(middle)) > place) high = middle;
      else low = middle + 1n;
    }
    return numberAt(low);
  };
}

const bits = new DataView(new ArrayBuffer(8));

/** The place of a number among all numbers: the next larger one has the next larger place. −0 stands with 0. */
function orderOf(value: number): bigint {
  bits.setFloat64(0, Math.abs(value));
  const size = bits.getBigUint64(0);
  return value < 0 ? -size : size;
}

function numberAt(order: bigint): number {
  bits.setBigUint64(0, order < 0n ? -order : order);
  const size = bits.getFloat64(0);
  return order < 0n ? -size : size;
}

/** How many of the sorted means the interval leaves out on each side: the most that keep it at 95 %. */
function leftOut(n: number): number {
  if (n > MOST_COUNTED) {
    const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
    return Math.floor((n * (n + 1)) / 4 + jstat.normal.inv(0.025, 0, 1) * deviation);
  }
  const chances = chancesUpTo(Array.from({ length: n }, (_, k) => k + 1));
  return chances.findIndex((chance) => chance > 0.025) - 1;
}

/**
 * Corrects p-values for several comparisons by Holm's method.
 * Source: Holm 1979.
 * @param values the p-values; null for a comparison without one
 * @returns the adjusted p-values in the same order; null stays null
 */
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

/** The least p-value that so many pairs can have after Holm's correction over so many comparisons. */
export function leastAfterHolm(pairs: number, comparisons: number): number {
  return pairs < FEWEST_PAIRS ? 1 : Math.min(1, comparisons * 2 ** (1 - pairs));
}
