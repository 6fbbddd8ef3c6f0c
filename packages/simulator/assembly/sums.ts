import { add, mul } from "./vectors";
import { word } from "./walk";

/** Sums of slots over tiles, chunks and lanes, in that order of nesting: [slots]. */
export function sumSlots(from: usize, blocks: usize, stride: usize, slots: usize, lanes: usize, to: usize): void {
  for (let slot: usize = 0; slot < slots; slot++) {
    let sum: f64 = 0;
    for (let block: usize = 0; block < blocks; block++) {
      const at = from + block * stride + slot * lanes * 8;
      for (let lane: usize = 0; lane < lanes; lane++) sum += f64.load(at + lane * 8);
    }
    f64.store(to + slot * 8, sum);
  }
}

/**
 * For a batch, Σ coefficient · slot for each column: to[row · stride + column]. terms: (slot, column) words, sorted by column; a
 * column without terms is left as it is. rows counts those of all tiles.
 */
export function combine(
  from: usize,
  blockBytes: usize,
  lanes: usize,
  rows: usize,
  terms: usize,
  coefficients: usize,
  count: usize,
  rowStride: usize,
  to: usize,
): void {
  const slotBytes = lanes * 8;
  for (let row: usize = 0; row < rows; row += 2) {
    const block = from + (row / lanes) * blockBytes + (row % lanes) * 8;
    const line = to + row * rowStride;
    let k: usize = 0;
    while (k < count) {
      const column = word(terms, <i32>(2 * k + 1));
      let sum = f64x2.splat(0);
      while (k < count && word(terms, <i32>(2 * k + 1)) == column) {
        const value = v128.load(block + word(terms, <i32>(2 * k)) * slotBytes);
        sum = add(sum, mul(v128.load_splat<f64>(coefficients + k * 8), value));
        k++;
      }
      f64.store(line + column * 8, f64x2.extract_lane(sum, 0));
      if (row + 1 < rows) f64.store(line + rowStride + column * 8, f64x2.extract_lane(sum, 1));
    }
  }
}
