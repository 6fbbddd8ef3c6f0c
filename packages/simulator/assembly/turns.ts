import { TURN2, TURN3 } from "../src/engines/wasm/opcodes";
import { chunkEnd, chunkFrom, lambda, params, psi, rowBytes, share, tileBytes, tileEnd, tileFrom, VECTOR } from "./context";
import { add, mul, sub } from "./vectors";
import { grayStart, grayStep, word } from "./walk";

/**
 * Real rotations (1, −t; t, 1), up to three qubits a pass.
 * [which, inverse, outerBits, innerCount, o1, o2, o3, t1, t2, t3, inner…, basis…]
 */
export function turn(code: i32, ip: usize, tile: usize): void {
  // Loops of their own: the registers of one kind are not spent on the others.
  if (code == TURN3) turnThree(ip, tile);
  else if (code == TURN2) turnTwo(ip, tile);
  else turnOne(ip, tile);
}

// @ts-ignore: decorator
@inline
function tangent(ip: usize, k: usize): v128 {
  const t = v128.load(params + word(ip, 9 + k));
  return word(ip, 3) ? f64x2.neg(t) : t;
}

function turnThree(ip: usize, tile: usize): void {
  const innerCount = word(ip, 5);
  const inner = ip + 12 * 4;
  const innerEnd = inner + innerCount * 4;
  const o1 = word(ip, 6);
  const o2 = word(ip, 7);
  const o3 = word(ip, 8);
  const t1 = tangent(ip, 0);
  const t2 = tangent(ip, 1);
  const t3 = tangent(ip, 2);
  const bytes = rowBytes;
  const total = (<usize>1) << word(ip, 4);
  const end = share(total, chunkEnd);
  let i = share(total, chunkFrom);
  let at = tile ^ grayStart(innerEnd, i);
  while (i < end) {
    for (let j = inner; j < innerEnd; j += 4) {
      const a0 = at ^ <usize>i32.load(j);
      const a1 = a0 ^ o1;
      const a2 = a0 ^ o2;
      const a3 = a1 ^ o2;
      const a4 = a0 ^ o3;
      const a5 = a1 ^ o3;
      const a6 = a2 ^ o3;
      const a7 = a3 ^ o3;
      for (let w: usize = 0; w < bytes; w += VECTOR) {
        turn3(a0 + w, a1 + w, a2 + w, a3 + w, a4 + w, a5 + w, a6 + w, a7 + w, t1, t2, t3, 0);
        turn3(a0 + w, a1 + w, a2 + w, a3 + w, a4 + w, a5 + w, a6 + w, a7 + w, t1, t2, t3, 16);
      }
    }
    i++;
    if (i < end) at ^= grayStep(innerEnd, i);
  }
}

function turnTwo(ip: usize, tile: usize): void {
  const innerCount = word(ip, 5);
  const inner = ip + 12 * 4;
  const innerEnd = inner + innerCount * 4;
  const o1 = word(ip, 6);
  const o2 = word(ip, 7);
  const t1 = tangent(ip, 0);
  const t2 = tangent(ip, 1);
  const bytes = rowBytes;
  const total = (<usize>1) << word(ip, 4);
  const end = share(total, chunkEnd);
  let i = share(total, chunkFrom);
  let at = tile ^ grayStart(innerEnd, i);
  while (i < end) {
    for (let j = inner; j < innerEnd; j += 4) {
      const a0 = at ^ <usize>i32.load(j);
      const a1 = a0 ^ o1;
      const a2 = a0 ^ o2;
      const a3 = a1 ^ o2;
      for (let w: usize = 0; w < bytes; w += 16) turn2(a0 + w, a1 + w, a2 + w, a3 + w, t1, t2);
    }
    i++;
    if (i < end) at ^= grayStep(innerEnd, i);
  }
}

function turnOne(ip: usize, tile: usize): void {
  const innerCount = word(ip, 5);
  const inner = ip + 12 * 4;
  const innerEnd = inner + innerCount * 4;
  const o1 = word(ip, 6);
  const t1 = tangent(ip, 0);
  const bytes = rowBytes;
  const total = (<usize>1) << word(ip, 4);
  const end = share(total, chunkEnd);
  let i = share(total, chunkFrom);
  let at = tile ^ grayStart(innerEnd, i);
  while (i < end) {
    for (let j = inner; j < innerEnd; j += 4) {
      const a0 = at ^ <usize>i32.load(j);
      const a1 = a0 ^ o1;
      for (let w: usize = 0; w < bytes; w += 16) {
        const x0 = v128.load(a0 + w);
        const x1 = v128.load(a1 + w);
        v128.store(a0 + w, sub(x0, mul(t1, x1)));
        v128.store(a1 + w, add(x1, mul(t1, x0)));
      }
    }
    i++;
    if (i < end) at ^= grayStep(innerEnd, i);
  }
}

// @ts-ignore: decorator
@inline
function turn2(a0: usize, a1: usize, a2: usize, a3: usize, t1: v128, t2: v128): void {
  const x0 = v128.load(a0);
  const x1 = v128.load(a1);
  const x2 = v128.load(a2);
  const x3 = v128.load(a3);
  const y0 = sub(x0, mul(t1, x1));
  const y1 = add(x1, mul(t1, x0));
  const y2 = sub(x2, mul(t1, x3));
  const y3 = add(x3, mul(t1, x2));
  v128.store(a0, sub(y0, mul(t2, y2)));
  v128.store(a2, add(y2, mul(t2, y0)));
  v128.store(a1, sub(y1, mul(t2, y3)));
  v128.store(a3, add(y3, mul(t2, y1)));
}

// @ts-ignore: decorator
@inline
function turn3(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  a4: usize,
  a5: usize,
  a6: usize,
  a7: usize,
  t1: v128,
  t2: v128,
  t3: v128,
  offset: usize,
): void {
  const x0 = v128.load(a0 + offset);
  const x1 = v128.load(a1 + offset);
  const x2 = v128.load(a2 + offset);
  const x3 = v128.load(a3 + offset);
  const x4 = v128.load(a4 + offset);
  const x5 = v128.load(a5 + offset);
  const x6 = v128.load(a6 + offset);
  const x7 = v128.load(a7 + offset);
  const y0 = sub(x0, mul(t1, x1));
  const y1 = add(x1, mul(t1, x0));
  const y2 = sub(x2, mul(t1, x3));
  const y3 = add(x3, mul(t1, x2));
  const y4 = sub(x4, mul(t1, x5));
  const y5 = add(x5, mul(t1, x4));
  const y6 = sub(x6, mul(t1, x7));
  const y7 = add(x7, mul(t1, x6));
  const z0 = sub(y0, mul(t2, y2));
  const z2 = add(y2, mul(t2, y0));
  const z1 = sub(y1, mul(t2, y3));
  const z3 = add(y3, mul(t2, y1));
  const z4 = sub(y4, mul(t2, y6));
  const z6 = add(y6, mul(t2, y4));
  const z5 = sub(y5, mul(t2, y7));
  const z7 = add(y7, mul(t2, y5));
  v128.store(a0 + offset, sub(z0, mul(t3, z4)));
  v128.store(a4 + offset, add(z4, mul(t3, z0)));
  v128.store(a1 + offset, sub(z1, mul(t3, z5)));
  v128.store(a5 + offset, add(z5, mul(t3, z1)));
  v128.store(a2 + offset, sub(z2, mul(t3, z6)));
  v128.store(a6 + offset, add(z6, mul(t3, z2)));
  v128.store(a3 + offset, sub(z3, mul(t3, z7)));
  v128.store(a7 + offset, add(z7, mul(t3, z3)));
}

/** A rotation by an angle of each row. [which, inverse, outerBits, innerCount, o1, table, sign, inner…, basis…]; table: c, s. */
export function turnEach(ip: usize): void {
  const which = word(ip, 2);
  const total = (<usize>1) << word(ip, 4);
  const innerCount = word(ip, 5);
  const o1 = word(ip, 6);
  const table = params + word(ip, 7);
  let sign = v128.load_splat<f64>(params + word(ip, 8));
  if (word(ip, 3)) sign = f64x2.neg(sign);
  const inner = ip + 9 * 4;
  const basis = inner + innerCount * 4;
  for (let t = tileFrom; t < tileEnd; t++) {
    const angles = table + t * rowBytes;
    for (let side: usize = 1; side < 3; side++) {
      if (!(which & side)) continue;
      const tile = (side == 1 ? psi : lambda) + t * tileBytes;
      let at = tile;
      for (let i: usize = 0; i < total; ) {
        for (let j: usize = 0; j < innerCount; j++) {
          const a0 = at ^ word(inner, j);
          const a1 = a0 ^ o1;
          for (let w: usize = 0; w < rowBytes; w += VECTOR) {
            const c = v128.load(angles + w);
            const s = mul(sign, v128.load(angles + w, 16));
            const r0 = v128.load(a0 + w);
            const i0 = v128.load(a0 + w, 16);
            const r1 = v128.load(a1 + w);
            const i1 = v128.load(a1 + w, 16);
            v128.store(a0 + w, sub(mul(c, r0), mul(s, r1)));
            v128.store(a0 + w, sub(mul(c, i0), mul(s, i1)), 16);
            v128.store(a1 + w, add(mul(s, r0), mul(c, r1)));
            v128.store(a1 + w, add(mul(s, i0), mul(c, i1)), 16);
          }
        }
        i++;
        if (i < total) at ^= grayStep(basis, i);
      }
    }
  }
}
