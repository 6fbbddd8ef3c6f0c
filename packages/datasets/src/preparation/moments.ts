import type { Dataset } from "../dataset.js";

/** Mean and standard deviation (divisor: rows) of each feature: [width] each. A constant feature has deviation exactly 0. */
export function moments({ features, rows, width }: Dataset): { mean: number[]; deviation: number[] } {
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
  return {
    mean: mean.map((x, i) => (constant[i] ? features[i] : x)),
    deviation: square.map((sum, i) => (constant[i] ? 0 : Math.sqrt(sum / rows))),
  };
}
