import { addressOf, bytesOf, type Places } from "./addresses.js";
import { operation } from "./codes.js";
import type { MemoryLayout } from "./layout.js";
import * as opcodes from "./opcodes.js";

/** A word whose overlap is measured or added: index j goes to j ⊕ mask with sign parity(functional · j). */
export interface WordAt {
  readonly mask: number;
  readonly functional: number;
}

/** Index bits that one block transform takes. */
const BLOCK_BITS = 6;

/** Overlaps of words that share a mask: index j goes to j ⊕ mask, and each functional's signs make one. */
export interface Correlation {
  /** Whether λ stands on the left; else it is ψ. */
  readonly left: 0 | 1;
  readonly imaginary: number;
  readonly mask: number;
  readonly found: readonly { readonly functional: number; readonly slot: number }[];
}

export function correlation(
  { left, imaginary, mask, found }: Correlation,
  places: Places,
  layout: MemoryLayout,
): number[] {
  return operation(opcodes.CORRELATE, [
    left,
    imaginary,
    ...passOf(mask, places, layout),
    found.length,
    ...found.flatMap(({ functional, slot }) => [...partsOf(functional, places, layout), slot]),
  ]);
}

/** λ = or += iᵖʰᵃˢᵉ · Σ coefficient · word ψ, of words that share a mask, times a factor of each lane. */
export interface Addition {
  readonly more: boolean;
  readonly mask: number;
  readonly phase: number;
  readonly terms: readonly { readonly functional: number; readonly coefficient: number }[];
  /** 0 = none. */
  readonly factor: number;
}

export function addition(
  { more, mask, phase, terms, factor }: Addition,
  places: Places,
  layout: MemoryLayout,
): number[] {
  return operation(opcodes.ADD_WORDS, [
    more ? 1 : 0,
    phase,
    ...passOf(mask, places, layout),
    terms.length,
    factor,
    ...terms.flatMap(({ functional, coefficient }) => [...partsOf(functional, places, layout), coefficient]),
  ]);
}

/** What flips, of rows and of the lane, and the bits of low and high parts of a row's number. */
function passOf(mask: number, places: Places, layout: MemoryLayout): number[] {
  const { rowBits } = layout;
  const bits = Math.min(BLOCK_BITS, rowBits);
  const flips = addressOf(mask, places);
  return [bytesOf(flips.rows, layout), flips.lane, bits, rowBits - bits];
}

/** A functional's high and low part, and whether it sees the lane. */
function partsOf(functional: number, places: Places, { rowBits }: MemoryLayout): number[] {
  const bits = Math.min(BLOCK_BITS, rowBits);
  const { rows, lane } = addressOf(functional, places);
  return [rows >>> bits, rows & (2 ** bits - 1), lane];
}
