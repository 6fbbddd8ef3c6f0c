/**
 * How shots are divided among measurement settings: "even", or "weighted" by the sum of |coefficient| of the terms of
 * a setting.
 */
export type Split = "even" | "weighted";

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
