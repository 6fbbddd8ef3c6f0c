import { chunkEnd, chunkFrom, share, VECTOR } from "./context";
import { word } from "./walk";

/** Exchanges the lane bit of a single state with a row bit. [which, rows, bit (a row offset in bytes)] */
export function exchange(ip: usize, tile: usize): void {
  const total = word(ip, 3);
  const bit = word(ip, 4);
  const from = share(total, chunkFrom);
  const end = share(total, chunkEnd);
  // Pairs are numbered by the rows that remain when the bit is taken out.
  for (let i = from; i < end; i++) {
    const offset = i * VECTOR;
    const a = tile + (((offset & ~(bit - 1)) << 1) | (offset & (bit - 1)));
    const b = a ^ bit;
    for (let part: usize = 0; part < 32; part += 16) {
      const x = v128.load(a + part);
      const y = v128.load(b + part);
      v128.store(a + part, v128.shuffle<f64>(x, y, 0, 2));
      v128.store(b + part, v128.shuffle<f64>(x, y, 1, 3));
    }
  }
}
