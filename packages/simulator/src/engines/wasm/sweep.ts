import { groupsOf, type Action } from "./actions.js";
import { addressOf, bytesOf, walk, type Address, type Places } from "./addresses.js";
import { Code, operation } from "./codes.js";
import type { Turn } from "./elements.js";
import * as opcodes from "./opcodes.js";
import { BACK, perform, type Setting } from "./perform.js";
import type { MemoryLayout } from "./layout.js";
import { correlation } from "./word-code.js";

/** Where the sweep leaves an overlap, behind which stage it was read, and how many of its turns were undone by then. */
export interface Slot {
  readonly at: number;
  readonly stage: number;
  readonly undone: number;
}

/** The sweep back, and where it leaves which overlap. */
export interface SweepCode {
  readonly code: Code;
  /** For each stage, its turns in the order in which they are undone. */
  readonly undone: ReadonlyMap<number, readonly Turn[]>;
  /** Overlaps with X that may be left out: where in `code` the operation stands. Left out, its code is 0. */
  readonly optionalX: ReadonlyMap<Turn, number>;
  readonly overlapsX: ReadonlyMap<Turn, Slot>;
  readonly overlapsY: ReadonlyMap<Turn, Slot>;
  /** By stage and functional. */
  readonly overlapsZ: ReadonlyMap<string, Slot>;
  readonly slots: number;
}

/** Turns whose overlaps are wanted: with X and Y, or with Y only. */
export type Wanted = ReadonlyMap<Turn, "xy" | "y">;

/** The turns of a product state, before any action: their stage, and where bits lie then. */
interface Front {
  readonly turns: readonly Turn[];
  readonly stage: number;
  readonly places: Places;
}

/** @param whole whether all actions are undone, as for what comes in front of them */
export function sweepOf(
  actions: readonly Action[],
  wanted: Wanted,
  setting: Setting,
  front: Front,
  whole: boolean,
): SweepCode {
  const writer = new SweepWriter(setting.layout, wanted);
  const lastWanted = actions.findIndex((action) => needsOverlap(action, wanted));
  if (wanted.size === 0 && lastWanted < 0 && !whole) return writer;
  const stop = whole || front.turns.some((turn) => wanted.has(turn)) ? 0 : lastWanted;
  for (let k = actions.length - 1; k >= Math.max(0, stop); k--) {
    const action = actions[k];
    writer.readAt(action);
    // What stands before the first overlap need not be undone.
    if (k > stop || stop === 0) writer.undo(action, perform(action, BACK, setting));
  }
  for (const group of groupsOf(front.turns)) {
    const near = group.filter((turn) => addressOf(turn.mask, front.places).lane === 0);
    const far = group.filter((turn) => !near.includes(turn));
    for (const turns of [near, far]) writer.readTurns(turns, front.places, front.stage);
  }
  return writer;
}

export const zKey = (stage: number, functional: number): string => `${stage} ${functional}`;

function needsOverlap(action: Action, wanted: Wanted): boolean {
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

class SweepWriter implements SweepCode {
  readonly code = new Code();
  readonly undone = new Map<number, Turn[]>();
  readonly optionalX = new Map<Turn, number>();
  readonly overlapsX = new Map<Turn, Slot>();
  readonly overlapsY = new Map<Turn, Slot>();
  readonly overlapsZ = new Map<string, Slot>();
  slots = 0;

  constructor(
    readonly layout: MemoryLayout,
    readonly wanted: Wanted,
  ) {}

  /** Reads what is wanted behind an action. */
  readAt(action: Action): void {
    const { places, stage } = action;
    if (action.kind === "turns") this.readTurns(action.turns, places, stage);
    else if (action.kind === "far turn" || action.kind === "turn each") this.readTurns([action.turn], places, stage);
    else if (action.kind === "phases" || action.kind === "phase each") this.#readZ(action.measured, places, stage);
  }

  undo(action: Action, code: readonly number[]): void {
    this.code.add(code);
    const turns = action.kind === "turns" ? action.turns : action.kind === "far turn" ? [action.turn] : [];
    const before = this.undone.get(action.stage);
    if (!before) this.undone.set(action.stage, [...turns]);
    else for (const turn of turns) before.push(turn);
  }

  /** Y of up to three turns, three in one pass, and X of those that want it. */
  readTurns(all: readonly Turn[], places: Places, stage: number): void {
    const { layout } = this;
    const turns = all.filter((turn) => this.wanted.has(turn));
    const found = turns.map((turn) => {
      const slot = this.#slotFor(stage);
      this.overlapsY.set(turn, slot);
      return { turn, slot, mask: addressOf(turn.mask, places), functional: addressOf(turn.functional, places) };
    });
    if (found.length === 3) {
      const { outer, inner } = walk(
        found.map(({ functional }) => functional.rows),
        layout,
      );
      this.code.add(
        operation(opcodes.OVERLAP_Y3, [
          outer.length,
          inner.length,
          ...found.map(({ mask }) => bytesOf(mask.rows, layout)),
          ...found.map(({ slot }) => slot.at),
          ...found.map(({ functional }) => functional.lane),
          ...inner,
          ...outer,
        ]),
      );
    } else {
      for (const { turn, slot, mask, functional } of found) {
        if (mask.lane) this.#correlate(0, turn.mask, [{ functional: turn.functional, slot: slot.at }], places);
        else this.code.add(overlap(opcodes.OVERLAP_Y, mask.rows, functional, slot.at, layout));
      }
    }
    for (const { turn, mask, functional } of found) {
      if (this.wanted.get(turn) !== "xy") continue;
      const slot = this.#slotFor(stage);
      this.overlapsX.set(turn, slot);
      this.optionalX.set(turn, this.code.length);
      if (mask.lane) this.#correlate(1, turn.mask, [{ functional: 0, slot: slot.at }], places);
      else this.code.add(overlap(opcodes.OVERLAP_X, mask.rows, functional, slot.at, layout));
    }
  }

  #readZ(measured: readonly number[], places: Places, stage: number): void {
    if (measured.length === 0) return;
    const found = measured.map((functional) => {
      const slot = this.#slotFor(stage);
      this.overlapsZ.set(zKey(stage, functional), slot);
      return { functional, slot: slot.at };
    });
    this.#correlate(1, 0, found, places);
  }

  #correlate(
    imaginary: number,
    mask: number,
    found: readonly { readonly functional: number; readonly slot: number }[],
    places: Places,
  ): void {
    this.code.add(correlation({ left: 1, imaginary, mask, found }, places, this.layout));
  }

  #slotFor(stage: number): Slot {
    return { at: this.slots++, stage, undone: this.undone.get(stage)?.length ?? 0 };
  }
}

/** X or Y of one qubit whose mask leaves the lane alone. */
function overlap(code: number, mask: number, functional: Address, slot: number, layout: MemoryLayout): number[] {
  const { outer, inner } = walk([functional.rows], layout);
  const sizes = [outer.length, inner.length];
  return operation(code, [...sizes, bytesOf(mask, layout), slot, functional.lane, ...inner, ...outer]);
}
