import { scheduleOf, type Action } from "./actions.js";
import { initialPlaces, isTiled, type Places } from "./addresses.js";
import { branchCode } from "./branch-code.js";
import { Code } from "./codes.js";
import type { Element, ParityPhase, Turn } from "./elements.js";
import type { Halves } from "./halves.js";
import { measuring, seeding, type MeasuredWord } from "./measuring.js";
import type { MemoryLayout } from "./layout.js";
import { Parameters } from "./parameters.js";
import { FORWARD, inTiles, perform } from "./perform.js";
import { placeTables } from "./phase-tables.js";
import type { Stage } from "./stages.js";
import { productStart, stitchedStart, type Stitch } from "./start.js";
import { sweepOf, type Slot, type SweepCode, type Wanted } from "./sweep.js";

/**
 * The sections of a tape: tables from the angles; |0…0⟩, a product state or the product of halves; the circuit, and again in steps
 * that may be stopped at (where they differ); the sweep back with its overlaps; λ against each half; words measured, their imaginary
 * parts against another state; λ from ψ by words.
 */
export type Section =
  "prelude" | "start" | "forward" | "stepwise" | "reverse" | "halves" | "measure" | "cross" | "seed";

/** Where a stage of phases has its scales. */
interface Scales {
  readonly forward: number;
  readonly back: number;
}

export interface Tape {
  readonly layout: MemoryLayout;
  /** Bytes of parameters that come from the angles. */
  readonly boundBytes: number;
  readonly parameterBytes: number;
  /** Turns that run as matrices (1, −t; t, 1). */
  readonly farMatrices: ReadonlyMap<Turn, number>;
  /** Where a 1 must stand. */
  readonly one: number;
  /** For each stage of phases its scales, forward and back. */
  readonly scales: ReadonlyMap<number, Scales>;
  /** Rows' own angles: [tiles, lanes/2] pairs of cos and sin vectors. */
  readonly eachTables: ReadonlyMap<Element, number>;
  /** Room for a number for each row and observable: cotangents. */
  readonly factors: number;
  /** All sections, one behind the other, and where each begins and ends, in bytes. */
  readonly code: Uint32Array;
  readonly sections: Readonly<Record<Section, readonly [number, number]>>;
  /** Where halves stand in the parameters, if they are what the circuit starts from. */
  readonly stitch?: Stitch;
  /** For each stage, where in `stepwise` it is done. */
  readonly forwardStops: readonly number[];
  /** The elements that a shifted circuit may branch off behind, and their stages. */
  readonly branches: ReadonlyMap<Turn | ParityPhase, number>;
  /** λ = (x X + y Y + z Z) ψ behind a turn, or λ = z Z ψ behind a phase: what it branches off with. */
  branchCode(element: Turn | ParityPhase): Uint32Array;
  /** Offsets of x, y and z. */
  readonly branch: readonly [number, number, number];
  /** Overlaps with X that a sweep may leave out: where in `reverse` the operation stands. Left out, its code is 0. */
  readonly optionalX: ReadonlyMap<Turn, number>;
  readonly overlapsX: ReadonlyMap<Turn, Slot>;
  readonly overlapsY: ReadonlyMap<Turn, Slot>;
  /** By stage and functional. */
  readonly overlapsZ: ReadonlyMap<string, Slot>;
  readonly slots: number;
  /** For each stage, the turns that the sweep undoes there, in this order. */
  readonly undone: SweepCode["undone"];
  readonly measureSlots: readonly number[];
  readonly measureCount: number;
  /** Offset of each coefficient for `seed`, in the order given. */
  readonly seedCoefficients: readonly number[];
  /** Where each bit of an index lies behind the circuit. */
  readonly places: Places;
  readonly productTurns: readonly Turn[];
}

export interface TapeRequest {
  readonly layout: MemoryLayout;
  readonly stages: readonly Stage[];
  /** From |0…0⟩, or from states given. */
  readonly ground: boolean;
  /** The words behind the circuit. */
  readonly words: readonly MeasuredWord[];
  readonly wanted: Wanted;
  /** One coefficient a lane and observable (a batch), or numbers folded into the coefficients (a single state). */
  readonly observables: number;
  /** Halves that the circuit starts from; the sweep then goes back to them. */
  readonly halves: Halves | undefined;
}

/** Writes the tape. Cost: about the number of elements times the qubits. */
export function writeTape({ layout, stages, ground, words, wanted, observables, halves }: TapeRequest): Tape {
  const { rowBytes, tiles } = layout;
  const before = initialPlaces(layout);
  // What the angles decide comes first in the parameters.
  const parameters = new Parameters();
  placeElements(stages, parameters);
  const scales = placeScales(stages, parameters);
  const one = parameters.take(16);
  const branch = [parameters.take(16), parameters.take(16), parameters.take(16)] as const;
  const seedCoefficients = words.map(() => parameters.take(16));
  const start = ground ? productStart(stages, before, layout) : { turns: [], behind: 0, code: [] };
  const { actions, places, farMatrices } = scheduleOf(stages, start.behind, before, layout, parameters);
  const boundBytes = parameters.bytes;

  // Tables, and room for what differs from row to row.
  const prelude = new Code();
  for (const action of actions) {
    if (action.kind !== "phases") continue;
    const { forward, back } = scales.get(action.stage)!;
    action.tables.forEach((tables, k) => {
      const { at, code } = placeTables(tables, layout, parameters);
      prelude.add(code);
      tables.at = at;
      // One pass of several scales.
      tables.scale = k === 0 ? forward : one;
      tables.back = k === 0 ? back : one;
    });
  }
  const eachTables = placeAngles(actions, tiles * rowBytes, parameters);
  const factors = parameters.take((observables * tiles * rowBytes) / 2);

  // The circuit there, step by step, and back.
  const setting = { layout, farMatrices, eachTables };
  const stepwise = new Code();
  const forwardStops = stages.map(() => 0);
  const placesBehind = stages.map(() => before);
  for (const action of actions) {
    stepwise.add(perform(action, FORWARD, setting));
    forwardStops[action.stage] = stepwise.length;
    placesBehind[action.stage] = action.places;
  }
  const branches = new Map<Turn | ParityPhase, number>();
  // Written when a circuit is first shifted there: few sections are, and a long circuit has many.
  const branchCodes = new Map<Turn | ParityPhase, Uint32Array>();
  stages.forEach((stage, k) => {
    for (const element of branching(stage, k >= start.behind, wanted)) branches.set(element, k);
  });
  const stitch = halves && stitchedStart(halves, layout, parameters);
  const front = { turns: start.turns, stage: start.behind - 1, places: before };
  const sweep = sweepOf(actions, wanted, setting, front, halves !== undefined);
  const { measure, cross, slots: measureSlots, count: measureCount } = measuring(words, places, layout);

  const tiled = isTiled(layout);
  const { code, sections } = joined({
    prelude: prelude.words,
    start: stitch?.start ?? start.code,
    forward: tiled ? inTiles(actions, setting) : stepwise.words,
    stepwise: tiled ? stepwise.words : [],
    reverse: sweep.code.words,
    halves: stitch?.back ?? [],
    measure,
    cross,
    seed: seeding(words, seedCoefficients, factors, places, layout),
  });
  if (!tiled) sections.stepwise = sections.forward;
  const { optionalX, overlapsX, overlapsY, overlapsZ, slots, undone } = sweep;
  return {
    code,
    sections,
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
    branchCode(element) {
      let found = branchCodes.get(element);
      if (!found) {
        found = branchCode(element, branch, placesBehind[branches.get(element)!], layout);
        branchCodes.set(element, found);
      }
      return found;
    },
    branch,
    optionalX,
    overlapsX,
    overlapsY,
    overlapsZ,
    slots,
    undone,
    measureSlots,
    measureCount,
    seedCoefficients,
    places,
    productTurns: start.turns,
  };
}

/** Room for what each element takes from its angles. */
function placeElements(stages: readonly Stage[], parameters: Parameters): void {
  for (const stage of stages) {
    if (stage.kind === "turns") for (const turn of stage.turns) turn.at = parameters.take(16);
    if (stage.kind === "phases") for (const phase of stage.phases) phase.at = parameters.take(16);
    if (stage.kind === "turn each") stage.turn.at = parameters.take(16);
    if (stage.kind === "phase each") stage.phase.at = parameters.take(16);
    if (stage.kind === "matrix") stage.matrix.at = parameters.take(16 * 4 ** stage.matrix.masks.length);
  }
}

function placeScales(stages: readonly Stage[], parameters: Parameters): Map<number, Scales> {
  const scales = new Map<number, Scales>();
  stages.forEach((stage, k) => {
    if (stage.kind === "phases") scales.set(k, { forward: parameters.take(16), back: parameters.take(16) });
  });
  return scales;
}

/** Room for the rows' own angles of each element that has them. */
function placeAngles(actions: readonly Action[], bytes: number, parameters: Parameters): Map<Element, number> {
  const tables = new Map<Element, number>();
  for (const action of actions) {
    if (action.kind === "turn each") tables.set(action.turn, parameters.take(bytes));
    if (action.kind === "phase each") tables.set(action.phase, parameters.take(bytes));
  }
  return tables;
}

/** The elements of a stage that a shifted circuit may branch off behind. @param runs whether its phases do anything */
function branching(stage: Stage, runs: boolean, wanted: Wanted): readonly (Turn | ParityPhase)[] {
  if (stage.kind === "turns") return stage.turns.filter((turn) => wanted.has(turn));
  if (stage.kind === "phases" && runs) return stage.phases.filter(({ functional }) => stage.measured.has(functional));
  return [];
}

/** All sections, one behind the other. */
function joined(lists: Record<Section, readonly number[] | Uint32Array>): {
  code: Uint32Array;
  sections: Record<Section, readonly [number, number]>;
} {
  const sections = {} as Record<Section, readonly [number, number]>;
  const code = new Code();
  for (const name of Object.keys(lists) as Section[]) {
    sections[name] = [4 * code.length, 4 * (code.length + lists[name].length)];
    code.add(lists[name]);
  }
  return { code: code.words.slice(), sections };
}
