import type { Dataset } from "../dataset.js";

/**
 * Mean and standard deviation (divisor: rows) of each feature: [width] each. A constant feature has deviation exactly 0. Squares
 * never leave the range of doubles, however large or small the values are.
 */
export function moments({ features, rows, width }: Pick<Dataset, "features" | "rows" | "width">): {
  mean: number[];
  deviation: number[];
} {
  const mean = new Array<number>(width).fill(0);
  const square = new Array<number>(width).fill(0);
  const constant = new Array<boolean>(width).fill(true);
  for (let k = 0; k < features.length; k++) {
    mean[k % width] += features[k] / rows;
    if (features[k] !== features[k % width]) constant[k % width] = false;
  }
  for (let k = 0; k < features.length; k++) {
    const apart = features[k] - mean[k % width];
    square[k % width] += apart * apart;
  }
  const deviationOf = (sum: number, i: number): number => {
    if (constant[i]) return 0;
    const deviation = Math.sqrt(sum / rows);
    return sum > LEAST && sum < Infinity ? deviation : scaled({ features, rows, width }, i, mean[i], sum > 1);
  };
  return {
    mean: mean.map((x, i) => (constant[i] ? features[i] : x)),
    deviation: square.map(deviationOf),
  };
}

/** Below, squares have lost bits. */
const LEAST = 1e-290;

/** The same deviation in units of the largest distance from the mean. */
function scaled(
  { features, rows, width }: Pick<Dataset, "features" | "rows" | "width">,
  i: number,
  mean: number,
  large: boolean,
): number {
  // A distance may be twice as far as any number goes.
  const unit = large ? 0.5 : 1;
  const apart = (k: number): number => unit * features[k] - unit * mean;
  let most = 0;
  for (let k = i; k < features.length; k += width) most = Math.max(most, Math.abs(apart(k)));
  let sum = 0;
  for (let k = i; k < features.length; k += width) sum += (apart(k) / most) * (apart(k) / most);
  return (most * Math.sqrt(sum / rows)) / unit;
}
