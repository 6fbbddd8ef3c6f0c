/** The middle of some numbers (the mean of the two middle ones where their count is even); NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The number below which a share of the values lies, linear between neighbours; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.ceil(at)];
  return low + (high - low) * (at - Math.floor(at));
}

/** How many times as long one of two sides took. */
export interface Ratio {
  /** The median over rounds, and an interval that holds it with 95 %. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/**
 * The median ratio of times that were taken in pairs, and its sign-test interval: from the k-th smallest to the k-th largest ratio,
 * k − 1 being the most that a fair coin shows in n throws with 2.5 % at most. It takes no shape for granted and heeds no outlier.
 * @param other of the same rounds
 */
export function ratioOf(ours: readonly number[], other: readonly number[]): Ratio {
  const ratios = ours.map((ms, round) => ms / other[round]).sort((a, b) => a - b);
  const n = ratios.length;
  let below = 0;
  let chance = 2 ** -n;
  let total = chance;
  while (total <= 0.025 && below < n) {
    below += 1;
    chance *= (n - below + 1) / below;
    total += chance;
  }
  // Too few rounds for any interval: from the smallest to the largest.
  const k = Math.max(0, below - 1);
  return { ratio: median(ratios), low: ratios[k], high: ratios[n - 1 - k], rounds: n };
}
