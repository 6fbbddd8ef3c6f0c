/**
 * The kernels of src/kernels/plain.ts with 128-bit SIMD: two neighbouring numbers a time, each number's arithmetic in the same
 * order, so that both give the same bits. Pointers are byte addresses of Float64 numbers, and counts are in numbers unless
 * said otherwise. Layout [amplitudes, rows], as there.
 *
 * Odd ends run the same code on half-filled vectors: `one` says that only one number is left.
 */

const WORD: usize = 8;

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function free(at: usize): void {
  heap.free(at);
}

// @ts-ignore: decorator
@inline
function load(at: usize, one: bool): v128 {
  return one ? v128.load_zero<f64>(at) : v128.load(at);
}

// @ts-ignore: decorator
@inline
function store(at: usize, value: v128, one: bool): void {
  if (one) v128.store_lane<f64>(at, value, 0);
  else v128.store(at, value);
}

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

// Forms of a 2×2 unitary: products with structural zeros are left out.
const DENSE = 0;
const DIAGONAL = 1;
const REAL = 2;
const TURN = 3;

/** Two amplitudes p and q, two rows or neighbours of each, from registers to memory. */
// @ts-ignore: decorator
@inline
function pairs(
  form: i32,
  one: bool,
  rp: usize,
  ip: usize,
  rq: usize,
  iq: usize,
  r00: v128,
  r01: v128,
  r10: v128,
  r11: v128,
  i00: v128,
  i01: v128,
  i10: v128,
  i11: v128,
): void {
  const pr = load(rp, one);
  const pi = load(ip, one);
  const qr = load(rq, one);
  const qi = load(iq, one);
  store(rp, firstRe(form, r00, r01, i00, i01, pr, pi, qr, qi), one);
  store(ip, firstIm(form, r00, r01, i00, i01, pr, pi, qr, qi), one);
  store(rq, secondRe(form, r10, r11, i10, i11, pr, pi, qr, qi), one);
  store(iq, secondIm(form, r10, r11, i10, i11, pr, pi, qr, qi), one);
}

// @ts-ignore: decorator
@inline
function firstRe(form: i32, r0: v128, r1: v128, i0: v128, i1: v128, pr: v128, pi: v128, qr: v128, qi: v128): v128 {
  if (form == DIAGONAL) return sub(mul(r0, pr), mul(i0, pi));
  if (form == REAL) return add(mul(r0, pr), mul(r1, qr));
  if (form == TURN) return sub(mul(r0, pr), mul(i1, qi));
  return sub(add(sub(mul(r0, pr), mul(i0, pi)), mul(r1, qr)), mul(i1, qi));
}

// @ts-ignore: decorator
@inline
function firstIm(form: i32, r0: v128, r1: v128, i0: v128, i1: v128, pr: v128, pi: v128, qr: v128, qi: v128): v128 {
  if (form == DIAGONAL) return add(mul(r0, pi), mul(i0, pr));
  if (form == REAL) return add(mul(r0, pi), mul(r1, qi));
  if (form == TURN) return add(mul(r0, pi), mul(i1, qr));
  return add(add(add(mul(r0, pi), mul(i0, pr)), mul(r1, qi)), mul(i1, qr));
}

// @ts-ignore: decorator
@inline
function secondRe(form: i32, r0: v128, r1: v128, i0: v128, i1: v128, pr: v128, pi: v128, qr: v128, qi: v128): v128 {
  if (form == DIAGONAL) return sub(mul(r1, qr), mul(i1, qi));
  if (form == REAL) return add(mul(r0, pr), mul(r1, qr));
  if (form == TURN) return sub(mul(r1, qr), mul(i0, pi));
  return sub(add(sub(mul(r0, pr), mul(i0, pi)), mul(r1, qr)), mul(i1, qi));
}

// @ts-ignore: decorator
@inline
function secondIm(form: i32, r0: v128, r1: v128, i0: v128, i1: v128, pr: v128, pi: v128, qr: v128, qi: v128): v128 {
  if (form == DIAGONAL) return add(mul(r1, qi), mul(i1, qr));
  if (form == REAL) return add(mul(r0, pi), mul(r1, qi));
  if (form == TURN) return add(mul(r1, qi), mul(i0, pr));
  return add(add(add(mul(r0, pi), mul(i0, pr)), mul(r1, qi)), mul(i1, qr));
}

// @ts-ignore: decorator
@inline
function passOne(
  form: i32,
  re: usize,
  im: usize,
  bytes: usize,
  run: usize,
  r00: v128,
  r01: v128,
  r10: v128,
  r11: v128,
  i00: v128,
  i01: v128,
  i10: v128,
  i11: v128,
): void {
  const shift = im - re;
  const end = re + bytes;
  if (run == WORD && bytes >= 4 * WORD) {
    // p and q alternate: two pairs are sorted into a vector of ps and one of qs, and back.
    for (let at = re; at < end; at += 4 * WORD) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at + shift);
      const d = v128.load(at + shift, 16);
      const pr = v128.shuffle<f64>(a, b, 0, 2);
      const qr = v128.shuffle<f64>(a, b, 1, 3);
      const pi = v128.shuffle<f64>(c, d, 0, 2);
      const qi = v128.shuffle<f64>(c, d, 1, 3);
      const pr2 = firstRe(form, r00, r01, i00, i01, pr, pi, qr, qi);
      const pi2 = firstIm(form, r00, r01, i00, i01, pr, pi, qr, qi);
      const qr2 = secondRe(form, r10, r11, i10, i11, pr, pi, qr, qi);
      const qi2 = secondIm(form, r10, r11, i10, i11, pr, pi, qr, qi);
      v128.store(at, v128.shuffle<f64>(pr2, qr2, 0, 2));
      v128.store(at, v128.shuffle<f64>(pr2, qr2, 1, 3), 16);
      v128.store(at + shift, v128.shuffle<f64>(pi2, qi2, 0, 2));
      v128.store(at + shift, v128.shuffle<f64>(pi2, qi2, 1, 3), 16);
    }
    return;
  }
  const odd = run & WORD;
  const even = run - odd;
  for (let start = re; start < end; start += 2 * run) {
    const stop = start + even;
    for (let p = start; p < stop; p += 2 * WORD) {
      const q = p + run;
      pairs(form, false, p, p + shift, q, q + shift, r00, r01, r10, r11, i00, i01, i10, i11);
    }
    if (odd) {
      const q = stop + run;
      pairs(form, true, stop, stop + shift, q, q + shift, r00, r01, r10, r11, i00, i01, i10, i11);
    }
  }
}

/** A 2×2 unitary on one qubit; `run` is the distance of the two amplitudes. */
export function applyOne(
  re: usize,
  im: usize,
  length: usize,
  run: usize,
  r00: f64,
  r01: f64,
  r10: f64,
  r11: f64,
  i00: f64,
  i01: f64,
  i10: f64,
  i11: f64,
): void {
  const bytes = length * WORD;
  const step = run * WORD;
  const a = f64x2.splat(r00);
  const b = f64x2.splat(r01);
  const c = f64x2.splat(r10);
  const d = f64x2.splat(r11);
  const e = f64x2.splat(i00);
  const f = f64x2.splat(i01);
  const g = f64x2.splat(i10);
  const h = f64x2.splat(i11);
  if (r01 == 0 && i01 == 0 && r10 == 0 && i10 == 0) passOne(DIAGONAL, re, im, bytes, step, a, b, c, d, e, f, g, h);
  else if (i00 == 0 && i01 == 0 && i10 == 0 && i11 == 0) passOne(REAL, re, im, bytes, step, a, b, c, d, e, f, g, h);
  else if (i00 == 0 && i11 == 0 && r01 == 0 && r10 == 0) passOne(TURN, re, im, bytes, step, a, b, c, d, e, f, g, h);
  else passOne(DENSE, re, im, bytes, step, a, b, c, d, e, f, g, h);
}

// @ts-ignore: decorator
@inline
function pairsEach(one: bool, p: usize, q: usize, shift: usize, entry: usize, stride: usize): void {
  pairs(
    DENSE,
    one,
    p,
    p + shift,
    q,
    q + shift,
    load(entry, one),
    load(entry + stride, one),
    load(entry + 2 * stride, one),
    load(entry + 3 * stride, one),
    load(entry + 4 * stride, one),
    load(entry + 5 * stride, one),
    load(entry + 6 * stride, one),
    load(entry + 7 * stride, one),
  );
}

/** A 2×2 unitary on one qubit for each row: entries [8, rows], r00 r01 r10 r11 i00 i01 i10 i11. */
export function applyEach(re: usize, im: usize, length: usize, run: usize, rows: usize, entries: usize): void {
  const shift = im - re;
  const end = re + length * WORD;
  const step = run * WORD;
  const stride = rows * WORD;
  const odd = stride & WORD;
  const even = stride - odd;
  for (let start = re; start < end; start += 2 * step) {
    for (let block = start; block < start + step; block += stride) {
      for (let lane: usize = 0; lane < even; lane += 2 * WORD) {
        pairsEach(false, block + lane, block + lane + step, shift, entries + lane, stride);
      }
      if (odd) pairsEach(true, block + even, block + even + step, shift, entries + even, stride);
    }
  }
}

// @ts-ignore: decorator
@inline
function gatherMultiplyScatter(one: bool, at: usize, shift: usize, size: usize, table: usize): void {
  const uRe = table + size * WORD;
  const uIm = uRe + size * size * WORD;
  const kept = uIm + size * size * WORD;
  for (let k: usize = 0; k < size; k++) {
    const from = at + <usize>f64.load(table + k * WORD) * WORD;
    v128.store(kept + k * 32, load(from, one));
    v128.store(kept + k * 32, load(from + shift, one), 16);
  }
  for (let i: usize = 0; i < size; i++) {
    let sumRe = f64x2.splat(0);
    let sumIm = f64x2.splat(0);
    for (let j: usize = 0; j < size; j++) {
      const ur = v128.load_splat<f64>(uRe + (i * size + j) * WORD);
      const ui = v128.load_splat<f64>(uIm + (i * size + j) * WORD);
      const r = v128.load(kept + j * 32);
      const s = v128.load(kept + j * 32, 16);
      sumRe = add(sumRe, sub(mul(ur, r), mul(ui, s)));
      sumIm = add(sumIm, add(mul(ur, s), mul(ui, r)));
    }
    const to = at + <usize>f64.load(table + i * WORD) * WORD;
    store(to, sumRe, one);
    store(to + shift, sumIm, one);
  }
}

/**
 * Any unitary on any qubits, for the rows from firstRow to endRow.
 * table: offsets of the sub-indices [size], matrix re [size, size], im [size, size], and room for 4·size numbers.
 */
export function applyMany(
  re: usize,
  im: usize,
  amplitudes: usize,
  rows: usize,
  firstRow: usize,
  endRow: usize,
  fixed: usize,
  size: usize,
  table: usize,
): void {
  const shift = im - re;
  for (let base: usize = 0; base < amplitudes; base++) {
    if (base & fixed) continue;
    const block = re + base * rows * WORD;
    let lane = firstRow;
    for (; lane + 1 < endRow; lane += 2) gatherMultiplyScatter(false, block + lane * WORD, shift, size, table);
    if (lane < endRow) gatherMultiplyScatter(true, block + lane * WORD, shift, size, table);
  }
}

/** Exchanges two sub-indices, `first` and `second` numbers behind each block whose bits in `fixed` are 0. */
export function exchange(
  re: usize,
  im: usize,
  blocks: usize,
  run: usize,
  fixed: usize,
  first: usize,
  second: usize,
): void {
  const shift = im - re;
  const step = run * WORD;
  const gap = (second - first) * WORD;
  const odd = step & WORD;
  const even = step - odd;
  for (let base: usize = 0; base < blocks; base++) {
    if (base & fixed) continue;
    const start = re + base * step + first * WORD;
    const stop = start + even;
    for (let p = start; p < stop; p += 2 * WORD) swap(false, p, p + gap, shift);
    if (odd) swap(true, stop, stop + gap, shift);
  }
}

// @ts-ignore: decorator
@inline
function swap(one: bool, p: usize, q: usize, shift: usize): void {
  const pr = load(p, one);
  const pi = load(p + shift, one);
  const qr = load(q, one);
  const qi = load(q + shift, one);
  store(p, qr, one);
  store(p + shift, qi, one);
  store(q, pr, one);
  store(q + shift, pi, one);
}

/** Any permutation of sub-indices. table: pairs (from, to) of offsets [count, 2]; kept: room for 2·count·run numbers. */
export function permute(
  re: usize,
  im: usize,
  blocks: usize,
  run: usize,
  fixed: usize,
  count: usize,
  table: usize,
  kept: usize,
): void {
  const step = run * WORD;
  const shift = im - re;
  for (let base: usize = 0; base < blocks; base++) {
    if (base & fixed) continue;
    const start = re + base * step;
    for (let k: usize = 0; k < count; k++) {
      const from = start + <usize>f64.load(table + 2 * k * WORD) * WORD;
      memory.copy(kept + 2 * k * step, from, step);
      memory.copy(kept + (2 * k + 1) * step, from + shift, step);
    }
    for (let k: usize = 0; k < count; k++) {
      const to = start + <usize>f64.load(table + (2 * k + 1) * WORD) * WORD;
      memory.copy(to, kept + 2 * k * step, step);
      memory.copy(to + shift, kept + (2 * k + 1) * step, step);
    }
  }
}

/** A diagonal unitary. table: the block-index bit of each of `count` qubits [count], diagonal re [2^count], im [2^count]. */
export function applyDiagonal(re: usize, im: usize, blocks: usize, run: usize, count: usize, table: usize): void {
  const shift = im - re;
  const step = run * WORD;
  const odd = step & WORD;
  const even = step - odd;
  const dRe = table + count * WORD;
  const dIm = dRe + (WORD << count);
  for (let block: usize = 0; block < blocks; block++) {
    let k: usize = 0;
    for (let bit: usize = 0; bit < count; bit++) k = 2 * k + ((block >> <usize>f64.load(table + bit * WORD)) & 1);
    const dr = f64.load(dRe + k * WORD);
    const di = f64.load(dIm + k * WORD);
    if (dr == 1 && di == 0) continue;
    const start = re + block * step;
    const stop = start + even;
    for (let at = start; at < stop; at += 2 * WORD) scale(false, at, shift, f64x2.splat(dr), f64x2.splat(di));
    if (odd) scale(true, stop, shift, f64x2.splat(dr), f64x2.splat(di));
  }
}

// @ts-ignore: decorator
@inline
function scale(one: bool, at: usize, shift: usize, dr: v128, di: v128): void {
  const r = load(at, one);
  const i = load(at + shift, one);
  store(at, sub(mul(dr, r), mul(di, i)), one);
  store(at + shift, add(mul(dr, i), mul(di, r)), one);
}

// @ts-ignore: decorator
@inline
function overlap(one: bool, real: bool, lr: usize, li: usize, rr: usize, ri: usize): v128 {
  const a = load(lr, one);
  const b = load(li, one);
  const c = load(rr, one);
  const d = load(ri, one);
  return real ? add(mul(a, c), mul(b, d)) : sub(mul(a, d), mul(b, c));
}

// @ts-ignore: decorator
@inline
function overlaps(
  real: bool,
  out: usize,
  lr: usize,
  li: usize,
  rr: usize,
  ri: usize,
  amplitudes: usize,
  rows: usize,
  flips: usize,
  signs: usize,
  factor: f64,
): void {
  const stride = rows * WORD;
  if (rows == 1) {
    // The sum stays in a register: through memory each addition would wait for the last.
    let sum = f64.load(out);
    for (let j: usize = 0; j < amplitudes; j++) {
      const l = (j ^ flips) * WORD;
      const r = j * WORD;
      const product = f64x2.extract_lane(overlap(true, real, lr + l, li + l, rr + r, ri + r), 0);
      sum += (popcnt(j & signs) & 1 ? -factor : factor) * product;
    }
    f64.store(out, sum);
    return;
  }
  const odd = stride & WORD;
  const even = stride - odd;
  for (let j: usize = 0; j < amplitudes; j++) {
    const signed = f64x2.splat(popcnt(j & signs) & 1 ? -factor : factor);
    const l = (j ^ flips) * stride;
    const r = j * stride;
    for (let lane: usize = 0; lane < even; lane += 2 * WORD) {
      const product = overlap(false, real, lr + l + lane, li + l + lane, rr + r + lane, ri + r + lane);
      v128.store(out + lane, add(v128.load(out + lane), mul(signed, product)));
    }
    if (odd) {
      const product = overlap(true, real, lr + l + even, li + l + even, rr + r + even, ri + r + even);
      store(out + even, add(load(out + even, true), mul(signed, product)), true);
    }
  }
}

/** out[row] += ±factor · (Re or Im of left*·right), the sign being the parity of index & signs. */
export function addOverlap(
  real: bool,
  out: usize,
  lr: usize,
  li: usize,
  rr: usize,
  ri: usize,
  amplitudes: usize,
  rows: usize,
  flips: usize,
  signs: usize,
  factor: f64,
): void {
  if (real) overlaps(true, out, lr, li, rr, ri, amplitudes, rows, flips, signs, factor);
  else overlaps(false, out, lr, li, rr, ri, amplitudes, rows, flips, signs, factor);
}

// @ts-ignore: decorator
@inline
function crossTerm(a: v128, b: v128, c: v128, d: v128): v128 {
  return sub(mul(a, b), mul(c, d));
}

/** out [3, rows] = Im⟨λ|X|ψ⟩, Im⟨λ|Y|ψ⟩, Im⟨λ|Z|ψ⟩ on the qubit whose amplitudes lie `run` apart. */
export function turnOverlaps(
  out: usize,
  lr: usize,
  li: usize,
  pr: usize,
  pi: usize,
  length: usize,
  run: usize,
  rows: usize,
): void {
  const bytes = length * WORD;
  const step = run * WORD;
  const stride = rows * WORD;
  memory.fill(out, 0, 3 * stride);
  if (rows == 1) {
    let x: f64 = 0;
    let y: f64 = 0;
    let z: f64 = 0;
    const pairwise = step > WORD;
    for (let start: usize = 0; start < bytes; start += 2 * step) {
      for (let p = start; p < start + step; p += 2 * WORD) {
        const q = p + step;
        const one = !pairwise;
        const l0r = load(lr + p, one);
        const l0i = load(li + p, one);
        const l1r = load(lr + q, one);
        const l1i = load(li + q, one);
        const p0r = load(pr + p, one);
        const p0i = load(pi + p, one);
        const p1r = load(pr + q, one);
        const p1i = load(pi + q, one);
        const dx = add(crossTerm(l0r, p1i, l0i, p1r), crossTerm(l1r, p0i, l1i, p0r));
        const dy = sub(add(mul(l1r, p0r), mul(l1i, p0i)), add(mul(l0r, p1r), mul(l0i, p1i)));
        const dz = sub(crossTerm(l0r, p0i, l0i, p0r), crossTerm(l1r, p1i, l1i, p1r));
        x += f64x2.extract_lane(dx, 0);
        y += f64x2.extract_lane(dy, 0);
        z += f64x2.extract_lane(dz, 0);
        if (pairwise) {
          x += f64x2.extract_lane(dx, 1);
          y += f64x2.extract_lane(dy, 1);
          z += f64x2.extract_lane(dz, 1);
        }
      }
    }
    f64.store(out, x);
    f64.store(out, y, 8);
    f64.store(out, z, 16);
    return;
  }
  const odd = stride & WORD;
  const even = stride - odd;
  for (let start: usize = 0; start < bytes; start += 2 * step) {
    for (let block = start; block < start + step; block += stride) {
      for (let lane: usize = 0; lane < even; lane += 2 * WORD) {
        turnOverlap(false, out + lane, stride, lr, li, pr, pi, block + lane, step);
      }
      if (odd) turnOverlap(true, out + even, stride, lr, li, pr, pi, block + even, step);
    }
  }
}

// @ts-ignore: decorator
@inline
function turnOverlap(
  one: bool,
  out: usize,
  stride: usize,
  lr: usize,
  li: usize,
  pr: usize,
  pi: usize,
  p: usize,
  step: usize,
): void {
  const q = p + step;
  const l0r = load(lr + p, one);
  const l0i = load(li + p, one);
  const l1r = load(lr + q, one);
  const l1i = load(li + q, one);
  const p0r = load(pr + p, one);
  const p0i = load(pi + p, one);
  const p1r = load(pr + q, one);
  const p1i = load(pi + q, one);
  const dx = add(crossTerm(l0r, p1i, l0i, p1r), crossTerm(l1r, p0i, l1i, p0r));
  const dy = sub(add(mul(l1r, p0r), mul(l1i, p0i)), add(mul(l0r, p1r), mul(l0i, p1i)));
  const dz = sub(crossTerm(l0r, p0i, l0i, p0r), crossTerm(l1r, p1i, l1i, p1r));
  store(out, add(load(out, one), dx), one);
  store(out + stride, add(load(out + stride, one), dy), one);
  store(out + 2 * stride, add(load(out + 2 * stride, one), dz), one);
}

/** target += factor[row] · P · source, with (cr + i·ci) the phase of P before the sign of each index. */
export function addPauli(
  tr: usize,
  ti: usize,
  sr: usize,
  si: usize,
  amplitudes: usize,
  rows: usize,
  flips: usize,
  signs: usize,
  cr: f64,
  ci: f64,
  factor: usize,
): void {
  const stride = rows * WORD;
  const odd = stride & WORD;
  const even = stride - odd;
  for (let j: usize = 0; j < amplitudes; j++) {
    const sign: f64 = popcnt(j & signs) & 1 ? -1 : 1;
    const a = f64x2.splat(sign * cr);
    const b = f64x2.splat(sign * ci);
    const to = (j ^ flips) * stride;
    const from = j * stride;
    for (let lane: usize = 0; lane < even; lane += 2 * WORD) {
      addScaled(false, tr + to + lane, ti + to + lane, sr + from + lane, si + from + lane, a, b, factor + lane);
    }
    if (odd) addScaled(true, tr + to + even, ti + to + even, sr + from + even, si + from + even, a, b, factor + even);
  }
}

// @ts-ignore: decorator
@inline
function addScaled(one: bool, tr: usize, ti: usize, sr: usize, si: usize, a: v128, b: v128, factor: usize): void {
  const f = load(factor, one);
  const r = load(sr, one);
  const i = load(si, one);
  store(tr, add(load(tr, one), mul(f, sub(mul(a, r), mul(b, i)))), one);
  store(ti, add(load(ti, one), mul(f, add(mul(a, i), mul(b, r)))), one);
}

/** Puts `rows` rows at row `first` of a batch of `width` rows: one part, re or im. */
export function insert(from: usize, to: usize, amplitudes: usize, rows: usize, width: usize, first: usize): void {
  const stride = rows * WORD;
  const odd = stride & WORD;
  const even = stride - odd;
  to += first * WORD;
  for (let j: usize = 0; j < amplitudes; j++) {
    for (let lane: usize = 0; lane < even; lane += 2 * WORD) v128.store(to + lane, v128.load(from + lane));
    if (odd) f64.store(to + even, f64.load(from + even));
    from += stride;
    to += width * WORD;
  }
}
