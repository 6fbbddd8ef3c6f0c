import { chunkEnd, chunkFrom, lambda, psi, rowBytes, scratch, share, tileBytes, tileEnd, tileFrom, VECTOR } from "./context";
import { slotAt } from "./slots";
import { transform } from "./transform";
import { add, mul, sub, swapLanes } from "./vectors";
import { odd, word } from "./walk";

/**
 * For each functional: Σ over indices j of ±(Re or Im of conj(left at j ⊕ flips) · ψ at j), the sign its parity.
 * [left (0 = ψ, 1 = λ), imaginary, flips, flipsLane, bits, highBits, count, (high, low, lane, slot)…]
 */
export function correlate(ip: usize): void {
  const source = word(ip, 2) ? lambda : psi;
  const imaginary = word(ip, 3) != 0;
  const flips = word(ip, 4);
  const flipsLane = word(ip, 5) != 0;
  const bits = word(ip, 6);
  const total = (<usize>1) << word(ip, 7);
  const count = word(ip, 8);
  const list = ip + 9 * 4;
  const rows = (<usize>1) << bits;
  for (let t = tileFrom; t < tileEnd; t++) {
    const left = source + t * tileBytes;
    const right = psi + t * tileBytes;
    for (let chunk = chunkFrom; chunk < chunkEnd; chunk++) {
      const from = share(total, chunk);
      const end = share(total, chunk + 1);
      for (let k: usize = 0; k < count; k++) {
        memory.fill(slotAt(t, chunk, word(list, 4 * k + 3)), 0, rowBytes >> 1);
      }
      if (count == 1) {
        const to = slotAt(t, chunk, word(list, 3));
        const functional = word(list, 1) | (word(list, 0) << bits);
        one(left, right, from << bits, end << bits, flips, flipsLane, imaginary, functional, word(list, 2) != 0, to);
        continue;
      }
      for (let w: usize = 0; w < rowBytes; w += VECTOR) {
        for (let h = from; h < end; h++) {
          let row = (h << bits) * rowBytes;
          for (let l: usize = 0; l < rows; l++, row += rowBytes) {
            v128.store(scratch + l * 16, product1(left, right + w, row, flips, w, flipsLane, imaginary));
          }
          transform(scratch, bits);
          for (let k: usize = 0; k < count; k++) {
            const to = slotAt(t, chunk, word(list, 4 * k + 3)) + (w >> 1);
            let sum = v128.load(scratch + word(list, 4 * k + 1) * 16);
            if (word(list, 4 * k + 2)) sum = mul(sum, f64x2(1, -1));
            const old = v128.load(to);
            v128.store(to, odd(h & word(list, 4 * k)) ? sub(old, sum) : add(old, sum));
          }
        }
      }
    }
  }
}

/** One functional needs no table. Parities are hard to foresee: the sign bit is turned without a branch. */
function one(
  left: usize,
  right: usize,
  from: usize,
  end: usize,
  flips: usize,
  flipsLane: bool,
  imaginary: bool,
  functional: usize,
  lane: bool,
  to: usize,
): void {
  const signs = lane ? f64x2(1, -1) : f64x2(1, 1);
  const four = 4 * VECTOR;
  let w: usize = 0;
  for (; w + four <= rowBytes; w += four) {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let p = from; p < end; p++) {
      const sign = i64x2.splat(<i64>((<u64>popcnt(p & functional)) << 63));
      const row = p * rowBytes;
      s0 = add(s0, v128.xor(sign, product1(left, right + w, row, flips, w, flipsLane, imaginary)));
      s1 = add(s1, v128.xor(sign, product1(left, right + w + 32, row, flips, w + 32, flipsLane, imaginary)));
      s2 = add(s2, v128.xor(sign, product1(left, right + w + 64, row, flips, w + 64, flipsLane, imaginary)));
      s3 = add(s3, v128.xor(sign, product1(left, right + w + 96, row, flips, w + 96, flipsLane, imaginary)));
    }
    v128.store(to + (w >> 1), s0);
    v128.store(to + (w >> 1), s1, 16);
    v128.store(to + (w >> 1), s2, 32);
    v128.store(to + (w >> 1), s3, 48);
  }
  for (; w < rowBytes; w += VECTOR) {
    let sum = f64x2.splat(0);
    for (let p = from; p < end; p++) {
      const value = product1(left, right + w, p * rowBytes, flips, w, flipsLane, imaginary);
      sum = add(sum, v128.xor(value, i64x2.splat(<i64>((<u64>popcnt(p & functional)) << 63))));
    }
    v128.store(to + (w >> 1), mul(signs, sum));
  }
}

/** Re or Im of conj(left at row ⊕ flips) · right at row. */
// @ts-ignore: decorator
@inline
function product1(left: usize, right: usize, row: usize, flips: usize, w: usize, flipsLane: bool, imaginary: bool): v128 {
  const at = left + (row ^ flips) + w;
  let lr = v128.load(at);
  let li = v128.load(at, 16);
  if (flipsLane) {
    lr = swapLanes(lr);
    li = swapLanes(li);
  }
  const pr = v128.load(right + row);
  const pi = v128.load(right + row, 16);
  return imaginary ? sub(mul(lr, pi), mul(li, pr)) : add(mul(lr, pr), mul(li, pi));
}
