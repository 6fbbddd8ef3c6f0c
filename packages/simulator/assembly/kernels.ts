/**
 * The fast engine's arithmetic: an interpreter for tapes that src/fast/tape.ts writes.
 *
 * A state is 2ᵏ rows of `rowBytes`, each row a run of complex vectors: two real parts, then two imaginary parts (32 bytes).
 * The two lanes of a vector are two samples of a batch, or, for a single state, its lane bit. A batch is a list of tiles of
 * `tileBytes`; a single state is one tile, worked on in `chunks` whose number does not depend on the number of threads.
 * Row addresses are XORed, never added: every tile lies at a multiple of its own size. Offsets and masks of rows are in bytes.
 *
 * A word is 4 bytes. Each operation begins with its code and its length in words.
 */

let psi: usize = 0;
let lambda: usize = 0;
let params: usize = 0;
let out: usize = 0;
let outStride: usize = 0;
let scratch: usize = 0;
let tileBytes: usize = 0;
let rowBytes: usize = 0;
let tileFrom: usize = 0;
let tileEnd: usize = 0;
let chunkFrom: usize = 0;
let chunkEnd: usize = 0;
let chunks: usize = 1;

const VECTOR: usize = 32;
/** Room for the block transforms of one thread. */
const SCRATCH: usize = 65536;

// The operations: the same numbers as in src/fast/tape.ts.
const TURN1 = 1;
const TURN2 = 2;
const TURN3 = 3;
const TABLES = 4;
const EXPAND = 5;
const PHASES_ROWS = 6;
const PHASES_LANES = 7;
const EXCHANGE = 8;
const OVERLAP_Y = 9;
const OVERLAP_XY = 10;
const CORRELATE = 11;
const ADD_WORDS = 12;
const MATRIX = 13;
const TURN_EACH = 14;
const PHASE_EACH = 15;
const PRODUCT = 16;

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

// @ts-ignore: decorator
@inline
function word(at: usize, k: usize): usize {
  return <usize>i32.load(at + 4 * k);
}

// @ts-ignore: decorator
@inline
function swapLanes(a: v128): v128 {
  return v128.shuffle<f64>(a, a, 1, 0);
}

// @ts-ignore: decorator
@inline
function odd(bits: usize): bool {
  return (popcnt(bits) & 1) != 0;
}

/** Where outer group `i` of a Gray-code walk begins: each step changes one basis vector. */
// @ts-ignore: decorator
@inline
function grayStart(basis: usize, i: usize): usize {
  let bits = i ^ (i >> 1);
  let at: usize = 0;
  while (bits) {
    at ^= word(basis, <usize>ctz(bits));
    bits &= bits - 1;
  }
  return at;
}

// @ts-ignore: decorator
@inline
function grayStep(basis: usize, next: usize): usize {
  return word(basis, <usize>ctz(next));
}

/**
 * Runs the operations from `ip` to `end` on tiles or chunks that fall to this part.
 * `barrier` is two words shared by all parts; they wait there after each operation on chunks.
 */
export function run(
  ip: usize,
  end: usize,
  psiAt: usize,
  lambdaAt: usize,
  paramsAt: usize,
  outAt: usize,
  outStrideBytes: usize,
  scratchAt: usize,
  tiles: usize,
  tile: usize,
  row: usize,
  chunkCount: usize,
  part: usize,
  parts: usize,
  barrier: usize,
): void {
  psi = psiAt;
  lambda = lambdaAt;
  params = paramsAt;
  out = outAt;
  outStride = outStrideBytes;
  scratch = scratchAt + part * SCRATCH;
  tileBytes = tile;
  rowBytes = row;
  chunks = chunkCount;
  const shared = parts > 1 && chunkCount > 1;
  tileFrom = shared ? 0 : (tiles * part) / parts;
  tileEnd = shared ? tiles : (tiles * (part + 1)) / parts;
  chunkFrom = shared ? (chunkCount * part) / parts : 0;
  chunkEnd = shared ? (chunkCount * (part + 1)) / parts : chunkCount;
  while (ip < end) {
    const code = i32.load(ip);
    switch (code) {
      case TURN1:
      case TURN2:
      case TURN3: {
        const which = word(ip, 2);
        for (let t = tileFrom; t < tileEnd; t++) {
          if (which & 1) turn(code, ip, psi + t * tileBytes);
          if (which & 2) turn(code, ip, lambda + t * tileBytes);
        }
        break;
      }
      case TABLES:
        if (!shared || part == 0) buildTables(ip);
        break;
      case EXPAND:
        if (!shared || part == 0) expandTables(ip);
        break;
      case PHASES_ROWS: {
        const which = word(ip, 2);
        for (let t = tileFrom; t < tileEnd; t++) {
          if (which & 1) phasesRows(ip, psi + t * tileBytes);
          if (which & 2) phasesRows(ip, lambda + t * tileBytes);
        }
        break;
      }
      case PHASES_LANES: {
        const which = word(ip, 2);
        if (which & 1) phasesLanes(ip, psi);
        if (which & 2) phasesLanes(ip, lambda);
        break;
      }
      case EXCHANGE: {
        const which = word(ip, 2);
        if (which & 1) exchange(ip, psi);
        if (which & 2) exchange(ip, lambda);
        break;
      }
      case OVERLAP_Y:
        overlap(ip, false);
        break;
      case OVERLAP_XY:
        overlap(ip, true);
        break;
      case CORRELATE:
        correlate(ip);
        break;
      case ADD_WORDS:
        addWords(ip);
        break;
      case MATRIX: {
        const which = word(ip, 2);
        for (let t = tileFrom; t < tileEnd; t++) {
          if (which & 1) matrix(ip, psi + t * tileBytes);
          if (which & 2) matrix(ip, lambda + t * tileBytes);
        }
        break;
      }
      case TURN_EACH:
        turnEach(ip);
        break;
      case PHASE_EACH:
        phaseEach(ip);
        break;
      case PRODUCT:
        if (!shared || part == 0) product(ip);
        break;
    }
    ip += word(ip, 1) * 4;
    if (shared) wait(barrier, parts);
  }
}

/** All parts meet here. Spinning is right: operations on chunks take fractions of a millisecond and are of equal size. */
function wait(at: usize, parts: usize): void {
  const generation = atomic.load<i32>(at + 4);
  if (<usize>atomic.add<i32>(at, 1) == parts - 1) {
    atomic.store<i32>(at, 0);
    atomic.add<i32>(at + 4, 1);
  } else {
    while (atomic.load<i32>(at + 4) == generation) continue;
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Real rotations (1, −t; t, 1), up to three qubits a pass.
// [which, inverse, outerBits, innerCount, o1, o2, o3, t1, t2, t3, inner…, basis…]

function turn(code: i32, ip: usize, tile: usize): void {
  const outerBits = word(ip, 4);
  const inner = ip + 12 * 4;
  const innerCount = word(ip, 5);
  const basis = inner + innerCount * 4;
  const o1 = word(ip, 6);
  const o2 = word(ip, 7);
  const o3 = word(ip, 8);
  let t1 = v128.load(params + word(ip, 9));
  let t2 = v128.load(params + word(ip, 10));
  let t3 = v128.load(params + word(ip, 11));
  if (word(ip, 3)) {
    t1 = f64x2.neg(t1);
    t2 = f64x2.neg(t2);
    t3 = f64x2.neg(t3);
  }
  const total = (<usize>1) << outerBits;
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
  let at = tile ^ grayStart(basis, from);
  for (let i = from; i < end; ) {
    for (let j: usize = 0; j < innerCount; j++) {
      const a0 = at ^ word(inner, j);
      if (code == TURN3) {
        const a1 = a0 ^ o1;
        const a2 = a0 ^ o2;
        const a3 = a1 ^ o2;
        const a4 = a0 ^ o3;
        const a5 = a1 ^ o3;
        const a6 = a2 ^ o3;
        const a7 = a3 ^ o3;
        for (let w: usize = 0; w < rowBytes; w += 16) turn3(a0 + w, a1 + w, a2 + w, a3 + w, a4 + w, a5 + w, a6 + w, a7 + w, t1, t2, t3);
      } else if (code == TURN2) {
        const a1 = a0 ^ o1;
        const a2 = a0 ^ o2;
        const a3 = a1 ^ o2;
        for (let w: usize = 0; w < rowBytes; w += 16) turn2(a0 + w, a1 + w, a2 + w, a3 + w, t1, t2);
      } else {
        const a1 = a0 ^ o1;
        for (let w: usize = 0; w < rowBytes; w += 16) {
          const x0 = v128.load(a0 + w);
          const x1 = v128.load(a1 + w);
          v128.store(a0 + w, sub(x0, mul(t1, x1)));
          v128.store(a1 + w, add(x1, mul(t1, x0)));
        }
      }
    }
    i++;
    if (i < end) at ^= grayStep(basis, i);
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
): void {
  const x0 = v128.load(a0);
  const x1 = v128.load(a1);
  const x2 = v128.load(a2);
  const x3 = v128.load(a3);
  const x4 = v128.load(a4);
  const x5 = v128.load(a5);
  const x6 = v128.load(a6);
  const x7 = v128.load(a7);
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
  v128.store(a0, sub(z0, mul(t3, z4)));
  v128.store(a4, add(z4, mul(t3, z0)));
  v128.store(a1, sub(z1, mul(t3, z5)));
  v128.store(a5, add(z5, mul(t3, z1)));
  v128.store(a2, sub(z2, mul(t3, z6)));
  v128.store(a6, add(z6, mul(t3, z2)));
  v128.store(a3, sub(z3, mul(t3, z7)));
  v128.store(a7, add(z7, mul(t3, z3)));
}

/** A rotation by an angle of each row. [which, inverse, outerBits, innerCount, o1, table, sign, inner…, basis…]; table: c, s. */
function turnEach(ip: usize): void {
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

/** exp(−iα) where the parity is even, exp(iα) where it is odd. [which, inverse, rows, functional, table, sign]; table: cos α, sin α. */
function phaseEach(ip: usize): void {
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

// ---------------------------------------------------------------------------------------------------------------------
// Diagonal unitaries: products of terms, each 1 or w by the parity of some index bits. A table for the high bits and one for the low
// bits, the latter once for each setting of the parities of high bits that its terms also see (a variant).
// [bits, highBits, variantBits, high, low, lanes, highTerms, lowTerms, variant…, (mask, w)…, (low, variant, lane, w)…]
// A term's parameter is the pair of complex numbers 1 and w.

function buildTables(ip: usize): void {
  const bits = word(ip, 2);
  const highCount = (<usize>1) << word(ip, 3);
  const variants = (<usize>1) << word(ip, 4);
  const high = params + word(ip, 5);
  const low = params + word(ip, 6);
  const lanes = word(ip, 7);
  const highTerms = word(ip, 8);
  const lowTerms = word(ip, 9);
  let at = ip + (10 + word(ip, 4)) * 4;
  for (let h: usize = 0; h < highCount; h++) v128.store(high + h * 16, f64x2(1, 0));
  for (let k: usize = 0; k < highTerms; k++) {
    const mask = word(at, 0);
    const pair = params + word(at, 1);
    for (let h: usize = 0; h < highCount; h++) timesTerm(high + h * 16, pair, mask & h);
    at += 8;
  }
  const lowCount = (variants << bits) * lanes;
  for (let e: usize = 0; e < lowCount; e++) v128.store(low + e * 16, f64x2(1, 0));
  for (let k: usize = 0; k < lowTerms; k++) {
    // An entry's index: variant, low bits, lane.
    const laneBits: usize = lanes - 1;
    const mask = (((word(at, 1) << bits) | word(at, 0)) << laneBits) | (word(at, 2) & laneBits);
    const pair = params + word(at, 3);
    for (let e: usize = 0; e < lowCount; e++) timesTerm(low + e * 16, pair, mask & e);
    at += 16;
  }
  if (lanes == 2) {
    // From (re, im) of each lane to both real parts, then both imaginary parts.
    for (let e: usize = 0; e < lowCount; e += 2) {
      const a = v128.load(low + e * 16);
      const b = v128.load(low + e * 16, 16);
      v128.store(low + e * 16, v128.shuffle<f64>(a, b, 0, 2));
      v128.store(low + e * 16, v128.shuffle<f64>(a, b, 1, 3), 16);
    }
  }
}

// @ts-ignore: decorator
@inline
function timesTerm(at: usize, pair: usize, bits: usize): void {
  const factor = pair + ((<usize>popcnt(bits) & 1) << 4);
  const value = v128.load(at);
  const re = v128.load_splat<f64>(factor);
  const im = mul(v128.load_splat<f64>(factor, 8), f64x2(-1, 1));
  v128.store(at, add(mul(value, re), mul(swapLanes(value), im)));
}

/** One complex number a row from both tables. [bits, highBits, variantBits, high, low, to, variant…] */
function expandTables(ip: usize): void {
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
function phasesRows(ip: usize, tile: usize): void {
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
function phasesLanes(ip: usize, tile: usize): void {
  const bits = word(ip, 4);
  const total = (<usize>1) << word(ip, 5);
  const variantBits = word(ip, 6);
  const high = params + word(ip, 7);
  const low = params + word(ip, 8);
  const scale = v128.load_splat<f64>(params + word(ip, 9));
  const scaleIm = word(ip, 3) ? f64x2.neg(scale) : scale;
  const bytes = VECTOR << bits;
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
  for (let h = from; h < end; h++) {
    const hr = v128.load_splat<f64>(high + h * 16);
    const hi = v128.load_splat<f64>(high + h * 16, 8);
    const table = low + (variantOf(ip + 10 * 4, variantBits, h) << bits) * VECTOR;
    const at = tile + h * bytes;
    for (let l: usize = 0; l < bytes; l += VECTOR) {
      const lr = v128.load(table + l);
      const li = v128.load(table + l, 16);
      const c = mul(scale, sub(mul(hr, lr), mul(hi, li)));
      const s = mul(scaleIm, add(mul(hr, li), mul(hi, lr)));
      const r = v128.load(at + l);
      const i = v128.load(at + l, 16);
      v128.store(at + l, sub(mul(c, r), mul(s, i)));
      v128.store(at + l, add(mul(c, i), mul(s, r)), 16);
    }
  }
}

/** Exchanges the lane bit of a single state with a row bit. [which, rows, bit (a row offset in bytes)] */
function exchange(ip: usize, tile: usize): void {
  const total = word(ip, 3);
  const bit = word(ip, 4);
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
  // Pairs are numbered by the rows that remain when the bit is taken out.
  for (let i = from; i < end; i++) {
    const offset = i * VECTOR;
    const a = tile + (((offset & ~(bit - 1)) << 1) | (offset & (bit - 1)));
    const b = a ^ bit;
    for (let part: usize = 0; part < 32; part += 16) {
      const x = v128.load(a + part);
      const y = v128.load(b + part);
      v128.store(a + part, v128.shuffle<f64>(x, y, 0, 2));
      v128.store(b + part, v128.shuffle<f64>(x, y, 1, 3));
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Overlaps: sums over rows, a lane each, for every tile and chunk.

// @ts-ignore: decorator
@inline
function slotAt(tile: usize, chunk: usize, slot: usize): usize {
  return out + (tile * chunks + chunk) * outStride + slot * (rowBytes >> 1);
}

/**
 * Im⟨λ|Y|ψ⟩ and, if asked, Im⟨λ|X|ψ⟩ on one qubit. [outerBits, innerCount, o1, slotX, slotY, lane, inner…, basis…]
 * lane: the qubit's value also depends on the lane, whose second Y then has the other sign.
 */
function overlap(ip: usize, both: bool): void {
  const total = (<usize>1) << word(ip, 2);
  const innerCount = word(ip, 3);
  const o1 = word(ip, 4);
  const slotX = word(ip, 5);
  const slotY = word(ip, 6);
  const signs = word(ip, 7) ? f64x2(1, -1) : f64x2(1, 1);
  const inner = ip + 8 * 4;
  const basis = inner + innerCount * 4;
  for (let t = tileFrom; t < tileEnd; t++) {
    const left = lambda + t * tileBytes;
    const right = psi + t * tileBytes;
    for (let chunk = chunkFrom; chunk < chunkEnd; chunk++) {
      const from = (total * chunk) / chunks;
      const end = (total * (chunk + 1)) / chunks;
      for (let w: usize = 0; w < rowBytes; w += VECTOR) {
        let x = f64x2.splat(0);
        let y = f64x2.splat(0);
        let group = grayStart(basis, from);
        for (let i = from; i < end; ) {
          for (let j: usize = 0; j < innerCount; j++) {
            const a = (group ^ word(inner, j)) + w;
            const b = (group ^ word(inner, j) ^ o1) + w;
            const l0r = v128.load(left + a);
            const l0i = v128.load(left + a, 16);
            const l1r = v128.load(left + b);
            const l1i = v128.load(left + b, 16);
            const p0r = v128.load(right + a);
            const p0i = v128.load(right + a, 16);
            const p1r = v128.load(right + b);
            const p1i = v128.load(right + b, 16);
            y = add(y, sub(add(mul(l1r, p0r), mul(l1i, p0i)), add(mul(l0r, p1r), mul(l0i, p1i))));
            if (both) x = add(x, add(sub(mul(l0r, p1i), mul(l0i, p1r)), sub(mul(l1r, p0i), mul(l1i, p0r))));
          }
          i++;
          if (i < end) group ^= grayStep(basis, i);
        }
        v128.store(slotAt(t, chunk, slotY) + (w >> 1), mul(signs, y));
        if (both) v128.store(slotAt(t, chunk, slotX) + (w >> 1), x);
      }
    }
  }
}

/** The Walsh–Hadamard transform of 2^bits vectors. */
function transform(at: usize, bits: usize): void {
  const bytes = (<usize>16) << bits;
  for (let half: usize = 16; half < bytes; half <<= 1) {
    for (let block: usize = 0; block < bytes; block += half << 1) {
      const end = at + block + half;
      for (let p = at + block; p < end; p += 16) {
        const a = v128.load(p);
        const b = v128.load(p + half);
        v128.store(p, add(a, b));
        v128.store(p + half, sub(a, b));
      }
    }
  }
}

/**
 * For each functional: Σ over indices j of ±(Re or Im of conj(left at j ⊕ flips) · ψ at j), the sign its parity.
 * [left (0 = ψ, 1 = λ), imaginary, flips, flipsLane, bits, highBits, count, (high, low, lane, slot)…]
 */
function correlate(ip: usize): void {
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
      const from = (total * chunk) / chunks;
      const end = (total * (chunk + 1)) / chunks;
      for (let k: usize = 0; k < count; k++) {
        memory.fill(slotAt(t, chunk, word(list, 4 * k + 3)), 0, rowBytes >> 1);
      }
      for (let w: usize = 0; w < rowBytes; w += VECTOR) {
        for (let h = from; h < end; h++) {
          let row = (h << bits) * rowBytes;
          for (let l: usize = 0; l < rows; l++, row += rowBytes) {
            const r = (row ^ flips) + w;
            let lr = v128.load(left + r);
            let li = v128.load(left + r, 16);
            if (flipsLane) {
              lr = swapLanes(lr);
              li = swapLanes(li);
            }
            const pr = v128.load(right + row + w);
            const pi = v128.load(right + row + w, 16);
            const value = imaginary ? sub(mul(lr, pi), mul(li, pr)) : add(mul(lr, pr), mul(li, pi));
            v128.store(scratch + l * 16, value);
          }
          const transformed = count > 2;
          if (transformed) transform(scratch, bits);
          for (let k: usize = 0; k < count; k++) {
            const low = word(list, 4 * k + 1);
            const to = slotAt(t, chunk, word(list, 4 * k + 3)) + (w >> 1);
            let sum = f64x2.splat(0);
            if (transformed) sum = v128.load(scratch + low * 16);
            else {
              for (let l: usize = 0; l < rows; l++) {
                const value = v128.load(scratch + l * 16);
                sum = odd(l & low) ? sub(sum, value) : add(sum, value);
              }
            }
            if (word(list, 4 * k + 2)) sum = mul(sum, f64x2(1, -1));
            const old = v128.load(to);
            v128.store(to, odd(h & word(list, 4 * k)) ? sub(old, sum) : add(old, sum));
          }
        }
      }
    }
  }
}

/**
 * λ at (j ⊕ flips) = or += factor · iᵖʰᵃˢᵉ · Σ ±coefficient · ψ at j, the signs being parities.
 * [add, phase, flips, flipsLane, bits, highBits, count, factor (0 = none), (high, low, lane, coefficient)…]; factor: a lane each.
 */
function addWords(ip: usize): void {
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
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
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

// ---------------------------------------------------------------------------------------------------------------------
// The rest.

/**
 * Any matrix on any qubits, number by number. [which, adjoint, lanes, size, matrix, outerBits, offset…, basis…]
 * Here offsets reach single lanes: the lane bit of a single state is the address bit of 8 bytes.
 */
function matrix(ip: usize, tile: usize): void {
  const adjoint = word(ip, 3) != 0;
  const lanes = word(ip, 4);
  const size = word(ip, 5);
  const entries = params + word(ip, 6);
  const total = (<usize>1) << word(ip, 7);
  const offsets = ip + 8 * 4;
  const basis = offsets + size * 4;
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
  let group = grayStart(basis, from);
  for (let i = from; i < end; ) {
    for (let lane: usize = 0; lane < lanes; lane++) {
      const base = (tile ^ group) + ((lane >> 1) << 5) + ((lane & 1) << 3);
      for (let k: usize = 0; k < size; k++) {
        const at = base ^ word(offsets, k);
        f64.store(scratch + k * 16, f64.load(at));
        f64.store(scratch + k * 16, f64.load(at, 16), 8);
      }
      for (let a: usize = 0; a < size; a++) {
        let re: f64 = 0;
        let im: f64 = 0;
        for (let b: usize = 0; b < size; b++) {
          const entry = entries + (adjoint ? b * size + a : a * size + b) * 16;
          const ur = f64.load(entry);
          const ui = adjoint ? -f64.load(entry, 8) : f64.load(entry, 8);
          const r = f64.load(scratch + b * 16);
          const s = f64.load(scratch + b * 16, 8);
          re += ur * r - ui * s;
          im += ur * s + ui * r;
        }
        const at = base ^ word(offsets, a);
        f64.store(at, re);
        f64.store(at, im, 16);
      }
    }
    i++;
    if (i < end) group ^= grayStep(basis, i);
  }
}

/** A real product state. [rowBits, lane, t…]: amplitude = ∏ t over the bits that are 1; `lane` is that of the second lane, 0 = none. */
function product(ip: usize): void {
  const bits = word(ip, 2);
  const lane = word(ip, 3);
  const first = lane ? v128.replace_lane<f64>(f64x2.splat(1), 1, f64.load(params + lane)) : f64x2.splat(1);
  for (let t = tileFrom; t < tileEnd; t++) {
    const tile = psi + t * tileBytes;
    for (let w: usize = 0; w < rowBytes; w += VECTOR) {
      v128.store(tile + w, first);
      v128.store(tile + w, f64x2.splat(0), 16);
    }
    let done = rowBytes;
    for (let k: usize = 0; k < bits; k++) {
      const factor = v128.load_splat<f64>(params + word(ip, 4 + k));
      for (let p = tile; p < tile + done; p += VECTOR) {
        v128.store(p + done, mul(factor, v128.load(p)));
        v128.store(p + done, f64x2.splat(0), 16);
      }
      done <<= 1;
    }
  }
}

/** Sums of slots over tiles, chunks and lanes, in that order of nesting: [slots]. */
export function sumSlots(from: usize, blocks: usize, stride: usize, slots: usize, lanes: usize, to: usize): void {
  for (let slot: usize = 0; slot < slots; slot++) {
    let sum: f64 = 0;
    for (let block: usize = 0; block < blocks; block++) {
      const at = from + block * stride + slot * lanes * 8;
      for (let lane: usize = 0; lane < lanes; lane++) sum += f64.load(at + lane * 8);
    }
    f64.store(to + slot * 8, sum);
  }
}

/**
 * For a batch, Σ coefficient · slot into a row-major matrix: to[row · columns + column]. terms: (slot, column) words, sorted by column.
 */
export function combine(
  from: usize,
  stride: usize,
  lanes: usize,
  rows: usize,
  terms: usize,
  coefficients: usize,
  count: usize,
  columns: usize,
  to: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    const block = from + (row / lanes) * stride + (row % lanes) * 8;
    const line = to + row * columns * 8;
    memory.fill(line, 0, columns * 8);
    for (let k: usize = 0; k < count; k++) {
      const at = line + word(terms, 2 * k + 1) * 8;
      f64.store(at, f64.load(at) + f64.load(coefficients + k * 8) * f64.load(block + word(terms, 2 * k) * lanes * 8));
    }
  }
}

/** Rows of a batch into tiles. Row-major in [rows, size], lanes past the last row repeat zero. */
export function loadRows(re: usize, im: usize, rows: usize, size: usize, lanes: usize, first: usize, tiles: usize, to: usize): void {
  for (let t: usize = 0; t < tiles; t++) {
    for (let lane: usize = 0; lane < lanes; lane++) {
      const row = (first + t) * lanes + lane;
      let at = to + t * size * lanes * 16 + ((lane >> 1) << 5) + ((lane & 1) << 3);
      const inside = row < rows;
      for (let k: usize = 0; k < size; k++) {
        f64.store(at, inside ? f64.load(re + (row * size + k) * 8) : 0);
        f64.store(at, inside && im ? f64.load(im + (row * size + k) * 8) : 0, 16);
        at += lanes * 16;
      }
    }
  }
}

export function copy(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Where memory is free. */
export function heapStart(): usize {
  return __heap_base;
}
