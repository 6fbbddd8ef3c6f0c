import { chunkEnd, chunkFrom, lambda, params, psi, rowBytes, scratch, share, tileBytes, tileEnd, tileFrom, VECTOR } from "./context";
import { add, mul, sub, swapLanes, times } from "./vectors";
import { odd, word } from "./walk";

/**
 * Diagonal unitaries: products of terms, each 1 or w by the parity of some index bits. A table for the high bits and one for the low
 * bits, the latter once for each setting of the parities of high bits that its terms also see (a variant).
 * [bits, highBits, variantBits, high, low, lanes, highGroups, lowGroups, variant…, groups…]
 * A group is of terms whose functionals are independent: [count, w…, column…], column k saying which terms see index bit k. An index
 * of the low table is made of variant, low bits and lane.
 */
export function buildTables(ip: usize): void {
  const bits = word(ip, 2);
  const highBits = word(ip, 3);
  const variantBits = word(ip, 4);
  const high = params + word(ip, 5);
  const low = params + word(ip, 6);
  const lanes = word(ip, 7);
  const lowBits = variantBits + bits + lanes - 1;
  let at = ip + <usize>(10 + variantBits) * 4;
  at = fillTable(high, highBits, at, word(ip, 8));
  fillTable(low, lowBits, at, word(ip, 9));
  if (lanes == 2) {
    // From (re, im) of each lane to both real parts, then both imaginary parts.
    for (let e = low; e < low + (<usize>16 << lowBits); e += 32) {
      const a = v128.load(e);
      const b = v128.load(e, 16);
      v128.store(e, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(e, v128.shuffle<f64>(a, b, 1, 3), 16);
    }
  }
}

/** Multiplies the groups' terms into a table of complex numbers; says where the groups end. */
function fillTable(table: usize, bits: usize, group: usize, groups: usize): usize {
  const size = (<usize>1) << bits;
  if (groups == 0) for (let z: usize = 0; z < size; z++) v128.store(table + z * 16, f64x2(1, 0));
  for (let g: usize = 0; g < groups; g++) {
    // The product of a group's terms by their parities, doubled term by term.
    const count = word(group, 0);
    v128.store(scratch, f64x2(1, 0));
    let done: usize = 16;
    for (let k: usize = 0; k < count; k++) {
      const w = params + word(group, <i32>(1 + k));
      const re = v128.load_splat<f64>(w);
      const im = mul(v128.load_splat<f64>(w, 8), f64x2(-1, 1));
      for (let e = scratch; e < scratch + done; e += 16) v128.store(e + done, times(v128.load(e), re, im));
      done <<= 1;
    }
    const columns = group + 4 * (1 + count);
    let index: usize = 0;
    let place: usize = 0;
    for (let z: usize = 0; ; ) {
      const value = v128.load(scratch + index * 16);
      const at = table + place * 16;
      if (g == 0) v128.store(at, value);
      else {
        const old = v128.load(at);
        const re = v128.shuffle<f64>(value, value, 0, 0);
        const im = mul(v128.shuffle<f64>(value, value, 1, 1), f64x2(-1, 1));
        v128.store(at, times(old, re, im));
      }
      z++;
      if (z == size) break;
      const bit = <usize>ctz(z);
      place ^= (<usize>1) << bit;
      index ^= word(columns, <i32>bit);
    }
    group = columns + 4 * bits;
  }
  return group;
}

/** One complex number a row from both tables. [bits, highBits, variantBits, high, low, to, variant…] */
export function expandTables(ip: usize): void {
  const bits = word(ip, 2);
  const highCount = (<usize>1) << word(ip, 3);
  const variantBits = word(ip, 4);
  const high = params + word(ip, 5);
  const low = params + word(ip, 6);
  const to = params + word(ip, 7);
  const count = (<usize>1) << bits;
  for (let h: usize = 0; h < highCount; h++) {
    const re = v128.load_splat<f64>(high + h * 16);
    const im = mul(v128.load_splat<f64>(high + h * 16, 8), f64x2(-1, 1));
    const from = low + ((variantOf(ip + 8 * 4, variantBits, h) << bits) << 4);
    const target = to + ((h << bits) << 4);
    for (let l: usize = 0; l < count; l++) {
      const value = v128.load(from + l * 16);
      v128.store(target + l * 16, add(mul(value, re), mul(swapLanes(value), im)));
    }
  }
}

// @ts-ignore: decorator
@inline
function variantOf(basis: usize, bits: usize, h: usize): usize {
  let variant: usize = 0;
  for (let k: usize = 0; k < bits; k++) variant |= (<usize>popcnt(word(basis, k) & h) & 1) << k;
  return variant;
}

/** One complex number a row, times a real scale. [which, inverse, rows, table, scale] */
export function phasesRows(ip: usize, tile: usize): void {
  const rows = word(ip, 4);
  const table = params + word(ip, 5);
  const scale = v128.load_splat<f64>(params + word(ip, 6));
  const scaleIm = word(ip, 3) ? f64x2.neg(scale) : scale;
  for (let p: usize = 0; p < rows; p++) {
    const c = mul(scale, v128.load_splat<f64>(table + p * 16));
    const s = mul(scaleIm, v128.load_splat<f64>(table + p * 16, 8));
    const at = tile + p * rowBytes;
    for (let w: usize = 0; w < rowBytes; w += VECTOR) {
      const r = v128.load(at + w);
      const i = v128.load(at + w, 16);
      v128.store(at + w, sub(mul(c, r), mul(s, i)));
      v128.store(at + w, add(mul(c, i), mul(s, r)), 16);
    }
  }
}

/** The same for a single state, whose lanes differ. [which, inverse, bits, highBits, variantBits, high, low, scale, variant…] */
export function phasesLanes(ip: usize, tile: usize): void {
  const bits = word(ip, 4);
  const total = (<usize>1) << word(ip, 5);
  const variantBits = word(ip, 6);
  const high = params + word(ip, 7);
  const low = params + word(ip, 8);
  const scale = v128.load_splat<f64>(params + word(ip, 9));
  const inverse = word(ip, 3) != 0;
  const bytes = VECTOR << bits;
  const from = share(total, chunkFrom);
  const end = share(total, chunkEnd);
  for (let h = from; h < end; h++) {
    const hr = mul(scale, v128.load_splat<f64>(high + h * 16));
    const hi = mul(scale, v128.load_splat<f64>(high + h * 16, 8));
    let table = low + (variantOf(ip + 10 * 4, variantBits, h) << bits) * VECTOR;
    let at = tile + h * bytes;
    const stop = at + bytes;
    for (; at < stop; at += VECTOR, table += VECTOR) {
      const lr = v128.load(table);
      const li = v128.load(table, 16);
      const c = sub(mul(hr, lr), mul(hi, li));
      const s = add(mul(hr, li), mul(hi, lr));
      const r = v128.load(at);
      const i = v128.load(at, 16);
      const cr = mul(c, r);
      const si = mul(s, i);
      const ci = mul(c, i);
      const sr = mul(s, r);
      if (inverse) {
        v128.store(at, add(cr, si));
        v128.store(at, sub(ci, sr), 16);
      } else {
        v128.store(at, sub(cr, si));
        v128.store(at, add(ci, sr), 16);
      }
    }
  }
}

/** exp(−iα) where the parity is even, exp(iα) where it is odd. [which, inverse, rows, functional, table, sign]; table: cos α, sin α. */
export function phaseEach(ip: usize): void {
  const which = word(ip, 2);
  const rows = word(ip, 4);
  const functional = word(ip, 5);
  const table = params + word(ip, 6);
  let sign = v128.load_splat<f64>(params + word(ip, 7));
  if (word(ip, 3)) sign = f64x2.neg(sign);
  const minus = f64x2.neg(sign);
  for (let t = tileFrom; t < tileEnd; t++) {
    const angles = table + t * rowBytes;
    for (let side: usize = 1; side < 3; side++) {
      if (!(which & side)) continue;
      const tile = (side == 1 ? psi : lambda) + t * tileBytes;
      for (let p: usize = 0; p < rows; p++) {
        const turned = odd(p & functional) ? minus : sign;
        const at = tile + p * rowBytes;
        for (let w: usize = 0; w < rowBytes; w += VECTOR) {
          const c = v128.load(angles + w);
          const s = mul(turned, v128.load(angles + w, 16));
          const r = v128.load(at + w);
          const i = v128.load(at + w, 16);
          v128.store(at + w, add(mul(c, r), mul(s, i)));
          v128.store(at + w, sub(mul(c, i), mul(s, r)), 16);
        }
      }
    }
  }
}
