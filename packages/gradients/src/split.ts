/** Every way to divide shots among measurement settings. */
export const SPLITS = ["uniform", "weighted", "variance"] as const;

/**
 * How shots are divided among measurement settings: "uniform", "weighted" by the sum of |coefficient| of the terms of
 * a setting, or by "variance": a quarter of the shots is spread evenly and shows how much a shot of each setting
 * scatters, and the others are divided in proportion to the standard deviations, which makes the variance of the value
 * least. No shot is taken besides, and none is thrown away, but the second part waits for the first: a round more.
 */
export type Split = (typeof SPLITS)[number];

/** Share of the shots that finds out the variances. */
const PILOT = 0.25;

/**
 * Gives the fewest shots that a value can be split into: one a setting, or by variance two a setting in each part, so that both tell
 * a variance.
 * @param split how they are divided
 * @param settings the number of measurement settings
 * @returns the number of shots
 */
export function fewestShots(split: Split, settings: number): number {
  return isStaged(split, settings) ? 4 * settings : Math.max(1, settings);
}

/** Whether one part of the shots waits for the other. */
export function isStaged(split: Split, settings: number): boolean {
  return split === "variance" && settings > 1;
}

/**
 * Counts the rounds of a request that takes one by an even split.
 * @param split how the shots are divided
 * @param settings the number of measurement settings
 * @returns the number of rounds
 */
export function splitRounds(split: Split, settings: number): number {
  return isStaged(split, settings) ? 2 : 1;
}

/** Shots of the first part, over all settings. @param shots {@link fewestShots} at least */
export function pilotShots(shots: number, settings: number): number {
  return Math.max(2 * settings, Math.min(shots - 2 * settings, Math.round(PILOT * shots)));
}

/**
 * Whole numbers in proportion to the weights, none below `least`, that add up to `total` (method of largest remainders; of
 * equal remainders the first is rounded up).
 * @param total at least `least` times the number of weights
 */
export function share(total: number, weights: readonly number[], least = 1): number[] {
  const counts = weights.map(() => least);
  let open = weights.map((_, k) => k);
  let quotas: number[] = [];
  // Who would get less than the least gets that; the others share what is left.
  for (let poor = open; poor.length > 0;) {
    const left = total - least * (weights.length - open.length);
    const sum = open.reduce((s, k) => s + weights[k], 0);
    quotas = open.map((k) => (sum > 0 ? (left * weights[k]) / sum : left / open.length));
    poor = open.filter((_, k) => quotas[k] < least);
    open = open.filter((_, k) => quotas[k] >= least);
  }
  open.forEach((k, i) => (counts[k] = Math.floor(quotas[i])));
  let left = total - counts.reduce((s, count) => s + count, 0);
  const byRemainder = open.map((k, i) => ({ k, rest: quotas[i] - Math.floor(quotas[i]) }));
  for (const { k } of byRemainder.sort((a, b) => b.rest - a.rest)) if (left-- > 0) counts[k] += 1;
  return counts;
}
