import { chunkEnd, chunkFrom, params, scratch, share } from "./context";
import { grayStart, grayStep, word } from "./walk";

/**
 * Any matrix on any qubits, number by number. [which, adjoint, lanes, size, matrix, outerBits, offset…, basis…]
 * Here offsets reach single lanes: the lane bit of a single state is the address bit of 8 bytes.
 */
export function matrix(ip: usize, tile: usize): void {
  const adjoint = word(ip, 3) != 0;
  const lanes = word(ip, 4);
  const size = word(ip, 5);
  const entries = params + word(ip, 6);
  const total = (<usize>1) << word(ip, 7);
  const offsets = ip + 8 * 4;
  const basis = offsets + size * 4;
  const from = share(total, chunkFrom);
  const end = share(total, chunkEnd);
  let group = grayStart(basis, from);
  for (let i = from; i < end; ) {
    for (let lane: usize = 0; lane < lanes; lane++) {
      const base = (tile ^ group) + ((lane >> 1) << 5) + ((lane & 1) << 3);
      for (let k: usize = 0; k < size; k++) {
        const at = base ^ word(offsets, k);
        f64.store(scratch + k * 16, f64.load(at));
        f64.store(scratch + k * 16, f64.load(at, 16), 8);
      }
      for (let a: usize = 0; a < size; a++) {
        let re: f64 = 0;
        let im: f64 = 0;
        for (let b: usize = 0; b < size; b++) {
          const entry = entries + (adjoint ? b * size + a : a * size + b) * 16;
          const ur = f64.load(entry);
          const ui = adjoint ? -f64.load(entry, 8) : f64.load(entry, 8);
          const r = f64.load(scratch + b * 16);
          const s = f64.load(scratch + b * 16, 8);
          re += ur * r - ui * s;
          im += ur * s + ui * r;
        }
        const at = base ^ word(offsets, a);
        f64.store(at, re);
        f64.store(at, im, 16);
      }
    }
    i++;
    if (i < end) group ^= grayStep(basis, i);
  }
}
