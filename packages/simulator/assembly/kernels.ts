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
const OVERLAP_X = 10;
const CORRELATE = 11;
const ADD_WORDS = 12;
const MATRIX = 13;
const TURN_EACH = 14;
const PHASE_EACH = 15;
const PRODUCT = 16;
const OVERLAP_Y3 = 17;
const BRANCH = 18;
const TILED = 19;
const STITCH = 20;
const UNSTITCH = 21;

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
  const alone = !shared || part == 0;
  while (ip < end) {
    const code = i32.load(ip);
    if (code == TILED) {
      // All of its operations on one stretch of the state, then on the next: each stretch stays in the cache.
      const count = (<usize>1) << word(ip, 2);
      const from = ip + 16;
      ip = from + word(ip, 3) * 4;
      const last = (count * chunkEnd) / chunks;
      const kept = chunks;
      const keptFrom = chunkFrom;
      const keptEnd = chunkEnd;
      for (let t = (count * keptFrom) / kept; t < last; t++) {
        chunks = count;
        for (let at = from; at < ip; at += word(at, 1) * 4) {
          const inner = i32.load(at);
          // Turns walk in Gray code, whose stretches have another order.
          chunkFrom = inner <= TURN3 ? grayIndex(t) : t;
          chunkEnd = chunkFrom + 1;
          perform(inner, at, true);
        }
      }
      chunks = kept;
      chunkFrom = keptFrom;
      chunkEnd = keptEnd;
    } else {
      perform(code, ip, alone);
      ip += word(ip, 1) * 4;
    }
    if (shared) wait(barrier, parts);
  }
}

/** The number whose Gray code is given. */
function grayIndex(code: usize): usize {
  for (let shift: usize = 1; shift < 32; shift <<= 1) code ^= code >> shift;
  return code;
}

/** One operation, on the tiles and chunks at hand. `alone`: whether this part does what is done once. */
function perform(code: i32, ip: usize, alone: bool): void {
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
      if (alone) buildTables(ip);
      break;
    case EXPAND:
      if (alone) expandTables(ip);
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
    case OVERLAP_X:
      overlap(ip, true);
      break;
    case OVERLAP_Y3:
      overlapThree(ip);
      break;
    case CORRELATE:
      correlate(ip);
      break;
    case ADD_WORDS:
      addWords(ip);
      break;
    case BRANCH:
      branch(ip);
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
      if (alone) product(ip);
      break;
    case STITCH:
      stitch(ip);
      break;
    case UNSTITCH:
      unstitch(ip);
      break;
  }
}

/** Looks before a part sleeps: operations on chunks take fractions of a millisecond, and are of equal size. */
const LOOKS: i32 = 20000;

/** All parts meet here. `sleepy`: whether this thread may sleep, as a page's main thread may not. */
function wait(at: usize, parts: usize): void {
  const generation = atomic.load<i32>(at + 4);
  if (<usize>atomic.add<i32>(at, 1) == parts - 1) {
    atomic.store<i32>(at, 0);
    atomic.add<i32>(at + 4, 1);
    atomic.notify(at + 4, -1);
    return;
  }
  const sleepy = atomic.load<i32>(at + 8) != 0;
  for (let look = 0; atomic.load<i32>(at + 4) == generation; look++) {
    if (sleepy && look > LOOKS) atomic.wait<i32>(at + 4, generation, -1);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Real rotations (1, −t; t, 1), up to three qubits a pass.
// [which, inverse, outerBits, innerCount, o1, o2, o3, t1, t2, t3, inner…, basis…]

function turn(code: i32, ip: usize, tile: usize): void {
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
  const end = (total * chunkEnd) / chunks;
  let i = (total * chunkFrom) / chunks;
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
  const end = (total * chunkEnd) / chunks;
  let i = (total * chunkFrom) / chunks;
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
  const end = (total * chunkEnd) / chunks;
  let i = (total * chunkFrom) / chunks;
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
// [bits, highBits, variantBits, high, low, lanes, highGroups, lowGroups, variant…, groups…]
// A group is of terms whose functionals are independent: [count, w…, column…], column k saying which terms see index bit k. An index
// of the low table is made of variant, low bits and lane.

function buildTables(ip: usize): void {
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

/** value · (re + i im), im given with the signs (−, +). */
// @ts-ignore: decorator
@inline
function times(value: v128, re: v128, im: v128): v128 {
  return add(mul(value, re), mul(swapLanes(value), im));
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
  const inverse = word(ip, 3) != 0;
  const bytes = VECTOR << bits;
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
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
 * Im⟨λ|Y|ψ⟩ or Im⟨λ|X|ψ⟩ on one qubit. [outerBits, innerCount, o1, slot, lane, inner…, basis…]
 * lane: the qubit's value also depends on the lane, whose second Y then has the other sign.
 */
function overlap(ip: usize, isX: bool): void {
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
      const from = (total * chunk) / chunks;
      const end = (total * (chunk + 1)) / chunks;
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
function overlapThree(ip: usize): void {
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
      const from = (total * chunk) / chunks;
      const end = (total * (chunk + 1)) / chunks;
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

/** The Walsh–Hadamard transform of 2^bits vectors, three bits a pass as long as there are three. */
function transform(at: usize, bits: usize): void {
  const end = at + ((<usize>16) << bits);
  let half: usize = 16;
  let left = bits;
  for (; left >= 3; left -= 3, half <<= 3) {
    for (let block = at; block < end; block += half << 3) {
      for (let p = block; p < block + half; p += 16) {
        const q = p + 4 * half;
        const x0 = v128.load(p);
        const x1 = v128.load(p + half);
        const x2 = v128.load(p + 2 * half);
        const x3 = v128.load(p + 3 * half);
        const x4 = v128.load(q);
        const x5 = v128.load(q + half);
        const x6 = v128.load(q + 2 * half);
        const x7 = v128.load(q + 3 * half);
        const y0 = add(x0, x1);
        const y1 = sub(x0, x1);
        const y2 = add(x2, x3);
        const y3 = sub(x2, x3);
        const y4 = add(x4, x5);
        const y5 = sub(x4, x5);
        const y6 = add(x6, x7);
        const y7 = sub(x6, x7);
        const z0 = add(y0, y2);
        const z2 = sub(y0, y2);
        const z1 = add(y1, y3);
        const z3 = sub(y1, y3);
        const z4 = add(y4, y6);
        const z6 = sub(y4, y6);
        const z5 = add(y5, y7);
        const z7 = sub(y5, y7);
        v128.store(p, add(z0, z4));
        v128.store(p + half, add(z1, z5));
        v128.store(p + 2 * half, add(z2, z6));
        v128.store(p + 3 * half, add(z3, z7));
        v128.store(q, sub(z0, z4));
        v128.store(q + half, sub(z1, z5));
        v128.store(q + 2 * half, sub(z2, z6));
        v128.store(q + 3 * half, sub(z3, z7));
      }
    }
  }
  for (; left > 0; left--, half <<= 1) {
    for (let block = at; block < end; block += half << 1) {
      for (let p = block; p < block + half; p += 16) {
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

/** λ = (x X + y Y + z Z) ψ on one qubit. [outerBits, innerCount, o1, x, y, z, lane, inner…, basis…] */
function branch(ip: usize): void {
  const total = (<usize>1) << word(ip, 2);
  const o1 = word(ip, 4);
  const signs = word(ip, 8) ? f64x2(1, -1) : f64x2(1, 1);
  const x = v128.load_splat<f64>(params + word(ip, 5));
  const y = mul(signs, v128.load_splat<f64>(params + word(ip, 6)));
  const z = mul(signs, v128.load_splat<f64>(params + word(ip, 7)));
  const inner = ip + 9 * 4;
  const basis = inner + word(ip, 3) * 4;
  const from = (total * chunkFrom) / chunks;
  const end = (total * chunkEnd) / chunks;
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

/** ψ = Σ_b upper_b ⊗ lower_b, four terms at a time. [2^upper, 2^lower / 2, rank, upper, lower] */
function stitch(ip: usize): void {
  const uppers = word(ip, 2);
  const rows = word(ip, 3);
  const rank = word(ip, 4);
  const upper = params + word(ip, 5);
  const lower = params + word(ip, 6);
  const end = (uppers * chunkEnd) / chunks;
  for (let u = (uppers * chunkFrom) / chunks; u < end; u++) {
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
  for (let end = to + rows * VECTOR; to < end; to += VECTOR, others += step) {
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
function unstitch(ip: usize): void {
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
    const end = (uppers * (chunk + 1)) / chunks;
    for (let u = (uppers * chunk) / chunks; u < end; u++) {
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
 * For a batch, Σ coefficient · slot for each column: to[row · stride + column]. terms: (slot, column) words, sorted by column; a
 * column without terms is left as it is. rows counts those of all tiles.
 */
export function combine(
  from: usize,
  blockBytes: usize,
  lanes: usize,
  rows: usize,
  terms: usize,
  coefficients: usize,
  count: usize,
  rowStride: usize,
  to: usize,
): void {
  const slotBytes = lanes * 8;
  for (let row: usize = 0; row < rows; row += 2) {
    const block = from + (row / lanes) * blockBytes + (row % lanes) * 8;
    const line = to + row * rowStride;
    let k: usize = 0;
    while (k < count) {
      const column = word(terms, <i32>(2 * k + 1));
      let sum = f64x2.splat(0);
      while (k < count && word(terms, <i32>(2 * k + 1)) == column) {
        const value = v128.load(block + word(terms, <i32>(2 * k)) * slotBytes);
        sum = add(sum, mul(v128.load_splat<f64>(coefficients + k * 8), value));
        k++;
      }
      f64.store(line + column * 8, f64x2.extract_lane(sum, 0));
      if (row + 1 < rows) f64.store(line + rowStride + column * 8, f64x2.extract_lane(sum, 1));
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Real batches by their second moments: every sample meets the same unitary U, so ⟨O⟩ = xᵀAx with A = Re(U†OU), and a gradient needs
// the samples only as M = Σ cotangent · xxᵀ. Samples lie as [tiles, size, lanes], numbers only.

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

export function copy(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Where memory is free. */
export function heapStart(): usize {
  return __heap_base;
}
