import { exp, type InParts } from "@uphill/core";

/** Entries that are worked out without leaving the thread to others. */
const ENTRIES = 2 ** 15;

/**
 * exp(−γ·|a − b|²) of rows of numbers, in parts: [rows, columns].
 * @param b left out: the rows with themselves
 */
export function* gaussianInParts(
  a: Float64Array,
  b: Float64Array | undefined,
  { width, gamma }: { readonly width: number; readonly gamma: number },
): InParts<Float64Array> {
  const other = b ?? a;
  const [rows, columns] = [a.length / width, other.length / width];
  const out = new Float64Array(rows * columns);
  for (let i = 0, done = 0; i < rows; i++) {
    for (let j = b ? 0 : i; j < columns; j++) {
      let square = 0;
      for (let k = 0; k < width; k++) {
        const difference = a[i * width + k] - other[j * width + k];
        square += difference * difference;
      }
      out[i * columns + j] = exp(-gamma * square);
      if (!b) out[j * columns + i] = out[i * columns + j];
    }
    done += columns;
    if (done >= ENTRIES) {
      done = 0;
      yield;
    }
  }
  return out;
}
