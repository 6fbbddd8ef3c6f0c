import type { Action } from "./actions.js";
import { addressOf, bytesOf, CACHED_ROW_BITS, staysCached, walk, type Places } from "./addresses.js";
import { combinations, nullSpace } from "./bits.js";
import { Code, operation } from "./codes.js";
import type { Element, Turn } from "./elements.js";
import type { MemoryLayout } from "./layout.js";
import * as opcodes from "./opcodes.js";

/** What all actions share: how states lie, and where numbers stand that are not an element's own. */
export interface Setting {
  readonly layout: MemoryLayout;
  readonly farMatrices: ReadonlyMap<Turn, number>;
  readonly eachTables: ReadonlyMap<Element, number>;
}

/** Which states an operation takes, and whether it is undone. */
interface Way {
  readonly which: number;
  readonly inverse: boolean;
  /** Whether it runs on one stretch of a state after the other. */
  readonly cached?: boolean;
}

export const FORWARD: Way = { which: 1, inverse: false };
/** ψ and λ. */
export const BACK: Way = { which: 3, inverse: true };
const FORWARD_CACHED: Way = { ...FORWARD, cached: true };

/** The code of an action. */
export function perform(action: Action, { which, inverse, cached }: Way, setting: Setting): number[] {
  const { layout, farMatrices, eachTables } = setting;
  const { single, rowBits } = layout;
  const { places } = action;
  const back = inverse ? 1 : 0;
  switch (action.kind) {
    case "turns": {
      const { turns } = action;
      const functionals = turns.map(({ functional }) => addressOf(functional, places).rows);
      const { outer, inner } = walk(functionals, layout, cached);
      const o = turns.map(({ mask }) => bytesOf(addressOf(mask, places).rows, layout));
      const t = turns.map(({ at }) => at);
      return operation([0, opcodes.TURN1, opcodes.TURN2, opcodes.TURN3][turns.length], [
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
      const on = { masks: [mask], functionals: [functional], at: farMatrices.get(action.turn)! };
      return matrixOperation(on, which, back, places, layout);
    }
    case "exchange":
      return operation(opcodes.EXCHANGE, [which, 2 ** (rowBits - 1), bytesOf(1 << action.bit, layout)]);
    case "phases": {
      const tables = inverse ? action.tables.toReversed() : action.tables;
      return tables.flatMap(({ bits, highBits, variants, at, scale, back: scaleBack }) => {
        const factor = inverse ? scaleBack : scale;
        if (!single) return operation(opcodes.PHASES_ROWS, [which, back, 2 ** rowBits, at.rows, factor]);
        const sizes = [bits, highBits, variants.length];
        return operation(opcodes.PHASES_LANES, [which, back, ...sizes, at.high, at.low, factor, ...variants]);
      });
    }
    case "turn each": {
      const { turn } = action;
      const { outer, inner } = walk([addressOf(turn.functional, places).rows], layout);
      return operation(opcodes.TURN_EACH, [
        which,
        back,
        outer.length,
        inner.length,
        bytesOf(addressOf(turn.mask, places).rows, layout),
        eachTables.get(turn)!,
        turn.at,
        ...inner,
        ...outer,
      ]);
    }
    case "phase each":
      return operation(opcodes.PHASE_EACH, [
        which,
        back,
        2 ** rowBits,
        addressOf(action.phase.functional, places).rows,
        eachTables.get(action.phase)!,
        action.phase.at,
      ]);
    case "matrix":
      return matrixOperation(action.matrix, which, back, places, layout);
  }
}

function matrixOperation(
  on: { readonly masks: readonly number[]; readonly functionals: readonly number[]; readonly at: number },
  which: number,
  back: number,
  places: Places,
  layout: MemoryLayout,
): number[] {
  const { single, lanes, qubits } = layout;
  // Down to single lanes: the lane bit of a single state is the address bit of 8 bytes.
  const offset = (vector: number): number => {
    const { rows, lane } = addressOf(vector, places);
    return bytesOf(rows, layout) + 8 * lane;
  };
  const settings = combinations(on.masks.toReversed());
  return operation(opcodes.MATRIX, [
    which,
    back,
    single ? 1 : lanes,
    settings.length,
    on.at,
    qubits - on.masks.length,
    ...settings.map(offset),
    ...nullSpace(on.functionals, qubits).map(offset),
  ]);
}

/** The circuit forward, operations in a row that stay within the cache taken together. */
export function inTiles(actions: readonly Action[], setting: Setting): Uint32Array {
  const code = new Code();
  let run = new Code();
  let count = 0;
  const close = (): void => {
    // One operation alone gains nothing.
    if (count > 1) code.add([opcodes.TILED, 4, setting.layout.rowBits - CACHED_ROW_BITS, run.length]);
    code.add(run.words);
    run = new Code();
    count = 0;
  };
  for (const action of actions) {
    if (fits(action)) {
      run.add(perform(action, FORWARD_CACHED, setting));
      count += 1;
    } else {
      close();
      code.add(perform(action, FORWARD, setting));
    }
  }
  close();
  return code.words;
}

/** Whether an action stays within the rows that the cache holds. */
function fits(action: Action): boolean {
  if (action.kind === "exchange") return action.bit < CACHED_ROW_BITS;
  if (action.kind === "turns") return action.turns.every(({ mask }) => staysCached(mask, action.places));
  return action.kind === "phases";
}
