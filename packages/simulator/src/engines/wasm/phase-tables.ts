import { addressOf, type Places } from "./addresses.js";
import { combinations, Span } from "./bits.js";
import { operation } from "./codes.js";
import type { ParityPhase } from "./elements.js";
import * as opcodes from "./opcodes.js";
import type { Parameters } from "./parameters.js";
import type { MemoryLayout } from "./layout.js";

/** The two tables of one diagonal pass: of the high bits of a row's number, and of its low bits. */
export interface PhaseTables {
  readonly bits: number;
  readonly highBits: number;
  /** Parities of high bits that terms of the low table also see: it stands there once for each setting of them. */
  readonly variants: readonly number[];
  readonly high: readonly Group[];
  readonly low: readonly Group[];
}

/** Terms of a table whose functionals on its index are independent. */
type Group = readonly { readonly functional: number; readonly phase: ParityPhase }[];

/** Where tables stand in the parameters; `rows` is what a batch makes of both, a number a row. */
export interface TablesAt {
  readonly high: number;
  readonly low: number;
  readonly rows: number;
}

/** The most bits of a low table. */
const MOST_LOW_BITS = 9;
/** The most parities of high bits that a table may depend on. */
const MOST_VARIANT_BITS = 10;
/** The most terms of a group: their products must fit into the kernels' scratch. */
const LARGEST_GROUP = 11;
/** Fewer are looked through faster than they are looked up. */
const MANY_TERMS = 200;

/** The cheapest tables for some phases, in one pass or several. */
export function splitPhases(phases: readonly ParityPhase[], places: Places, layout: MemoryLayout): PhaseTables[] {
  const { rowBits, qubits } = layout;
  let best: PhaseTables | undefined;
  let bestCost = Infinity;
  for (let bits = 0; bits <= Math.min(rowBits, MOST_LOW_BITS); bits++) {
    const split = tablesWith(bits, phases, places, layout);
    if (!split) continue;
    const cost = tableCost(split.highBits, split.high) + tableCost(lowBits(split, layout), split.low);
    if (cost < bestCost) [best, bestCost] = [split, cost];
  }
  // Where parities are entangled all over, two passes with small tables cost less than one with a large one.
  if (!best || (bestCost > 2 * 2 ** rowBits && phases.length > 2 * qubits)) {
    const half = phases.length >> 1;
    return [...splitPhases(phases.slice(0, half), places, layout), ...splitPhases(phases.slice(half), places, layout)];
  }
  return [best];
}

/** Finds room for tables, and writes how they are made. */
export function placeTables(
  tables: PhaseTables,
  layout: MemoryLayout,
  parameters: Parameters,
): { readonly at: TablesAt; readonly code: readonly number[] } {
  const { bits, highBits, variants, high, low } = tables;
  const { single, rowBits } = layout;
  const highAt = parameters.take(16 * 2 ** highBits);
  const lowAt = parameters.take(16 * 2 ** (bits + variants.length) * (single ? 2 : 1));
  const code = operation(opcodes.TABLES, [
    bits,
    highBits,
    variants.length,
    highAt,
    lowAt,
    single ? 2 : 1,
    high.length,
    low.length,
    ...variants,
    ...high.flatMap((group) => groupWords(group, highBits)),
    ...low.flatMap((group) => groupWords(group, lowBits(tables, layout))),
  ]);
  if (single) return { at: { high: highAt, low: lowAt, rows: 0 }, code };
  const rows = parameters.take(16 * 2 ** rowBits);
  const expanded = operation(opcodes.EXPAND, [bits, highBits, variants.length, highAt, lowAt, rows, ...variants]);
  return { at: { high: highAt, low: lowAt, rows }, code: [...code, ...expanded] };
}

/** Tables that take so many bits as the low ones; undefined where they would be too large. */
function tablesWith(
  bits: number,
  phases: readonly ParityPhase[],
  places: Places,
  { single, rowBits }: MemoryLayout,
): PhaseTables | undefined {
  const lowMask = 2 ** bits - 1;
  const all = phases.map((phase) => {
    const { rows, lane } = addressOf(phase.functional, places);
    return { phase, high: rows >>> bits, low: single ? 2 * (rows & lowMask) + lane : rows & lowMask };
  });
  const mixed = all.filter(({ low }) => low !== 0);
  const found = coordinatesOf(mixed.map(({ high }) => high));
  if (!found) return undefined;
  const { basis, coordinates } = found;
  const width = bits + (single ? 1 : 0);
  const high = all.filter(({ low }) => low === 0).map((term) => ({ functional: term.high, phase: term.phase }));
  const low = mixed.map((term, k) => ({ functional: (coordinates[k] << width) | term.low, phase: term.phase }));
  return {
    bits,
    highBits: rowBits - bits,
    variants: basis,
    high: independentGroups(high),
    low: independentGroups(low),
  };
}

/** Bits of an index of the low table: variant, low bits and lane. */
function lowBits({ bits, variants }: PhaseTables, { single }: MemoryLayout): number {
  return variants.length + bits + (single ? 1 : 0);
}

/** Each term in the first group that has room and that it is independent of. */
function independentGroups(terms: Group): Group[] {
  const groups: { terms: Group[number][]; span: Span }[] = [];
  // A group that refused a functional refuses it for good, and so do full ones all. Among many groups equal terms do not ask again.
  const after = terms.length > MANY_TERMS ? new Map<number, number>() : undefined;
  let full = 0;
  for (const term of terms) {
    const { functional } = term;
    let at = Math.max(full, after?.get(functional) ?? 0);
    while (at < groups.length) {
      const { terms: own, span } = groups[at];
      if (own.length < LARGEST_GROUP && span.rest(functional) !== 0) break;
      at += 1;
    }
    after?.set(functional, at + 1);
    if (at === groups.length) groups.push({ terms: [], span: new Span() });
    groups[at].span.add(functional);
    groups[at].terms.push(term);
    while (full < groups.length && groups[full].terms.length === LARGEST_GROUP) full += 1;
  }
  return groups.map((group) => group.terms);
}

function tableCost(bits: number, groups: readonly Group[]): number {
  return groups.reduce((cost, group) => cost + 2 ** group.length, 2 ** bits * (1 + groups.length));
}

/** [count, w…, column…]: column k says which terms see index bit k. */
function groupWords(group: Group, bits: number): number[] {
  const columns = Array.from({ length: bits }, (_, bit) =>
    group.reduce((terms, { functional }, k) => ((functional >>> bit) & 1 ? terms | (1 << k) : terms), 0),
  );
  return [group.length, ...group.map(({ phase }) => phase.at), ...columns];
}

/** A basis among the vectors, and for each which of the basis sum to it; undefined if the basis is too large for a table. */
function coordinatesOf(vectors: readonly number[]): { basis: number[]; coordinates: number[] } | undefined {
  const span = new Span();
  const basis: number[] = [];
  for (const vector of vectors) if (vector !== 0 && span.add(vector)) basis.push(vector);
  if (basis.length > MOST_VARIANT_BITS) return undefined;
  const sums = combinations(basis);
  const where = new Map(sums.map((sum, k) => [sum, k]));
  return { basis, coordinates: vectors.map((vector) => where.get(vector)!) };
}
