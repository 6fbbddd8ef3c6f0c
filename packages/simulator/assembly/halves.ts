import { add, mul, sub } from "./vectors";

/**
 * A 2×2 matrix on one qubit of states whose real parts come first, then as many `bytes` of imaginary parts, amplitude by amplitude:
 * amplitudes that differ in the qubit stand `run` bytes apart. matrix: (re, im) of 00, 01, 10, 11.
 */
export function applyOne(states: usize, bytes: usize, run: usize, matrix: usize): void {
  const r00 = v128.load_splat<f64>(matrix);
  const i00 = v128.load_splat<f64>(matrix, 8);
  const r01 = v128.load_splat<f64>(matrix, 16);
  const i01 = v128.load_splat<f64>(matrix, 24);
  const r10 = v128.load_splat<f64>(matrix, 32);
  const i10 = v128.load_splat<f64>(matrix, 40);
  const r11 = v128.load_splat<f64>(matrix, 48);
  const i11 = v128.load_splat<f64>(matrix, 56);
  const end = states + bytes;
  // One number a run: both lanes would be of one pair.
  const narrow = run == 8;
  const step: usize = 2 * run;
  for (let block = states; block < end; block += step) {
    for (let p = block; p < block + run; p += 16) {
      const q = p + run;
      const pr = narrow ? v128.load_splat<f64>(p) : v128.load(p);
      const pi = narrow ? v128.load_splat<f64>(p + bytes) : v128.load(p + bytes);
      const qr = narrow ? v128.load_splat<f64>(q) : v128.load(q);
      const qi = narrow ? v128.load_splat<f64>(q + bytes) : v128.load(q + bytes);
      const newPr = add(sub(mul(r00, pr), mul(i00, pi)), sub(mul(r01, qr), mul(i01, qi)));
      const newPi = add(add(mul(r00, pi), mul(i00, pr)), add(mul(r01, qi), mul(i01, qr)));
      const newQr = add(sub(mul(r10, pr), mul(i10, pi)), sub(mul(r11, qr), mul(i11, qi)));
      const newQi = add(add(mul(r10, pi), mul(i10, pr)), add(mul(r11, qi), mul(i11, qr)));
      if (narrow) {
        v128.store(p, v128.shuffle<f64>(newPr, newQr, 0, 2));
        v128.store(p + bytes, v128.shuffle<f64>(newPi, newQi, 0, 2));
      } else {
        v128.store(p, newPr);
        v128.store(p + bytes, newPi);
        v128.store(q, newQr);
        v128.store(q + bytes, newQi);
      }
    }
  }
}

/** Im⟨λ|X|ψ⟩, Im⟨λ|Y|ψ⟩ and Im⟨λ|Z|ψ⟩ on one qubit, of states as `applyOne` takes them: three numbers. */
export function turnOverlaps(lambda: usize, psi: usize, bytes: usize, run: usize, to: usize): void {
  let x = f64x2.splat(0);
  let y = f64x2.splat(0);
  let z = f64x2.splat(0);
  const narrow = run == 8;
  const other = lambda - psi;
  for (let block = psi; block < psi + bytes; block += 2 * run) {
    for (let p = block; p < block + run; p += 16) {
      const q = p + run;
      const l = p + other;
      const m = q + other;
      const l0r = narrow ? v128.load_splat<f64>(l) : v128.load(l);
      const l0i = narrow ? v128.load_splat<f64>(l + bytes) : v128.load(l + bytes);
      const l1r = narrow ? v128.load_splat<f64>(m) : v128.load(m);
      const l1i = narrow ? v128.load_splat<f64>(m + bytes) : v128.load(m + bytes);
      const p0r = narrow ? v128.load_splat<f64>(p) : v128.load(p);
      const p0i = narrow ? v128.load_splat<f64>(p + bytes) : v128.load(p + bytes);
      const p1r = narrow ? v128.load_splat<f64>(q) : v128.load(q);
      const p1i = narrow ? v128.load_splat<f64>(q + bytes) : v128.load(q + bytes);
      x = add(x, add(sub(mul(l0r, p1i), mul(l0i, p1r)), sub(mul(l1r, p0i), mul(l1i, p0r))));
      y = add(y, sub(add(mul(l1r, p0r), mul(l1i, p0i)), add(mul(l0r, p1r), mul(l0i, p1i))));
      z = add(z, sub(sub(mul(l0r, p0i), mul(l0i, p0r)), sub(mul(l1r, p1i), mul(l1i, p1r))));
    }
  }
  f64.store(to, sumLanes(x, narrow));
  f64.store(to, sumLanes(y, narrow), 8);
  f64.store(to, sumLanes(z, narrow), 16);
}

function sumLanes(sum: v128, narrow: bool): f64 {
  const first = f64x2.extract_lane(sum, 0);
  return narrow ? first : first + f64x2.extract_lane(sum, 1);
}
