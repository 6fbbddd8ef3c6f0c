import type { Bound } from "./bind.js";
import type { Plan } from "./plan.js";
import type { Room, Runner } from "./run.js";

/** Adds Σ coefficient · overlap to the gradients. */
export function collect(
  runner: Runner,
  room: Room,
  { tape, derivatives }: Plan,
  run: Bound,
  tiles: number,
  firstRow: number,
  rows: number,
  gradient: Float64Array,
  inputGradient: Float64Array | undefined,
): void {
  const { layout, slots } = tape;
  const { kernels, numbers } = room.machine;
  kernels.sumSlots(room.slots, tiles * layout.chunks, slots * layout.lanes * 8, slots, layout.lanes, room.sums);
  const sum = room.sums / 8;
  // The slots of one row or sum lie `stride` numbers apart. An overlap that was left out has coefficient 0, and its slot means nothing.
  const total = (d: number, from: number, stride: number): number => {
    const { slots: own } = derivatives[d];
    let value = 0;
    for (let k = 0; k < own.length; k++) {
      const coefficient = run.coefficients[4 * d + k];
      if (coefficient !== 0) value += coefficient * numbers[from + own[k]!.at * stride];
    }
    return value;
  };
  derivatives.forEach(({ angle }, d) => {
    if ("weight" in angle) gradient[angle.weight] += angle.scale * total(d, sum, 1);
    else if (inputGradient && "input" in angle) {
      for (let row = 0; row < rows; row++) {
        const block = room.slots / 8 + Math.floor(row / layout.lanes) * slots * layout.lanes + (row % layout.lanes);
        const own = layout.single ? total(d, sum, 1) : total(d, block, layout.lanes);
        inputGradient[(firstRow + row) * runner.task.circuit.inputs + angle.input] += angle.scale * own;
      }
    }
  });
}

/** A share of a derivative: coefficient times the overlap in a slot. */
export interface Term {
  readonly column: number;
  readonly slot: number;
  readonly coefficient: number;
}

/** What makes up ∂⟨O⟩/∂weight, by column. */
export function termsOf({ derivatives }: Plan, { coefficients }: Bound): Term[] {
  const terms: Term[] = [];
  derivatives.forEach(({ angle, slots }, d) => {
    if (!("weight" in angle)) return;
    slots.forEach((slot, k) => {
      const coefficient = angle.scale * coefficients[4 * d + k];
      if (slot && coefficient !== 0) terms.push({ column: angle.weight, slot: slot.at, coefficient });
    });
  });
  return terms.sort((a, b) => a.column - b.column);
}

/** ∂⟨O⟩/∂weight of each row. */
export function addRows(
  runner: Runner,
  room: Room,
  { tape }: Plan,
  terms: readonly Term[],
  firstRow: number,
  rows: number,
  place: (row: number) => number,
  jacobian: Float64Array,
): void {
  const { layout, slots } = tape;
  const { machine } = room;
  if (layout.single) {
    machine.kernels.sumSlots(room.slots, layout.chunks, slots * 16, slots, 2, room.sums);
    const to = place(firstRow);
    for (const { column, slot, coefficient } of terms) {
      jacobian[to + column] += coefficient * machine.numbers[room.sums / 8 + slot];
    }
    return;
  }
  machine.frame(() => {
    const words = machine.take(8 * terms.length);
    const coefficients = machine.take(8 * terms.length);
    const result = machine.take(8 * rows * runner.task.circuit.weights);
    terms.forEach(({ column, slot, coefficient }, k) => {
      machine.words[words / 4 + 2 * k] = slot;
      machine.words[words / 4 + 2 * k + 1] = column;
      machine.numbers[coefficients / 8 + k] = coefficient;
    });
    machine.numbers.fill(0, result / 8, result / 8 + rows * runner.task.circuit.weights);
    const width = runner.task.circuit.weights * 8;
    const { lanes } = layout;
    machine.kernels.combine(
      room.slots,
      slots * lanes * 8,
      lanes,
      rows,
      words,
      coefficients,
      terms.length,
      width,
      result,
    );
    const step = place(firstRow + 1) - place(firstRow);
    for (let row = 0, to = place(firstRow); row < rows; row++, to += step) {
      const from = result / 8 + row * runner.task.circuit.weights;
      jacobian.set(machine.numbers.subarray(from, from + runner.task.circuit.weights), to);
    }
  });
}
