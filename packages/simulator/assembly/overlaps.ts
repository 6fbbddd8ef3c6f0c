import { chunkEnd, chunkFrom, lambda, psi, rowBytes, share, tileBytes, tileEnd, tileFrom, VECTOR } from "./context";
import { slotAt } from "./slots";
import { add, mul, sub } from "./vectors";
import { grayStart, grayStep, word } from "./walk";

/**
 * Im⟨λ|Y|ψ⟩ or Im⟨λ|X|ψ⟩ on one qubit. [outerBits, innerCount, o1, slot, lane, inner…, basis…]
 * lane: the qubit's value also depends on the lane, whose second Y then has the other sign.
 */
export function overlap(ip: usize, isX: bool): void {
  const total = (<usize>1) << word(ip, 2);
  const o1 = word(ip, 4);
  const slot = word(ip, 5);
  const signs = !isX && word(ip, 6) ? f64x2(1, -1) : f64x2(1, 1);
  const inner = ip + 7 * 4;
  const basis = inner + word(ip, 3) * 4;
  for (let t = tileFrom; t < tileEnd; t++) {
    const left = lambda + t * tileBytes;
    const right = psi + t * tileBytes;
    for (let chunk = chunkFrom; chunk < chunkEnd; chunk++) {
      const from = share(total, chunk);
      const end = share(total, chunk + 1);
      for (let w: usize = 0; w < rowBytes; w += VECTOR) {
        let sum = f64x2.splat(0);
        let group = grayStart(basis, from);
        for (let i = from; i < end; ) {
          for (let j = inner; j < basis; j += 4) {
            const at = group ^ <usize>i32.load(j);
            const a = at + w;
            const b = (at ^ o1) + w;
            const l0r = v128.load(left + a);
            const l0i = v128.load(left + a, 16);
            const l1r = v128.load(left + b);
            const l1i = v128.load(left + b, 16);
            const p0r = v128.load(right + a);
            const p0i = v128.load(right + a, 16);
            const p1r = v128.load(right + b);
            const p1i = v128.load(right + b, 16);
            sum = add(
              sum,
              isX
                ? add(sub(mul(l0r, p1i), mul(l0i, p1r)), sub(mul(l1r, p0i), mul(l1i, p0r)))
                : sub(add(mul(l1r, p0r), mul(l1i, p0i)), add(mul(l0r, p1r), mul(l0i, p1i))),
            );
          }
          i++;
          if (i < end) group ^= grayStep(basis, i);
        }
        v128.store(slotAt(t, chunk, slot) + (w >> 1), mul(signs, sum));
      }
    }
  }
}

/** b·c − a·d: what a pair adds to Y from its real or its imaginary parts. */
// @ts-ignore: decorator
@inline
function across(a: v128, b: v128, c: v128, d: v128): v128 {
  return sub(mul(b, c), mul(a, d));
}

/** Im⟨λ|Y|ψ⟩ on three qubits. [outerBits, innerCount, o1, o2, o3, slot 1–3, lane 1–3, inner…, basis…] */
export function overlapThree(ip: usize): void {
  const total = (<usize>1) << word(ip, 2);
  const o1 = word(ip, 4);
  const o2 = word(ip, 5);
  const o3 = word(ip, 6);
  const inner = ip + 13 * 4;
  const basis = inner + word(ip, 3) * 4;
  for (let t = tileFrom; t < tileEnd; t++) {
    const left = lambda + t * tileBytes;
    const right = psi + t * tileBytes;
    for (let chunk = chunkFrom; chunk < chunkEnd; chunk++) {
      const from = share(total, chunk);
      const end = share(total, chunk + 1);
      for (let w: usize = 0; w < rowBytes; w += VECTOR) {
        let y1 = f64x2.splat(0);
        let y2 = f64x2.splat(0);
        let y3 = f64x2.splat(0);
        let group = grayStart(basis, from);
        for (let i = from; i < end; ) {
          for (let j = inner; j < basis; j += 4) {
            const a0 = group ^ <usize>i32.load(j);
            const a1 = a0 ^ o1;
            const a2 = a0 ^ o2;
            const a3 = a1 ^ o2;
            const a4 = a0 ^ o3;
            const a5 = a1 ^ o3;
            const a6 = a2 ^ o3;
            const a7 = a3 ^ o3;
            for (let part = w; part < w + VECTOR; part += 16) {
              const l = left + part;
              const r = right + part;
              const l0 = v128.load(l + a0);
              const l1 = v128.load(l + a1);
              const l2 = v128.load(l + a2);
              const l3 = v128.load(l + a3);
              const l4 = v128.load(l + a4);
              const l5 = v128.load(l + a5);
              const l6 = v128.load(l + a6);
              const l7 = v128.load(l + a7);
              const p0 = v128.load(r + a0);
              const p1 = v128.load(r + a1);
              const p2 = v128.load(r + a2);
              const p3 = v128.load(r + a3);
              const p4 = v128.load(r + a4);
              const p5 = v128.load(r + a5);
              const p6 = v128.load(r + a6);
              const p7 = v128.load(r + a7);
              y1 = add(y1, add(add(across(l0, l1, p0, p1), across(l2, l3, p2, p3)), add(across(l4, l5, p4, p5), across(l6, l7, p6, p7))));
              y2 = add(y2, add(add(across(l0, l2, p0, p2), across(l1, l3, p1, p3)), add(across(l4, l6, p4, p6), across(l5, l7, p5, p7))));
              y3 = add(y3, add(add(across(l0, l4, p0, p4), across(l1, l5, p1, p5)), add(across(l2, l6, p2, p6), across(l3, l7, p3, p7))));
            }
          }
          i++;
          if (i < end) group ^= grayStep(basis, i);
        }
        storeY(ip, 0, t, chunk, w, y1);
        storeY(ip, 1, t, chunk, w, y2);
        storeY(ip, 2, t, chunk, w, y3);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function storeY(ip: usize, k: i32, tile: usize, chunk: usize, w: usize, sum: v128): void {
  const signed = word(ip, 10 + k) ? mul(f64x2(1, -1), sum) : sum;
  v128.store(slotAt(tile, chunk, word(ip, 7 + k)) + (w >> 1), signed);
}
