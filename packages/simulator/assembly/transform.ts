import { add, sub } from "./vectors";

/** The Walsh–Hadamard transform of 2^bits vectors, three bits a pass as long as there are three. */
export function transform(at: usize, bits: usize): void {
  const end = at + ((<usize>16) << bits);
  let half: usize = 16;
  let left = bits;
  for (; left >= 3; left -= 3, half <<= 3) {
    for (let block = at; block < end; block += half << 3) {
      for (let p = block; p < block + half; p += 16) {
        const q = p + 4 * half;
        const x0 = v128.load(p);
        const x1 = v128.load(p + half);
        const x2 = v128.load(p + 2 * half);
        const x3 = v128.load(p + 3 * half);
        const x4 = v128.load(q);
        const x5 = v128.load(q + half);
        const x6 = v128.load(q + 2 * half);
        const x7 = v128.load(q + 3 * half);
        const y0 = add(x0, x1);
        const y1 = sub(x0, x1);
        const y2 = add(x2, x3);
        const y3 = sub(x2, x3);
        const y4 = add(x4, x5);
        const y5 = sub(x4, x5);
        const y6 = add(x6, x7);
        const y7 = sub(x6, x7);
        const z0 = add(y0, y2);
        const z2 = sub(y0, y2);
        const z1 = add(y1, y3);
        const z3 = sub(y1, y3);
        const z4 = add(y4, y6);
        const z6 = sub(y4, y6);
        const z5 = add(y5, y7);
        const z7 = sub(y5, y7);
        v128.store(p, add(z0, z4));
        v128.store(p + half, add(z1, z5));
        v128.store(p + 2 * half, add(z2, z6));
        v128.store(p + 3 * half, add(z3, z7));
        v128.store(q, sub(z0, z4));
        v128.store(q + half, sub(z1, z5));
        v128.store(q + 2 * half, sub(z2, z6));
        v128.store(q + 3 * half, sub(z3, z7));
      }
    }
  }
  for (; left > 0; left--, half <<= 1) {
    for (let block = at; block < end; block += half << 1) {
      for (let p = block; p < block + half; p += 16) {
        const a = v128.load(p);
        const b = v128.load(p + half);
        v128.store(p, add(a, b));
        v128.store(p + half, sub(a, b));
      }
    }
  }
}
