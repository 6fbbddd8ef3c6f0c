import { combinations, nullSpace, Span } from "./bits.js";
import type { Element, Matrices, Phase, Turn } from "./elements.js";
import type { Halves } from "./halves.js";
import type { Stage } from "./stages.js";

/** The operations of assembly/kernels.ts: the same numbers as there. */
const CODE = {
  turn: [0, 1, 2, 3],
  tables: 4,
  expand: 5,
  phasesRows: 6,
  phasesLanes: 7,
  exchange: 8,
  overlapY: 9,
  overlapX: 10,
  correlate: 11,
  addWords: 12,
  matrix: 13,
  turnEach: 14,
  phaseEach: 15,
  product: 16,
  overlapY3: 17,
  branch: 18,
  tiled: 19,
  stitch: 20,
  unstitch: 21,
} as const;

/** Rows of a single state that stay in a core's second cache while several operations pass over them: 256 KiB. */
const CACHED_ROW_BITS = 13;
/** What is not much larger is not worth it. */
const TILED_ROW_BITS = 15;

const PSI = 1;
const BOTH = 3;
/** Index bits that one block transform takes. */
const BLOCK_BITS = 6;
/** Groups that the innermost loop walks through. */
const INNER_BITS = 4;

/** How states lie in memory. */
export interface Layout {
  /** A single state with a lane bit, or a batch whose lanes are samples. */
  readonly single: boolean;
  readonly qubits: number;
  /** Index bits that number rows. */
  readonly rowBits: number;
  readonly lanes: number;
  readonly rowBytes: number;
  readonly tileBytes: number;
  /** Parts of a single state whose sums are kept apart, so that the number of threads shows nowhere. */
  readonly chunks: number;
  /** Tiles that run together. */
  readonly tiles: number;
}

/** A word whose overlap is measured or added: index j goes to j ⊕ mask with sign parity(functional · j). */
export interface WordAt {
  readonly mask: number;
  readonly functional: number;
}

/** Where bits of an index have gone: `at[bit]` is the row bit, or −1 for the lane. */
type Places = readonly number[];

interface Address {
  readonly rows: number;
  readonly lane: number;
}

/** Room for parameters, in bytes from their start. The first 16 bytes stay free: offset 0 means none. */
class Parameters {
  #end = 64;

  take(bytes: number): number {
    const at = this.#end;
    this.#end += Math.ceil(bytes / 16) * 16;
    return at;
  }

  get bytes(): number {
    return this.#end;
  }
}

/** The two tables of one diagonal pass. */
interface PhaseTables {
  readonly bits: number;
  readonly highBits: number;
  readonly variants: readonly number[];
  readonly high: readonly Group[];
  readonly low: readonly Group[];
}

/** Terms of a table whose functionals on its index are independent. */
type Group = readonly { readonly functional: number; readonly phase: Phase }[];

/** One step forward, with what its reverse needs. */
type Action =
  | { readonly kind: "turns"; readonly turns: readonly Turn[]; readonly places: Places; readonly stage: number }
  | { readonly kind: "far turn"; readonly turn: Turn; readonly places: Places; readonly stage: number }
  | { readonly kind: "exchange"; readonly bit: number; readonly places: Places; readonly stage: number }
  | {
      readonly kind: "phases";
      readonly tables: readonly (PhaseTables & {
        at: { high: number; low: number; rows: number };
        scale: number;
        back: number;
      })[];
      readonly measured: readonly number[];
      readonly places: Places;
      readonly stage: number;
    }
  | { readonly kind: "turn each"; readonly turn: Turn; readonly places: Places; readonly stage: number }
  | {
      readonly kind: "phase each";
      readonly phase: Phase;
      readonly measured: readonly number[];
      readonly places: Places;
      readonly stage: number;
    }
  | { readonly kind: "matrix"; readonly matrix: Matrices; readonly places: Places; readonly stage: number };

/** Where the sweep leaves an overlap, behind which stage it was read, and which of its turns were undone by then. */
export interface Slot {
  readonly at: number;
  readonly stage: number;
  readonly undone: readonly Turn[];
}

/**
 * The programs of a tape: tables from the angles; |0…0⟩, a product state or the product of halves; the circuit, and again in steps
 * that may be stopped at (where they differ); the sweep back with its overlaps; λ against each half; words measured, their imaginary
 * parts against another state; λ from ψ by words.
 */
export type Program =
  "prelude" | "start" | "forward" | "stepwise" | "reverse" | "halves" | "measure" | "cross" | "seed";

export interface Tape {
  readonly layout: Layout;
  /** Bytes of parameters that come from the angles. */
  readonly boundBytes: number;
  readonly parameterBytes: number;
  /** Turns that run as matrices (1, −t; t, 1). */
  readonly farMatrices: ReadonlyMap<Turn, number>;
  /** Where a 1 must stand. */
  readonly one: number;
  /** For each stage of phases its scales, forward and back. */
  readonly scales: ReadonlyMap<number, { readonly forward: number; readonly back: number }>;
  /** Rows' own angles: [tiles, lanes/2] pairs of cos and sin vectors. */
  readonly eachTables: ReadonlyMap<Element, number>;
  /** Room for a number for each row and observable: cotangents. */
  readonly factors: number;
  /** All programs, one behind the other, and where each begins and ends, in bytes. */
  readonly code: Uint32Array;
  readonly programs: Readonly<Record<Program, readonly [number, number]>>;
  /** Where halves stand in the parameters, if they are what the circuit starts from. */
  readonly stitch?: Stitch;
  /** For each stage, where in `stepwise` it is done. */
  readonly forwardStops: readonly number[];
  /** λ = (x X + y Y + z Z) ψ behind a turn, or λ = z Z ψ behind a phase: what a shifted circuit branches off with. */
  readonly branches: ReadonlyMap<Turn | Phase, Uint32Array>;
  /** Offsets of x, y and z. */
  readonly branch: readonly [number, number, number];
  /** Overlaps with X that a sweep may leave out: where in `reverse` the operation stands. Left out, its code is 0. */
  readonly optionalX: ReadonlyMap<Turn, number>;
  readonly overlapsX: ReadonlyMap<Turn, Slot>;
  readonly overlapsY: ReadonlyMap<Turn, Slot>;
  /** By stage and functional. */
  readonly overlapsZ: ReadonlyMap<string, Slot>;
  readonly slots: number;
  readonly measureSlots: readonly number[];
  readonly measureCount: number;
  /** Offset of each coefficient for `seed`, in the order given. */
  readonly seedCoefficients: readonly number[];
  /** Where each bit of an index lies behind the circuit. */
  readonly places: Places;
  readonly productTurns: readonly Turn[];
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

export interface TapeRequest {
  readonly layout: Layout;
  readonly stages: readonly Stage[];
  /** From |0…0⟩, or from states given. */
  readonly ground: boolean;
  /** The words behind the circuit: mask, functional and whether i·word is meant (an odd number of Ys), by observable. */
  readonly words: readonly (WordAt & { readonly ys: number; readonly observable: number })[];
  /** Turns whose overlaps are wanted: with X and Y, or with Y only. */
  readonly wanted: ReadonlyMap<Turn, "xy" | "y">;
  /** One coefficient a lane and observable (a batch), or numbers folded into the coefficients (a single state). */
  readonly observables: number;
  /** Halves that the circuit starts from; the sweep then goes back to them. */
  readonly halves: Halves | undefined;
}

/** Writes the tape. Cost: about the number of elements times the qubits. */
export function writeTape({ layout, stages, ground, words, wanted, observables, halves }: TapeRequest): Tape {
  const { single, qubits, rowBits, lanes, rowBytes, chunks, tiles } = layout;
  const parameters = new Parameters();
  const scales = new Map<number, { forward: number; back: number }>();
  const tiled = single && rowBits >= TILED_ROW_BITS;
  const initialPlaces: Places = Array.from({ length: qubits }, (_, bit) => (single ? bit - 1 : bit));
  let places = initialPlaces;

  const address = (vector: number, where: Places): Address => {
    let rows = 0;
    let lane = 0;
    for (let bit = 0; bit < qubits; bit++) {
      if (!((vector >>> bit) & 1)) continue;
      if (where[bit] < 0) lane = 1;
      else rows |= 1 << where[bit];
    }
    return { rows, lane };
  };
  const bytes = (rows: number): number => (rows >>> 0) * rowBytes;

  // What the angles decide comes first in the parameters.
  for (const stage of stages) {
    if (stage.kind === "turns") for (const turn of stage.turns) turn.at = parameters.take(16);
    if (stage.kind === "phases") for (const phase of stage.phases) phase.at = parameters.take(16);
    if (stage.kind === "turn each") stage.turn.at = parameters.take(16);
    if (stage.kind === "phase each") stage.phase.at = parameters.take(16);
    if (stage.kind === "matrix") stage.matrix.at = parameters.take(16 * 4 ** stage.matrix.masks.length);
  }
  stages.forEach((stage, k) => {
    if (stage.kind === "phases") scales.set(k, { forward: parameters.take(16), back: parameters.take(16) });
  });
  const farMatrices = new Map<Turn, number>();
  const one = parameters.take(16);
  const branch = [parameters.take(16), parameters.take(16), parameters.take(16)] as const;
  const seedCoefficients = words.map(() => parameters.take(16));

  // From |0…0⟩ the leading phases only turn the global phase, and the turns behind them make a product state.
  let firstStage = 0;
  const productTurns: Turn[] = [];
  const start: number[] = [];
  if (ground) {
    const first = stages.at(0);
    if (first?.kind === "phases" && first.measured.size === 0) firstStage = 1;
    const leading = stages.at(firstStage);
    if (leading?.kind === "turns" && leading.turns.every(isPlain)) {
      productTurns.push(...leading.turns);
      firstStage += 1;
    }
    const byPlace = new Map(productTurns.map((turn) => [places[31 - Math.clz32(turn.mask)], turn.at]));
    // Rows without a turn stay 0: so does the free beginning of the parameters.
    const laneTurn = single ? byPlace.get(-1) : undefined;
    start.push(
      ...operation(CODE.product, [
        rowBits,
        single ? (laneTurn ?? 16) : 0,
        ...Array.from({ length: rowBits }, (_, bit) => byPlace.get(bit) ?? 16),
      ]),
    );
  }

  // Forward: what is done, in order.
  const actions: Action[] = [];
  const productStage = productTurns.length > 0 ? firstStage - 1 : -1;
  for (let k = firstStage; k < stages.length; k++) forwardStage(stages[k], k);

  /** Whether a turn stays within the rows that the cache holds. */
  function isLow({ mask }: Turn): boolean {
    return !tiled || address(mask, places).rows < 2 ** CACHED_ROW_BITS;
  }

  function forwardStage(stage: Stage, k: number): void {
    switch (stage.kind) {
      case "turns": {
        let rest = [...stage.turns];
        while (rest.length > 0) {
          const near = rest.filter(({ mask }) => address(mask, places).lane === 0);
          const far = rest.filter((turn) => !near.includes(turn));
          const bit = freeBit(far, places);
          // Turns that would leave a pass half full wait, if they can, for those in the other lane.
          const low = near.filter(isLow);
          const spare = far.length > 0 ? low.length % 3 : 0;
          const movable = low.filter(({ mask }) => bit !== undefined && !((mask >>> bit) & 1));
          const waiting = movable.slice(Math.max(0, movable.length - spare));
          const now = near.filter((turn) => !waiting.includes(turn));
          // Low masks last: they stay in the cache for the phases behind them.
          for (const turns of [...groupsOf(now.filter((turn) => !isLow(turn))), ...groupsOf(now.filter(isLow))]) {
            actions.push({ kind: "turns", turns, places, stage: k });
          }
          rest = [...far, ...waiting];
          if (far.length === 0) break;
          if (bit === undefined) {
            // A mask of all bits: whichever bit were in the lane, its partner is in the other lane.
            const [lone, ...others] = rest;
            farMatrices.set(lone, parameters.take(64));
            actions.push({ kind: "far turn", turn: lone, places, stage: k });
            rest = others;
            continue;
          }
          const before = places;
          const lane = before.indexOf(-1);
          places = before.map((place, b) => (b === lane ? before[bit] : b === bit ? -1 : place));
          actions.push({ kind: "exchange", bit: before[bit], places, stage: k });
        }
        break;
      }
      case "phases":
        actions.push({
          kind: "phases",
          tables: (stage.scales ? splitPhases(stage.phases) : []).map((tables) => ({
            ...tables,
            at: { high: 0, low: 0, rows: 0 },
            scale: 0,
            back: 0,
          })),
          measured: [...stage.measured],
          places,
          stage: k,
        });
        break;
      case "turn each":
        actions.push({ kind: "turn each", turn: stage.turn, places, stage: k });
        break;
      case "phase each":
        actions.push({ kind: "phase each", phase: stage.phase, measured: [...stage.measured], places, stage: k });
        break;
      case "matrix":
        actions.push({ kind: "matrix", matrix: stage.matrix, places, stage: k });
    }
  }

  /** A bit that no mask has, so that all masks leave the lane when it goes there; else one that most masks lack. */
  function freeBit(turns: readonly Turn[], where: Places): number | undefined {
    let best: number | undefined;
    let bestCount = 0;
    // The lowest such bit: then high bits stay where they are, and tables of phases small.
    for (let bit = 0; bit < qubits; bit++) {
      if (where[bit] < 0) continue;
      const count = turns.filter(({ mask }) => !((mask >>> bit) & 1)).length;
      if (count > bestCount) [best, bestCount] = [bit, count];
    }
    return best;
  }

  function splitPhases(phases: readonly Phase[]): PhaseTables[] {
    let best: PhaseTables | undefined;
    let bestCost = Infinity;
    for (let bits = 0; bits <= Math.min(rowBits, 9); bits++) {
      const split = tablesAt(phases, bits);
      if (!split) continue;
      const cost = tableCost(split.highBits, split.high) + tableCost(lowBits(split), split.low);
      if (cost < bestCost) [best, bestCost] = [split, cost];
    }
    // Where parities are entangled all over, two passes with small tables cost less than one with a large one.
    if (!best || (bestCost > 2 * 2 ** rowBits && phases.length > 2 * qubits)) {
      const half = phases.length >> 1;
      return [...splitPhases(phases.slice(0, half)), ...splitPhases(phases.slice(half))];
    }
    return [best];
  }

  function tablesAt(phases: readonly Phase[], bits: number): PhaseTables | undefined {
    const lowMask = 2 ** bits - 1;
    const all = phases.map((phase) => {
      const { rows, lane } = address(phase.functional, places);
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

  function lowBits({ bits, variants }: PhaseTables): number {
    return variants.length + bits + (single ? 1 : 0);
  }

  // Tables, and room for what differs from row to row.
  const boundBytes = parameters.bytes;
  const prelude: number[] = [];
  for (const action of actions) {
    if (action.kind !== "phases") continue;
    const { forward, back } = scales.get(action.stage)!;
    action.tables.forEach((tables, k) => {
      tables.scale = k === 0 ? forward : one;
      tables.back = k === 0 ? back : one;
      writeTables(tables);
    });
  }

  function writeTables(tables: PhaseTables & { at: { high: number; low: number; rows: number } }): void {
    const { bits, highBits, variants, high, low } = tables;
    tables.at.high = parameters.take(16 * 2 ** highBits);
    tables.at.low = parameters.take(16 * 2 ** (bits + variants.length) * (single ? 2 : 1));
    prelude.push(
      ...operation(CODE.tables, [
        bits,
        highBits,
        variants.length,
        tables.at.high,
        tables.at.low,
        single ? 2 : 1,
        high.length,
        low.length,
        ...variants,
        ...high.flatMap((group) => groupWords(group, highBits)),
        ...low.flatMap((group) => groupWords(group, lowBits(tables))),
      ]),
    );
    if (single) return;
    tables.at.rows = parameters.take(16 * 2 ** rowBits);
    prelude.push(
      ...operation(CODE.expand, [
        bits,
        highBits,
        variants.length,
        tables.at.high,
        tables.at.low,
        tables.at.rows,
        ...variants,
      ]),
    );
  }

  const eachTables = new Map<Element, number>();
  for (const action of actions) {
    const element = action.kind === "turn each" ? action.turn : action.kind === "phase each" ? action.phase : undefined;
    if (element) eachTables.set(element, parameters.take(tiles * rowBytes));
  }
  const factors = parameters.take((observables * tiles * rowBytes) / 2);

  // Slots of the sweep.
  const overlapsX = new Map<Turn, Slot>();
  const overlapsY = new Map<Turn, Slot>();
  const overlapsZ = new Map<string, Slot>();
  const optionalX = new Map<Turn, number>();
  let slots = 0;
  let undone: { stage: number; turns: Turn[] } = { stage: -1, turns: [] };
  const slotFor = (stage: number): Slot => ({
    at: slots++,
    stage,
    undone: undone.stage === stage ? [...undone.turns] : [],
  });

  const forward: number[] = [];
  const forwardStops = stages.map(() => 0);
  const placesBehind = stages.map(() => initialPlaces);
  for (const action of actions) {
    forward.push(...perform(action, PSI, false));
    forwardStops[action.stage] = forward.length;
    placesBehind[action.stage] = action.places;
  }
  const stepwise = forward;
  const whole = tiled ? inTiles() : [];
  const branches = new Map<Turn | Phase, Uint32Array>();
  stages.forEach((stage, k) => {
    if (stage.kind === "turns")
      for (const turn of stage.turns) if (wanted.has(turn)) branches.set(turn, branchAt(turn, k));
    if (stage.kind === "phases" && k >= firstStage) {
      for (const phase of stage.phases)
        if (stage.measured.has(phase.functional)) branches.set(phase, branchAt(phase, k));
    }
  });
  const stitch = halves && stitched(halves);
  const lastWanted = actions.findIndex(needsOverlap);
  const reverse: number[] = [];
  if (wanted.size > 0 || lastWanted >= 0 || halves) {
    const stop = halves || productTurns.some((turn) => wanted.has(turn)) ? 0 : lastWanted;
    for (let k = actions.length - 1; k >= Math.max(0, stop); k--) {
      const action = actions[k];
      reverse.push(...overlapsAt(action));
      // What stands before the first overlap need not be undone.
      if (k > stop || stop === 0) reverse.push(...perform(action, BOTH, true));
      const turns = action.kind === "turns" ? action.turns : action.kind === "far turn" ? [action.turn] : [];
      if (undone.stage !== action.stage) undone = { stage: action.stage, turns: [] };
      undone.turns.push(...turns);
    }
    for (const group of groupsOf(productTurns)) {
      const near = group.filter((turn) => address(turn.mask, initialPlaces).lane === 0);
      const far = group.filter((turn) => !near.includes(turn));
      for (const turns of [near, far]) reverse.push(...overlapsOf(turns, initialPlaces, productStage));
    }
  }

  function stitched({ qubits: [upper, lower], rank }: Halves): { at: Stitch; start: number[]; back: number[] } {
    const at = {
      upper: parameters.take(16 * rank * 2 ** upper),
      lower: parameters.take(16 * rank * 2 ** lower),
      upperSums: parameters.take(32 * rank * 2 ** upper),
      lowerSums: parameters.take(16 * chunks * rank * 2 ** lower),
    };
    const sizes = [2 ** upper, 2 ** (lower - 1), rank, at.upper, at.lower];
    return {
      at,
      start: operation(CODE.stitch, sizes),
      back: operation(CODE.unstitch, [...sizes, at.upperSums, at.lowerSums]),
    };
  }

  function needsOverlap(action: Action): boolean {
    switch (action.kind) {
      case "turns":
        return action.turns.some((turn) => wanted.has(turn));
      case "far turn":
      case "turn each":
        return wanted.has(action.turn);
      case "phases":
      case "phase each":
        return action.measured.length > 0;
      default:
        return false;
    }
  }

  function perform(action: Action, which: number, inverse: boolean, cached = false): number[] {
    const back = inverse ? 1 : 0;
    switch (action.kind) {
      case "turns": {
        const { turns } = action;
        const where = turns.map((turn) => ({
          mask: address(turn.mask, action.places).rows,
          functional: address(turn.functional, action.places),
        }));
        turns.forEach((turn, k) => {
          if (where[k].functional.lane) turn.lane = true;
        });
        const { outer, inner } = walk(
          where.map(({ functional }) => functional.rows),
          cached ? 2 ** CACHED_ROW_BITS - 1 : -1,
        );
        const o = where.map(({ mask }) => bytes(mask));
        const t = turns.map((turn) => turn.at);
        return operation(CODE.turn[turns.length], [
          which,
          back,
          outer.length,
          inner.length,
          ...[0, 1, 2].map((k) => o[k] ?? 0),
          ...[0, 1, 2].map((k) => t[k] ?? t[0]),
          ...inner,
          ...outer,
        ]);
      }
      case "far turn": {
        const { mask, functional } = action.turn;
        return matrixOperation(which, back, [mask], [functional], farMatrices.get(action.turn)!, action.places);
      }
      case "exchange":
        return operation(CODE.exchange, [which, 2 ** (rowBits - 1), bytes(1 << action.bit)]);
      case "phases": {
        const tables = inverse ? action.tables.toReversed() : action.tables;
        return tables.flatMap(({ bits, highBits, variants, at: where, scale, back: scaleBack }) =>
          single
            ? operation(CODE.phasesLanes, [
                which,
                back,
                bits,
                highBits,
                variants.length,
                where.high,
                where.low,
                inverse ? scaleBack : scale,
                ...variants,
              ])
            : operation(CODE.phasesRows, [which, back, 2 ** rowBits, where.rows, inverse ? scaleBack : scale]),
        );
      }
      case "turn each": {
        const { turn } = action;
        const { outer, inner } = walk([address(turn.functional, action.places).rows]);
        return operation(CODE.turnEach, [
          which,
          back,
          outer.length,
          inner.length,
          bytes(address(turn.mask, action.places).rows),
          eachTables.get(turn)!,
          turn.at,
          ...inner,
          ...outer,
        ]);
      }
      case "phase each":
        return operation(CODE.phaseEach, [
          which,
          back,
          2 ** rowBits,
          address(action.phase.functional, action.places).rows,
          eachTables.get(action.phase)!,
          action.phase.at,
        ]);
      case "matrix": {
        const { masks, functionals } = action.matrix;
        return matrixOperation(which, back, masks, functionals, action.matrix.at, action.places);
      }
    }
  }

  function matrixOperation(
    which: number,
    back: number,
    masks: readonly number[],
    functionals: readonly number[],
    entries: number,
    where: Places,
  ): number[] {
    // Down to single lanes: the lane bit of a single state is the address bit of 8 bytes.
    const offset = (vector: number): number => {
      const { rows, lane } = address(vector, where);
      return bytes(rows) + 8 * lane;
    };
    const settings = combinations(masks.toReversed());
    return operation(CODE.matrix, [
      which,
      back,
      single ? 1 : lanes,
      settings.length,
      entries,
      qubits - masks.length,
      ...settings.map(offset),
      ...nullSpace(functionals, qubits).map(offset),
    ]);
  }

  function overlapsAt(action: Action): number[] {
    switch (action.kind) {
      case "turns":
        return overlapsOf(action.turns, action.places, action.stage);
      case "far turn":
      case "turn each":
        return overlapsOf([action.turn], action.places, action.stage);
      case "phases":
      case "phase each": {
        if (action.measured.length === 0) return [];
        const found = action.measured.map((functional) => {
          const slot = slotFor(action.stage);
          overlapsZ.set(zKey(action.stage, functional), slot);
          return { functional, slot: slot.at };
        });
        return correlation(1, 1, 0, found, action.places);
      }
      default:
        return [];
    }
  }

  /** Y of up to three turns, three in one pass, and X of those that want it. */
  function overlapsOf(all: readonly Turn[], where: Places, stage: number): number[] {
    const turns = all.filter((turn) => wanted.has(turn));
    const found = turns.map((turn) => {
      const slot = slotFor(stage);
      overlapsY.set(turn, slot);
      return { turn, slot, mask: address(turn.mask, where), functional: address(turn.functional, where) };
    });
    const words: number[] = [];
    if (turns.length === 3) {
      const { outer, inner } = walk(found.map(({ functional }) => functional.rows));
      words.push(
        ...operation(CODE.overlapY3, [
          outer.length,
          inner.length,
          ...found.map(({ mask }) => bytes(mask.rows)),
          ...found.map(({ slot }) => slot.at),
          ...found.map(({ functional }) => functional.lane),
          ...inner,
          ...outer,
        ]),
      );
    } else {
      for (const { turn, slot, mask, functional } of found) {
        words.push(
          ...(mask.lane
            ? correlation(1, 0, turn.mask, [{ functional: turn.functional, slot: slot.at }], where)
            : single1(CODE.overlapY, mask.rows, functional, slot.at)),
        );
      }
    }
    for (const { turn, mask, functional } of found) {
      if (wanted.get(turn) !== "xy") continue;
      const slot = slotFor(stage);
      overlapsX.set(turn, slot);
      optionalX.set(turn, reverse.length + words.length);
      words.push(
        ...(mask.lane
          ? correlation(1, 1, turn.mask, [{ functional: 0, slot: slot.at }], where)
          : single1(CODE.overlapX, mask.rows, functional, slot.at)),
      );
    }
    return words;
  }

  function single1(code: number, mask: number, functional: Address, slot: number): number[] {
    const { outer, inner } = walk([functional.rows]);
    return operation(code, [outer.length, inner.length, bytes(mask), slot, functional.lane, ...inner, ...outer]);
  }

  /** The circuit forward, operations in a row that stay within the cache taken together. */
  function inTiles(): number[] {
    const code: number[] = [];
    let run: number[] = [];
    let count = 0;
    const close = (): void => {
      // One operation alone gains nothing.
      if (count > 1) code.push(CODE.tiled, 4, rowBits - CACHED_ROW_BITS, run.length);
      code.push(...run);
      run = [];
      count = 0;
    };
    for (const action of actions) {
      const fits =
        action.kind === "phases" ||
        (action.kind === "exchange" && action.bit < CACHED_ROW_BITS) ||
        (action.kind === "turns" &&
          action.turns.every(({ mask }) => address(mask, action.places).rows < 2 ** CACHED_ROW_BITS));
      if (fits) {
        run.push(...perform(action, PSI, false, true));
        count += 1;
      } else {
        close();
        code.push(...perform(action, PSI, false));
      }
    }
    close();
    return code;
  }

  function branchAt(element: Turn | Phase, stage: number): Uint32Array {
    const where = placesBehind[stage];
    const z = { mask: 0, phase: 0, terms: [{ functional: element.functional, coefficient: branch[2] }] };
    if (element.kind === "phase") return Uint32Array.from(addition(z, false, 0, where));
    const { mask, functional } = element;
    const [near, seen] = [address(mask, where), address(functional, where)];
    if (near.lane === 0) {
      const { outer, inner } = walk([seen.rows]);
      return Uint32Array.from(
        operation(CODE.branch, [
          outer.length,
          inner.length,
          bytes(near.rows),
          ...branch,
          seen.lane,
          ...inner,
          ...outer,
        ]),
      );
    }
    return Uint32Array.from([
      ...addition(z, false, 0, where),
      ...addition({ mask, phase: 0, terms: [{ functional: 0, coefficient: branch[0] }] }, true, 0, where),
      ...addition({ mask, phase: 1, terms: [{ functional, coefficient: branch[1] }] }, true, 0, where),
    ]);
  }

  /** λ = or += Σ coefficient · word ψ, times a factor of each lane. */
  function addition(
    group: { mask: number; phase: number; terms: readonly { functional: number; coefficient: number }[] },
    more: boolean,
    factor: number,
    where: Places,
  ): number[] {
    const bits = Math.min(BLOCK_BITS, rowBits);
    const flips = address(group.mask, where);
    return operation(CODE.addWords, [
      more ? 1 : 0,
      group.phase,
      bytes(flips.rows),
      flips.lane,
      bits,
      rowBits - bits,
      group.terms.length,
      factor,
      ...group.terms.flatMap(({ functional, coefficient }) => {
        const { rows, lane } = address(functional, where);
        return [rows >>> bits, rows & (2 ** bits - 1), lane, coefficient];
      }),
    ]);
  }

  function correlation(
    left: number,
    imaginary: number,
    mask: number,
    wantedSlots: readonly { readonly functional: number; readonly slot: number }[],
    where: Places,
  ): number[] {
    const bits = Math.min(BLOCK_BITS, rowBits);
    const flips = address(mask, where);
    return operation(CODE.correlate, [
      left,
      imaginary,
      bytes(flips.rows),
      flips.lane,
      bits,
      rowBits - bits,
      wantedSlots.length,
      ...wantedSlots.flatMap(({ functional, slot }) => {
        const { rows, lane } = address(functional, where);
        return [rows >>> bits, rows & (2 ** bits - 1), lane, slot];
      }),
    ]);
  }

  /** The rows on which all functionals are even, as inner offsets and outer basis, in bytes. */
  function walk(functionals: readonly number[], pivots = -1): { outer: number[]; inner: number[] } {
    const basis = nullSpace(functionals, rowBits, pivots).map(bytes);
    // A few outer groups must remain for the chunks.
    const innerBits = Math.max(0, Math.min(INNER_BITS, basis.length - (chunks > 1 ? 4 : 0)));
    const split = innerBits;
    return { inner: xors(basis.slice(0, split)), outer: basis.slice(split) };
  }

  // Observables: words with the same mask share a pass.
  const measureSlots: number[] = [];
  const measure: number[] = [];
  const cross: number[] = [];
  let measureCount = 0;
  const groups = new Map<string, { mask: number; imaginary: number; slots: Map<number, number> }>();
  for (const { mask, functional, ys } of words) {
    const imaginary = ys % 2;
    const key = `${mask} ${imaginary}`;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { mask, imaginary, slots: new Map() }));
    let slot = group.slots.get(functional);
    if (slot === undefined) group.slots.set(functional, (slot = measureCount++));
    measureSlots.push(slot);
  }
  for (const { mask, imaginary, slots: found } of groups.values()) {
    const list = [...found].map(([functional, slot]) => ({ functional, slot }));
    measure.push(...correlation(0, imaginary, mask, list, places));
    cross.push(...correlation(1, 1 - imaginary, mask, list, places));
  }

  // λ: for a batch each observable has a cotangent of each row, for a single state they are in the coefficients.
  const seed: number[] = [];
  const seedGroups = new Map<string, { mask: number; phase: number; observable: number; terms: number[] }>();
  words.forEach(({ mask, ys, observable }, k) => {
    const key = single ? `${mask} ${ys % 4}` : `${observable} ${mask} ${ys % 4}`;
    let group = seedGroups.get(key);
    if (!group) seedGroups.set(key, (group = { mask, phase: ys % 4, observable, terms: [] }));
    group.terms.push(k);
  });
  for (const { mask, phase, observable, terms } of seedGroups.values()) {
    const added = terms.map((k) => ({ functional: words[k].functional, coefficient: seedCoefficients[k] }));
    const factor = single ? 0 : factors + (observable * tiles * rowBytes) / 2;
    seed.push(...addition({ mask, phase, terms: added }, seed.length > 0, factor, places));
  }

  const lists: Record<Program, readonly number[]> = {
    prelude,
    start: stitch?.start ?? start,
    forward: tiled ? whole : stepwise,
    stepwise: tiled ? stepwise : [],
    reverse,
    halves: stitch?.back ?? [],
    measure,
    cross,
    seed,
  };
  const programs = {} as Record<Program, readonly [number, number]>;
  const code: number[] = [];
  for (const name of Object.keys(lists) as Program[]) {
    programs[name] = [4 * code.length, 4 * (code.length + lists[name].length)];
    code.push(...lists[name]);
  }
  if (!tiled) programs.stepwise = programs.forward;
  return {
    code: Uint32Array.from(code),
    programs,
    layout,
    boundBytes,
    parameterBytes: parameters.bytes,
    farMatrices,
    one,
    scales,
    eachTables,
    factors,
    ...(stitch && { stitch: stitch.at }),
    forwardStops,
    branches,
    branch,
    optionalX,
    overlapsX,
    overlapsY,
    overlapsZ,
    slots,
    measureSlots,
    measureCount,
    seedCoefficients,
    places,
    productTurns,
  };
}

export const zKey = (stage: number, functional: number): string => `${stage} ${functional}`;

function operation(code: number, words: readonly number[]): number[] {
  return [code, words.length + 2, ...words];
}

/** A turn of one qubit that nothing entangled yet. */
function isPlain({ mask, functional }: Turn): boolean {
  return mask === functional && (mask & (mask - 1)) === 0;
}

/** Up to three turns a pass. */
function groupsOf(turns: readonly Turn[]): Turn[][] {
  const groups: Turn[][] = [];
  for (let k = 0; k < turns.length; k += 3) groups.push(turns.slice(k, k + 3));
  return groups;
}

/** As `combinations`, for addresses beyond 31 bits' sign. */
function xors(vectors: readonly number[]): number[] {
  return combinations(vectors).map((sum) => sum >>> 0);
}

/** The most terms of a group: their products must fit into the kernels' scratch. */
const LARGEST_GROUP = 11;

function independentGroups(terms: Group): Group[] {
  const groups: { terms: Group[number][]; span: Span }[] = [];
  for (const term of terms) {
    const host = groups.find((group) => group.terms.length < LARGEST_GROUP && group.span.rest(term.functional) !== 0);
    if (host) {
      host.span.add(term.functional);
      host.terms.push(term);
    } else {
      const span = new Span();
      span.add(term.functional);
      groups.push({ terms: [term], span });
    }
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

/** The most parities of high bits that a table may depend on. */
const MOST_VARIANT_BITS = 10;

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
