import type { WasmCall, Stretch } from "./call.js";
import { execute } from "./execute.js";

/** Adds ⟨O⟩ of the rows of a stretch to their values. */
export function measure(call: WasmCall, stretch: Stretch, values: Float64Array): void {
  const { room, plan } = call;
  const { measureCount, layout } = plan.tape;
  execute(call, room.sections.measure, stretch, room.measured, measureCount * layout.lanes * 8);
  readValues(call, stretch, values);
}

/** Adds ⟨O⟩ from the blocks in `measured`; `crossed`: from the imaginary parts there. */
export function readValues(
  { task, plan: { tape, words }, room }: WasmCall,
  { run, firstRow: first, rows: count }: Stretch,
  values: Float64Array,
  crossed = false,
): void {
  const { layout, measureSlots, measureCount } = tape;
  const { numbers } = room.machine;
  const observables = task.observables.length;
  const square = run.scale * run.scale;
  const factors = words.map(
    (word) => square * (crossed ? word.crossSign(run.flips, run.signs) : word.sign(run.flips, run.signs)),
  );
  if (layout.single) {
    room.machine.kernels.sumSlots({
      from: room.measured,
      blocks: layout.chunks,
      stride: measureCount * 16,
      slots: measureCount,
      lanes: 2,
      to: room.sums,
    });
    words.forEach(({ observable }, k) => {
      values[first * observables + observable] += factors[k] * numbers[room.sums / 8 + measureSlots[k]];
    });
    return;
  }
  const { lanes } = layout;
  const width = measureCount * lanes;
  for (let k = 0; k < words.length; k++) {
    const factor = factors[k];
    let to = first * observables + words[k].observable;
    for (let row = 0, block = room.measured / 8 + measureSlots[k] * lanes; row < count; block += width) {
      for (let lane = 0; lane < lanes && row < count; lane++, row++, to += observables) {
        values[to] += factor * numbers[block + lane];
      }
    }
  }
}

/** Writes cotangents, and λ = Σ cotangent · O ψ. */
export function seed(call: WasmCall, stretch: Stretch, cotangent: (row: number, observable: number) => number): void {
  const { task, plan, room } = call;
  const { tape, words } = plan;
  const { run, firstRow, rows, tiles } = stretch;
  const { numbers } = room.machine;
  const { layout } = tape;
  words.forEach((word, k) => {
    const factor = layout.single ? cotangent(firstRow, word.observable) : 1;
    numbers[(room.parameters + tape.seedCoefficients[k]) / 8] =
      factor * word.coefficient * word.seedSign(run.flips, run.signs);
  });
  if (!layout.single) {
    const lanes = layout.lanes * layout.tiles;
    for (let observable = 0; observable < task.observables.length; observable++) {
      const to = (room.parameters + tape.factors) / 8 + observable * lanes;
      for (let row = 0; row < tiles * layout.lanes; row++) {
        numbers[to + row] = row < rows ? cotangent(firstRow + row, observable) : 0;
      }
    }
  }
  execute(call, room.sections.seed, stretch);
}
