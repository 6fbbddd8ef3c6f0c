import { chunkEnd, chunkFrom, lambda, params, psi, rowBytes, scratch, share, tileBytes, tileEnd, tileFrom, VECTOR } from "./context";
import { transform } from "./transform";
import { add, mul, sub, swapLanes } from "./vectors";
import { grayStart, grayStep, odd, word } from "./walk";

/**
 * λ at (j ⊕ flips) = or += factor · iᵖʰᵃˢᵉ · Σ ±coefficient · ψ at j, the signs being parities.
 * [add, phase, flips, flipsLane, bits, highBits, count, factor (0 = none), (high, low, lane, coefficient)…]; factor: a lane each.
 */
export function addWords(ip: usize): void {
  const more = word(ip, 2) != 0;
  const phase = word(ip, 3);
  const flips = word(ip, 4);
  const flipsLane = word(ip, 5) != 0;
  const bits = word(ip, 6);
  const total = (<usize>1) << word(ip, 7);
  const count = word(ip, 8);
  const factorAt = word(ip, 9);
  const list = ip + 10 * 4;
  const rows = (<usize>1) << bits;
  const from = share(total, chunkFrom);
  const end = share(total, chunkEnd);
  const one = f64x2.splat(1);
  for (let t = tileFrom; t < tileEnd; t++) {
    const target = lambda + t * tileBytes;
    const source = psi + t * tileBytes;
    const factors = params + factorAt + t * (rowBytes >> 1);
    for (let h = from; h < end; h++) {
      const single = count == 1;
      if (!single) {
        memory.fill(scratch, 0, rows * 16);
        for (let k: usize = 0; k < count; k++) {
          const at = scratch + word(list, 4 * k + 1) * 16;
          const c = signed(list, k, h);
          v128.store(at, add(v128.load(at), c));
        }
        transform(scratch, bits);
      }
      const only = signed(list, 0, h);
      const low = word(list, 1);
      for (let l: usize = 0; l < rows; l++) {
        const row = ((h << bits) | l) * rowBytes;
        const d = single ? (odd(l & low) ? f64x2.neg(only) : only) : v128.load(scratch + l * 16);
        for (let w: usize = 0; w < rowBytes; w += VECTOR) {
          const f = mul(d, factorAt ? v128.load(factors + (w >> 1)) : one);
          const r = mul(f, v128.load(source + row + w));
          const i = mul(f, v128.load(source + row + w, 16));
          let re = phase & 1 ? i : r;
          let im = phase & 1 ? r : i;
          if (phase == 1 || phase == 2) re = f64x2.neg(re);
          if (phase >= 2) im = f64x2.neg(im);
          if (flipsLane) {
            re = swapLanes(re);
            im = swapLanes(im);
          }
          const to = target + (row ^ flips) + w;
          if (more) {
            re = add(re, v128.load(to));
            im = add(im, v128.load(to, 16));
          }
          v128.store(to, re);
          v128.store(to, im, 16);
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function signed(list: usize, k: usize, h: usize): v128 {
  let c = v128.load_splat<f64>(params + word(list, 4 * k + 3));
  if (word(list, 4 * k + 2)) c = mul(c, f64x2(1, -1));
  return odd(h & word(list, 4 * k)) ? f64x2.neg(c) : c;
}

/** λ = (x X + y Y + z Z) ψ on one qubit. [outerBits, innerCount, o1, x, y, z, lane, inner…, basis…] */
export function branch(ip: usize): void {
  const total = (<usize>1) << word(ip, 2);
  const o1 = word(ip, 4);
  const signs = word(ip, 8) ? f64x2(1, -1) : f64x2(1, 1);
  const x = v128.load_splat<f64>(params + word(ip, 5));
  const y = mul(signs, v128.load_splat<f64>(params + word(ip, 6)));
  const z = mul(signs, v128.load_splat<f64>(params + word(ip, 7)));
  const inner = ip + 9 * 4;
  const basis = inner + word(ip, 3) * 4;
  const from = share(total, chunkFrom);
  const end = share(total, chunkEnd);
  for (let t = tileFrom; t < tileEnd; t++) {
    const target = lambda + t * tileBytes;
    const source = psi + t * tileBytes;
    let group = grayStart(basis, from);
    for (let i = from; i < end; ) {
      for (let j = inner; j < basis; j += 4) {
        const a = group ^ <usize>i32.load(j);
        const b = a ^ o1;
        for (let w: usize = 0; w < rowBytes; w += VECTOR) {
          const r0 = v128.load(source + a + w);
          const i0 = v128.load(source + a + w, 16);
          const r1 = v128.load(source + b + w);
          const i1 = v128.load(source + b + w, 16);
          v128.store(target + a + w, add(mul(z, r0), add(mul(x, r1), mul(y, i1))));
          v128.store(target + a + w, add(mul(z, i0), sub(mul(x, i1), mul(y, r1))), 16);
          v128.store(target + b + w, sub(sub(mul(x, r0), mul(y, i0)), mul(z, r1)));
          v128.store(target + b + w, sub(add(mul(x, i0), mul(y, r0)), mul(z, i1)), 16);
        }
      }
      i++;
      if (i < end) group ^= grayStep(basis, i);
    }
  }
}
