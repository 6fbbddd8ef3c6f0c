import { exp } from "@uphill/core";

/** The rows of apps/bench/peers/kernels_golden.py. */
export function rowsOf(count: number, width: number): Float64Array {
  return Float64Array.from({ length: count * width }, (_, at) => {
    const [i, k] = [Math.floor(at / width), at % width];
    return Math.sin(1 + 3 * i + 0.7 * k * k);
  });
}

/** exp(−γ·|a − b|²), plainly. */
export function gaussian(a: Float64Array, b: Float64Array, width: number, gamma: number): Float64Array {
  const [rows, columns] = [a.length / width, b.length / width];
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let square = 0;
    for (let k = 0; k < width; k++) square += (a[i * width + k] - b[j * width + k]) ** 2;
    return exp(-gamma * square);
  });
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0);
}
