import { addressOf, isTiled, staysCached, type Places } from "./addresses.js";
import type { Matrices, ParityPhase, Turn } from "./elements.js";
import type { Parameters } from "./parameters.js";
import { splitPhases, type PhaseTables, type TablesAt } from "./phase-tables.js";
import type { Stage } from "./stages.js";
import type { MemoryLayout } from "./layout.js";

/** One step forward, with what its reverse needs: where bits lie behind it, and the stage that it belongs to. */
export type Action =
  | { readonly kind: "turns"; readonly turns: readonly Turn[]; readonly places: Places; readonly stage: number }
  | { readonly kind: "far turn"; readonly turn: Turn; readonly places: Places; readonly stage: number }
  | { readonly kind: "exchange"; readonly bit: number; readonly places: Places; readonly stage: number }
  | PhasesAction
  | { readonly kind: "turn each"; readonly turn: Turn; readonly places: Places; readonly stage: number }
  | {
      readonly kind: "phase each";
      readonly phase: ParityPhase;
      readonly measured: readonly number[];
      readonly places: Places;
      readonly stage: number;
    }
  | { readonly kind: "matrix"; readonly matrix: Matrices; readonly places: Places; readonly stage: number };

interface PhasesAction {
  readonly kind: "phases";
  readonly tables: readonly PlacedTables[];
  readonly measured: readonly number[];
  readonly places: Places;
  readonly stage: number;
}

/** Tables, where they stand, and the scales that multiply with them; places are found behind the parameters that angles decide. */
interface PlacedTables extends PhaseTables {
  at: TablesAt;
  scale: number;
  back: number;
}

/** Actions in order, where bits lie behind them, and where the turns that run as matrices have theirs. */
export interface Actions {
  readonly actions: readonly Action[];
  readonly places: Places;
  readonly farMatrices: ReadonlyMap<Turn, number>;
}

/** What is done, in order, from the stage `first` on. */
export function scheduleOf(
  stages: readonly Stage[],
  first: number,
  places: Places,
  layout: MemoryLayout,
  parameters: Parameters,
): Actions {
  const actions: Action[] = [];
  const farMatrices = new Map<Turn, number>();
  for (let stage = first; stage < stages.length; stage++) {
    const given = stages[stage];
    if (given.kind !== "turns") {
      actions.push(actionOf(given, stage, places, layout));
      continue;
    }
    let rest = [...given.turns];
    while (rest.length > 0) {
      const { groups, far, waiting, bit } = nextTurns(rest, places, layout);
      for (const turns of groups) {
        for (const turn of turns) if (addressOf(turn.functional, places).lane) turn.lane = true;
        actions.push({ kind: "turns", turns, places, stage });
      }
      rest = [...far, ...waiting];
      if (far.length === 0) break;
      if (bit === undefined) {
        // Masks of all bits: whichever bit were in the lane, its partner is in the other lane. Nothing waits for it.
        for (const lone of far) {
          farMatrices.set(lone, parameters.take(64));
          actions.push({ kind: "far turn", turn: lone, places, stage });
        }
        break;
      }
      const exchanged = places[bit];
      places = places.map((place, b) => (place < 0 ? exchanged : b === bit ? -1 : place));
      actions.push({ kind: "exchange", bit: exchanged, places, stage });
    }
  }
  return { actions, places, farMatrices };
}

function actionOf(stage: Exclude<Stage, { kind: "turns" }>, at: number, places: Places, layout: MemoryLayout): Action {
  switch (stage.kind) {
    case "phases": {
      const tables = stage.scales ? splitPhases(stage.phases, places, layout) : [];
      return {
        kind: "phases",
        tables: tables.map((one) => ({ ...one, at: { high: 0, low: 0, rows: 0 }, scale: 0, back: 0 })),
        measured: [...stage.measured],
        places,
        stage: at,
      };
    }
    case "turn each":
      return { kind: "turn each", turn: stage.turn, places, stage: at };
    case "phase each":
      return { kind: "phase each", phase: stage.phase, measured: [...stage.measured], places, stage: at };
    case "matrix":
      return { kind: "matrix", matrix: stage.matrix, places, stage: at };
  }
}

/**
 * Which turns can run now, by passes; which reach into the other lane; which wait for those; and the bit to exchange the lane with.
 */
function nextTurns(
  rest: readonly Turn[],
  places: Places,
  layout: MemoryLayout,
): { groups: Turn[][]; far: Turn[]; waiting: Turn[]; bit: number | undefined } {
  const isLow = ({ mask }: Turn): boolean => !isTiled(layout) || staysCached(mask, places);
  const near = rest.filter(({ mask }) => addressOf(mask, places).lane === 0);
  const far = rest.filter(({ mask }) => addressOf(mask, places).lane !== 0);
  const bit = freeBit(far, places);
  // Turns that would leave a pass half full wait, if they can, for those in the other lane.
  const low = near.filter(isLow);
  const spare = far.length > 0 ? low.length % 3 : 0;
  const movable = low.filter(({ mask }) => bit !== undefined && !((mask >>> bit) & 1));
  // At most two of them.
  const waiting = movable.slice(Math.max(0, movable.length - spare));
  const now = near.filter((turn) => !waiting.includes(turn));
  // Low masks last: they stay in the cache for the phases behind them.
  const groups = [...groupsOf(now.filter((turn) => !isLow(turn))), ...groupsOf(now.filter(isLow))];
  return { groups, far, waiting, bit };
}

/** A bit that no mask has, so that all masks leave the lane when it goes there; else one that most masks lack. */
function freeBit(turns: readonly Turn[], places: Places): number | undefined {
  let best: number | undefined;
  let bestCount = 0;
  // The lowest such bit: then high bits stay where they are, and tables of phases small.
  for (let bit = 0; bit < places.length; bit++) {
    if (places[bit] < 0) continue;
    const count = turns.filter(({ mask }) => !((mask >>> bit) & 1)).length;
    if (count > bestCount) [best, bestCount] = [bit, count];
  }
  return best;
}

/** Up to three turns a pass. */
export function groupsOf(turns: readonly Turn[]): Turn[][] {
  const groups: Turn[][] = [];
  for (let k = 0; k < turns.length; k += 3) groups.push(turns.slice(k, k + 3));
  return groups;
}
