import type { Places } from "./addresses.js";
import { operation } from "./codes.js";
import type { Turn } from "./elements.js";
import type { Halves } from "./halves.js";
import * as opcodes from "./opcodes.js";
import type { Parameters } from "./parameters.js";
import type { Stage } from "./stages.js";
import type { MemoryLayout } from "./layout.js";

/** Numbers that are 0: the free beginning of the parameters. */
const ZERO_AT = 16;

/**
 * How a run from |0…0⟩ begins: the leading phases only turn the global phase, and the turns behind them make a product state.
 * @returns those turns, the first stage behind them, and the code
 */
export function productStart(
  stages: readonly Stage[],
  places: Places,
  { single, rowBits }: MemoryLayout,
): { readonly turns: readonly Turn[]; readonly behind: number; readonly code: readonly number[] } {
  let behind = 0;
  const turns: Turn[] = [];
  const first = stages.at(0);
  if (first?.kind === "phases" && first.measured.size === 0) behind = 1;
  const leading = stages.at(behind);
  if (leading?.kind === "turns" && leading.turns.every(isPlain)) {
    turns.push(...leading.turns);
    behind += 1;
  }
  const byPlace = new Map(turns.map((turn) => [places[31 - Math.clz32(turn.mask)], turn.at]));
  // Rows without a turn stay 0.
  const code = operation(opcodes.PRODUCT, [
    rowBits,
    single ? (byPlace.get(-1) ?? ZERO_AT) : 0,
    ...Array.from({ length: rowBits }, (_, bit) => byPlace.get(bit) ?? ZERO_AT),
  ]);
  return { turns, behind, code };
}

/** A turn of one qubit that nothing entangled yet. */
function isPlain({ mask, functional }: Turn): boolean {
  return mask === functional && (mask & (mask - 1)) === 0;
}

/** Offsets of the halves, and of sums of λ against them. */
export interface Stitch {
  /** [2^upper qubits, rank] of re, im. */
  readonly upper: number;
  /** [2^lower qubits / 2, rank] of two re, two im. */
  readonly lower: number;
  /** [2^upper qubits, rank] of two re, two im, to be added. */
  readonly upperSums: number;
  /** [chunks, 2^lower qubits / 2, rank] of two re, two im; chunks are to be added. */
  readonly lowerSums: number;
}

/** How a run from two halves begins, and how its sweep ends. */
export function stitchedStart(
  { qubits: [upper, lower], rank }: Halves,
  { chunks }: MemoryLayout,
  parameters: Parameters,
): { readonly at: Stitch; readonly start: readonly number[]; readonly back: readonly number[] } {
  const at = {
    upper: parameters.take(16 * rank * 2 ** upper),
    lower: parameters.take(16 * rank * 2 ** lower),
    upperSums: parameters.take(32 * rank * 2 ** upper),
    lowerSums: parameters.take(16 * chunks * rank * 2 ** lower),
  };
  const sizes = [2 ** upper, 2 ** (lower - 1), rank, at.upper, at.lower];
  return {
    at,
    start: operation(opcodes.STITCH, sizes),
    back: operation(opcodes.UNSTITCH, [...sizes, at.upperSums, at.lowerSums]),
  };
}
