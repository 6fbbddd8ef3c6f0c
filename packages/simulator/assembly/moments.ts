/**
 * Real batches by their second moments: every sample meets the same unitary U, so ⟨O⟩ = xᵀAx with A = Re(U†OU), and a gradient needs
 * the samples only as M = Σ cotangent · xxᵀ. Samples lie as [tiles, size, lanes], numbers only.
 */
import { VECTOR } from "./context";
import { add, mul } from "./vectors";

/** Real numbers into complex vectors. */
export function widen(from: usize, to: usize, vectors: usize): void {
  for (let k: usize = 0; k < vectors; k++) {
    v128.store(to + k * VECTOR, v128.load(from + k * 16));
    v128.store(to + k * VECTOR, f64x2.splat(0), 16);
  }
}

/**
 * The form that `quadratic` takes of A = scale · Re(U†Λ), [size, size]: above the diagonal twice A, below it 0. U and Λ hold a column a
 * lane, eight lanes a tile.
 */
export function observed(u: usize, l: usize, size: usize, scale: f64, to: usize): void {
  const lanes: usize = 8;
  const row = lanes * 16;
  const tile = size * row;
  for (let c: usize = 0; c < size; c += 2) {
    // Two columns of U against eight of Λ.
    const left = u + (c / lanes) * tile + ((c % lanes) >> 1) * VECTOR;
    for (let d: usize = c - (c % lanes); d < size; d += lanes) {
      const right = l + (d / lanes) * tile;
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let a2 = f64x2.splat(0);
      let a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let b2 = f64x2.splat(0);
      let b3 = f64x2.splat(0);
      for (let p: usize = 0; p < tile; p += row) {
        for (let part: usize = 0; part < 32; part += 16) {
          const x = v128.load_splat<f64>(left + p + part);
          const y = v128.load_splat<f64>(left + p + part, 8);
          const at = right + p + part;
          const l0 = v128.load(at);
          const l1 = v128.load(at, 32);
          const l2 = v128.load(at, 64);
          const l3 = v128.load(at, 96);
          a0 = add(a0, mul(x, l0));
          a1 = add(a1, mul(x, l1));
          a2 = add(a2, mul(x, l2));
          a3 = add(a3, mul(x, l3));
          b0 = add(b0, mul(y, l0));
          b1 = add(b1, mul(y, l1));
          b2 = add(b2, mul(y, l2));
          b3 = add(b3, mul(y, l3));
        }
      }
      const s = f64x2.splat(2 * scale);
      const at = to + (c * size + d) * 8;
      v128.store(at, mul(s, a0));
      v128.store(at, mul(s, a1), 16);
      v128.store(at, mul(s, a2), 32);
      v128.store(at, mul(s, a3), 48);
      const next = at + size * 8;
      v128.store(next, mul(s, b0));
      v128.store(next, mul(s, b1), 16);
      v128.store(next, mul(s, b2), 32);
      v128.store(next, mul(s, b3), 48);
    }
  }
  for (let c: usize = 0; c < size; c++) {
    memory.fill(to + c * size * 8, 0, c * 8);
    const at = to + (c * size + c) * 8;
    f64.store(at, 0.5 * f64.load(at));
  }
}

/** xᵀAx of each sample: [tiles, lanes]. */
export function quadratic(x: usize, a: usize, tiles: usize, size: usize, to: usize): void {
  const row: usize = 64;
  for (let t: usize = 0; t < tiles; t++) {
    const samples = x + t * size * row;
    let f0 = f64x2.splat(0);
    let f1 = f64x2.splat(0);
    let f2 = f64x2.splat(0);
    let f3 = f64x2.splat(0);
    for (let j: usize = 0; j < size; j += 2) {
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      let a2 = f64x2.splat(0);
      let a3 = f64x2.splat(0);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let b2 = f64x2.splat(0);
      let b3 = f64x2.splat(0);
      const first = a + j * size * 8;
      const second = first + size * 8;
      for (let k = j; k < size; k++) {
        const u = v128.load_splat<f64>(first + k * 8);
        const v = v128.load_splat<f64>(second + k * 8);
        const at = samples + k * row;
        const x0 = v128.load(at);
        const x1 = v128.load(at, 16);
        const x2 = v128.load(at, 32);
        const x3 = v128.load(at, 48);
        a0 = add(a0, mul(u, x0));
        a1 = add(a1, mul(u, x1));
        a2 = add(a2, mul(u, x2));
        a3 = add(a3, mul(u, x3));
        b0 = add(b0, mul(v, x0));
        b1 = add(b1, mul(v, x1));
        b2 = add(b2, mul(v, x2));
        b3 = add(b3, mul(v, x3));
      }
      const at = samples + j * row;
      f0 = add(f0, add(mul(v128.load(at), a0), mul(v128.load(at, 64), b0)));
      f1 = add(f1, add(mul(v128.load(at, 16), a1), mul(v128.load(at, 80), b1)));
      f2 = add(f2, add(mul(v128.load(at, 32), a2), mul(v128.load(at, 96), b2)));
      f3 = add(f3, add(mul(v128.load(at, 48), a3), mul(v128.load(at, 112), b3)));
    }
    const at = to + t * row;
    v128.store(at, f0);
    v128.store(at, f1, 16);
    v128.store(at, f2, 32);
    v128.store(at, f3, 48);
  }
}

/** Σ weight · xxᵀ into [size, size]. weights: [tiles, lanes]; sums: room for 2·size² numbers. */
export function moments(x: usize, weights: usize, tiles: usize, size: usize, sums: usize, to: usize): void {
  const row: usize = 64;
  memory.fill(sums, 0, size * size * 16);
  for (let t: usize = 0; t < tiles; t++) {
    const samples = x + t * size * row;
    const w = weights + t * row;
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    const w2 = v128.load(w, 32);
    const w3 = v128.load(w, 48);
    for (let j: usize = 0; j < size; j += 2) {
      const at = samples + j * row;
      const a0 = mul(w0, v128.load(at));
      const a1 = mul(w1, v128.load(at, 16));
      const a2 = mul(w2, v128.load(at, 32));
      const a3 = mul(w3, v128.load(at, 48));
      const b0 = mul(w0, v128.load(at, 64));
      const b1 = mul(w1, v128.load(at, 80));
      const b2 = mul(w2, v128.load(at, 96));
      const b3 = mul(w3, v128.load(at, 112));
      const first = sums + j * size * 16;
      const second = first + size * 16;
      for (let k = j; k < size; k++) {
        const other = samples + k * row;
        const x0 = v128.load(other);
        const x1 = v128.load(other, 16);
        const x2 = v128.load(other, 32);
        const x3 = v128.load(other, 48);
        const p = add(add(mul(a0, x0), mul(a1, x1)), add(mul(a2, x2), mul(a3, x3)));
        const q = add(add(mul(b0, x0), mul(b1, x1)), add(mul(b2, x2), mul(b3, x3)));
        v128.store(first + k * 16, add(v128.load(first + k * 16), p));
        v128.store(second + k * 16, add(v128.load(second + k * 16), q));
      }
    }
  }
  for (let j: usize = 0; j < size; j++) {
    for (let k = j; k < size; k++) {
      const at = sums + (j * size + k) * 16;
      const sum = f64.load(at) + f64.load(at, 8);
      f64.store(to + (j * size + k) * 8, sum);
      f64.store(to + (k * size + j) * 8, sum);
    }
  }
}

/** Real states, one a row, into complex tiles of eight lanes. Row-major [size, size]. */
export function loadColumns(from: usize, size: usize, to: usize): void {
  for (let c: usize = 0; c < size; c++) {
    let at = to + (c >> 3) * size * 128 + ((c & 7) >> 1) * VECTOR + (c & 1) * 8;
    for (let k: usize = 0; k < size; k++) {
      f64.store(at, f64.load(from + (c * size + k) * 8));
      f64.store(at, 0, 16);
      at += 128;
    }
  }
}
