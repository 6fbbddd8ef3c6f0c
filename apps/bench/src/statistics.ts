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
