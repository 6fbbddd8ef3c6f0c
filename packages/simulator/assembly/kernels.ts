/**
 * The WebAssembly engine's arithmetic: an interpreter for tapes that src/engines/wasm/tape.ts writes.
 *
 * A word is 4 bytes. Each operation begins with its code and its length in words.
 */
import {
  TURN1,
  TURN2,
  TURN3,
  TABLES,
  EXPAND,
  PHASES_ROWS,
  PHASES_LANES,
  EXCHANGE,
  OVERLAP_Y,
  OVERLAP_X,
  CORRELATE,
  ADD_WORDS,
  MATRIX,
  TURN_EACH,
  PHASE_EACH,
  PRODUCT,
  OVERLAP_Y3,
  BRANCH,
  TILED,
  STITCH,
  UNSTITCH,
} from "../src/engines/wasm/opcodes";
import { chunkEnd, chunkFrom, chunks, enter, lambda, psi, setChunks, share, tileBytes, tileEnd, tileFrom } from "./context";
import { correlate } from "./correlate";
import { exchange } from "./exchange";
import { matrix } from "./matrix";
import { overlap, overlapThree } from "./overlaps";
import { buildTables, expandTables, phaseEach, phasesLanes, phasesRows } from "./phases";
import { product } from "./product";
import { stitch, unstitch } from "./stitch";
import { turn, turnEach } from "./turns";
import { grayIndex, word } from "./walk";
import { addWords, branch } from "./words";

export { applyOne, turnOverlaps } from "./halves";
export { loadColumns, moments, observed, quadratic, widen } from "./moments";
export { combine, sumSlots } from "./sums";

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
  const shared = enter(
    psiAt,
    lambdaAt,
    paramsAt,
    outAt,
    outStrideBytes,
    scratchAt,
    tiles,
    tile,
    row,
    chunkCount,
    part,
    parts,
  );
  const alone = !shared || part == 0;
  while (ip < end) {
    const code = i32.load(ip);
    if (code == TILED) {
      // All of its operations on one stretch of the state, then on the next: each stretch stays in the cache.
      const count = (<usize>1) << word(ip, 2);
      const from = ip + 16;
      ip = from + word(ip, 3) * 4;
      const last = share(count, chunkEnd);
      const kept = chunks;
      const keptFrom = chunkFrom;
      const keptEnd = chunkEnd;
      for (let t = share(count, keptFrom); t < last; t++) {
        for (let at = from; at < ip; at += word(at, 1) * 4) {
          const inner = i32.load(at);
          // Turns walk in Gray code, whose stretches have another order.
          const chunk = inner <= TURN3 ? grayIndex(t) : t;
          setChunks(count, chunk, chunk + 1);
          perform(inner, at, true);
        }
      }
      setChunks(kept, keptFrom, keptEnd);
    } else {
      perform(code, ip, alone);
      ip += word(ip, 1) * 4;
    }
    if (shared) wait(barrier, parts);
  }
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

export function copy(from: usize, to: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Where memory is free. */
export function heapStart(): usize {
  return __heap_base;
}
