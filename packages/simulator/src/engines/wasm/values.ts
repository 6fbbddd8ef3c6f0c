import type { Bound } from "./bind.js";
import type { Plan } from "./plan.js";
import type { Room, Runner } from "./run.js";

/** ⟨O⟩ of the states in `psi`, for rows from `first`. */
export function measure(
  runner: Runner,
  room: Room,
  plan: Plan,
  run: Bound,
  psi: number,
  tiles: number,
  first: number,
  rows: number,
  values: Float64Array,
): void {
  const { tape } = plan;
  runner.execute(room, room.tapes.measure, tape, psi, tiles, room.measured, tape.measureCount * tape.layout.lanes * 8);
  readValues(runner, room, plan, run, first, rows, values);
}

/** ⟨O⟩ of the blocks in `measured`, for rows from `first`; `crossed`: of the imaginary parts there. */
export function readValues(
  runner: Runner,
  room: Room,
  { tape, words }: Plan,
  run: Bound,
  first: number,
  count: number,
  values: Float64Array,
  crossed = false,
): void {
  const { layout, measureSlots, measureCount } = tape;
  const { numbers } = room.machine;
  const square = run.scale * run.scale;
  const factors = words.map(
    (word) => square * (crossed ? word.crossSign(run.flips, run.signs) : word.sign(run.flips, run.signs)),
  );
  if (layout.single) {
    const { kernels } = room.machine;
    kernels.sumSlots(room.measured, layout.chunks, measureCount * 16, measureCount, 2, room.sums);
    words.forEach(({ observable }, k) => {
      values[first * runner.task.observables.length + observable] +=
        factors[k] * numbers[room.sums / 8 + measureSlots[k]];
    });
    return;
  }
  const { lanes } = layout;
  const width = measureCount * lanes;
  for (let k = 0; k < words.length; k++) {
    const factor = factors[k];
    let to = first * runner.task.observables.length + words[k].observable;
    for (let row = 0, block = room.measured / 8 + measureSlots[k] * lanes; row < count; block += width) {
      for (let lane = 0; lane < lanes && row < count; lane++, row++, to += runner.task.observables.length) {
        values[to] += factor * numbers[block + lane];
      }
    }
  }
}

/** Writes cotangents, and λ = Σ cotangent · O ψ. */
export function seed(
  runner: Runner,
  room: Room,
  { tape, words }: Plan,
  run: Bound,
  psi: number,
  tiles: number,
  firstRow: number,
  rows: number,
  cotangent: (row: number, observable: number) => number,
): void {
  const { numbers } = room.machine;
  const { layout } = tape;
  words.forEach((word, k) => {
    const factor = layout.single ? cotangent(firstRow, word.observable) : 1;
    numbers[(room.parameters + tape.seedCoefficients[k]) / 8] =
      factor * word.coefficient * word.seedSign(run.flips, run.signs);
  });
  if (!layout.single) {
    const lanes = layout.lanes * layout.tiles;
    for (let observable = 0; observable < runner.task.observables.length; observable++) {
      const to = (room.parameters + tape.factors) / 8 + observable * lanes;
      for (let row = 0; row < tiles * layout.lanes; row++) {
        numbers[to + row] = row < rows ? cotangent(firstRow + row, observable) : 0;
      }
    }
  }
  runner.execute(room, room.tapes.seed, tape, psi, tiles);
}
