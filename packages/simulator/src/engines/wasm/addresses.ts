import { combinations, nullSpace } from "./bits.js";
import type { MemoryLayout } from "./layout.js";

/** Where bits of an index have gone: `at[bit]` is the row bit, or −1 for the lane. */
export type Places = readonly number[];

export interface Address {
  readonly rows: number;
  readonly lane: number;
}

/** Rows of a single state that stay in a core's second cache while several operations pass over them: 256 KiB. */
export const CACHED_ROW_BITS = 13;
/** What is not much larger is not worth it. */
const TILED_ROW_BITS = 15;
/** Groups that the innermost loop walks through. */
const INNER_BITS = 4;

/** Where bits lie before anything has moved. */
export function initialPlaces({ single, qubits }: MemoryLayout): Places {
  return Array.from({ length: qubits }, (_, bit) => (single ? bit - 1 : bit));
}

export function addressOf(vector: number, places: Places): Address {
  let rows = 0;
  let lane = 0;
  for (let bit = 0; bit < places.length; bit++) {
    if (!((vector >>> bit) & 1)) continue;
    if (places[bit] < 0) lane = 1;
    else rows |= 1 << places[bit];
  }
  return { rows, lane };
}

/** A row offset in bytes. */
export function bytesOf(rows: number, { rowBytes }: MemoryLayout): number {
  return (rows >>> 0) * rowBytes;
}

/** Whether a state is so large that operations within the cache run together. */
export function isTiled({ single, rowBits }: MemoryLayout): boolean {
  return single && rowBits >= TILED_ROW_BITS;
}

/** Whether what a mask connects lies within the rows that the cache holds. */
export function staysCached(mask: number, places: Places): boolean {
  return addressOf(mask, places).rows < 2 ** CACHED_ROW_BITS;
}

/**
 * The rows on which all functionals are even, as inner offsets and outer basis, in bytes.
 * @param cached whether the walk keeps to the rows that the cache holds as long as it can
 */
export function walk(
  functionals: readonly number[],
  layout: MemoryLayout,
  cached = false,
): { readonly outer: readonly number[]; readonly inner: readonly number[] } {
  const pivots = cached ? 2 ** CACHED_ROW_BITS - 1 : -1;
  const basis = nullSpace(functionals, layout.rowBits, pivots).map((rows) => bytesOf(rows, layout));
  // A few outer groups must remain for the chunks.
  const split = Math.max(0, Math.min(INNER_BITS, basis.length - (layout.chunks > 1 ? 4 : 0)));
  return { inner: xors(basis.slice(0, split)), outer: basis.slice(split) };
}

/** As `combinations`, for addresses beyond 31 bits' sign. */
function xors(vectors: readonly number[]): number[] {
  return combinations(vectors).map((sum) => sum >>> 0);
}
