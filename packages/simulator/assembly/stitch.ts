import { chunkEnd, chunkFrom, chunks, lambda, params, psi, share, VECTOR } from "./context";
import { add, mul, sub } from "./vectors";
import { word } from "./walk";

/** ψ = Σ_b upper_b ⊗ lower_b, four terms at a time. [2^upper, 2^lower / 2, rank, upper, lower] */
export function stitch(ip: usize): void {
  const uppers = word(ip, 2);
  const rows = word(ip, 3);
  const rank = word(ip, 4);
  const upper = params + word(ip, 5);
  const lower = params + word(ip, 6);
  const end = share(uppers, chunkEnd);
  for (let u = share(uppers, chunkFrom); u < end; u++) {
    for (let b: usize = 0; b < rank; b += 4) {
      stitchFour(upper + (u * rank + b) * 16, lower + b * VECTOR, rank * VECTOR, psi + u * rows * VECTOR, rows, b != 0);
    }
  }
}

function stitchFour(own: usize, others: usize, step: usize, to: usize, rows: usize, more: bool): void {
  const ur0 = v128.load_splat<f64>(own);
  const ui0 = v128.load_splat<f64>(own, 8);
  const ur1 = v128.load_splat<f64>(own, 16);
  const ui1 = v128.load_splat<f64>(own, 24);
  const ur2 = v128.load_splat<f64>(own, 32);
  const ui2 = v128.load_splat<f64>(own, 40);
  const ur3 = v128.load_splat<f64>(own, 48);
  const ui3 = v128.load_splat<f64>(own, 56);
  // Counted: the last row may end where the addresses do, at 2³².
  for (let row: usize = 0; row < rows; row++, to += VECTOR, others += step) {
    let lr = v128.load(others);
    let li = v128.load(others, 16);
    let re = sub(mul(ur0, lr), mul(ui0, li));
    let im = add(mul(ur0, li), mul(ui0, lr));
    lr = v128.load(others, 32);
    li = v128.load(others, 48);
    re = add(re, sub(mul(ur1, lr), mul(ui1, li)));
    im = add(im, add(mul(ur1, li), mul(ui1, lr)));
    lr = v128.load(others, 64);
    li = v128.load(others, 80);
    re = add(re, sub(mul(ur2, lr), mul(ui2, li)));
    im = add(im, add(mul(ur2, li), mul(ui2, lr)));
    lr = v128.load(others, 96);
    li = v128.load(others, 112);
    re = add(re, sub(mul(ur3, lr), mul(ui3, li)));
    im = add(im, add(mul(ur3, li), mul(ui3, lr)));
    if (more) {
      re = add(re, v128.load(to));
      im = add(im, v128.load(to, 16));
    }
    v128.store(to, re);
    v128.store(to, im, 16);
  }
}

/** upperSums_b = Σ λ · conj(lower_b), lowerSums_b = Σ λ · conj(upper_b), the latter by chunks. [as stitch, upperSums, lowerSums] */
export function unstitch(ip: usize): void {
  const uppers = word(ip, 2);
  const rows = word(ip, 3);
  const rank = word(ip, 4);
  const upper = params + word(ip, 5);
  const lower = params + word(ip, 6);
  const upperSums = params + word(ip, 7);
  const width = rank * VECTOR;
  for (let chunk = chunkFrom; chunk < chunkEnd; chunk++) {
    const lowerSums = params + word(ip, 8) + chunk * rows * width;
    memory.fill(lowerSums, 0, rows * width);
    const end = share(uppers, chunk + 1);
    for (let u = share(uppers, chunk); u < end; u++) {
      const from = lambda + u * rows * VECTOR;
      for (let b: usize = 0; b < rank; b++) {
        const own = upper + (u * rank + b) * 16;
        const ur = v128.load_splat<f64>(own);
        const ui = v128.load_splat<f64>(own, 8);
        let sumRe = f64x2.splat(0);
        let sumIm = f64x2.splat(0);
        for (let row: usize = 0, at = b * VECTOR; row < rows; row++, at += width) {
          const re = v128.load(from + row * VECTOR);
          const im = v128.load(from + row * VECTOR, 16);
          const lr = v128.load(lower + at);
          const li = v128.load(lower + at, 16);
          sumRe = add(sumRe, add(mul(re, lr), mul(im, li)));
          sumIm = add(sumIm, sub(mul(im, lr), mul(re, li)));
          const to = lowerSums + at;
          v128.store(to, add(v128.load(to), add(mul(re, ur), mul(im, ui))));
          v128.store(to, add(v128.load(to, 16), sub(mul(im, ur), mul(re, ui))), 16);
        }
        v128.store(upperSums + (u * rank + b) * VECTOR, sumRe);
        v128.store(upperSums + (u * rank + b) * VECTOR, sumIm, 16);
      }
    }
  }
}
