import type { BoundTape } from "./bind.js";
import type { WasmCall, Gradients, Stretch } from "./call.js";
import type { Plan } from "./plan.js";

/** Adds Σ coefficient · overlap to the gradients. @param at where the overlaps are */
export function collect(
  { task, plan: { tape, derivatives }, room }: WasmCall,
  { run, tiles, firstRow, rows }: Stretch,
  { gradient, inputGradient }: Gradients,
  at = room.slots,
): void {
  const { layout, slots } = tape;
  const { kernels, numbers } = room.machine;
  const { lanes } = layout;
  kernels.sumSlots({ from: at, blocks: tiles * layout.chunks, stride: slots * lanes * 8, slots, lanes, to: room.sums });
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
        const block = at / 8 + Math.floor(row / lanes) * slots * lanes + (row % lanes);
        const own = layout.single ? total(d, sum, 1) : total(d, block, lanes);
        inputGradient[(firstRow + row) * task.circuit.inputs + angle.input] += angle.scale * own;
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
export function termsOf({ derivatives }: Plan, { coefficients }: BoundTape): Term[] {
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

/** Adds ∂⟨O⟩/∂weight of each row to where its Jacobian begins. */
export function addRows(
  { task, plan: { tape }, room }: WasmCall,
  { firstRow, rows }: Stretch,
  terms: readonly Term[],
  place: (row: number) => number,
  jacobian: Float64Array,
): void {
  const { layout, slots } = tape;
  const { machine } = room;
  const { weights } = task.circuit;
  if (layout.single) {
    const stride = slots * 16;
    machine.kernels.sumSlots({ from: room.slots, blocks: layout.chunks, stride, slots, lanes: 2, to: room.sums });
    const to = place(firstRow);
    for (const { column, slot, coefficient } of terms) {
      jacobian[to + column] += coefficient * machine.numbers[room.sums / 8 + slot];
    }
    return;
  }
  machine.frame(() => {
    const words = machine.take(8 * terms.length);
    const coefficients = machine.take(8 * terms.length);
    const result = machine.take(8 * rows * weights);
    terms.forEach(({ column, slot, coefficient }, k) => {
      machine.words[words / 4 + 2 * k] = slot;
      machine.words[words / 4 + 2 * k + 1] = column;
      machine.numbers[coefficients / 8 + k] = coefficient;
    });
    machine.numbers.fill(0, result / 8, result / 8 + rows * weights);
    const { lanes } = layout;
    machine.kernels.combine({
      slots: room.slots,
      stride: slots * lanes * 8,
      lanes,
      rows,
      terms: words,
      coefficients,
      count: terms.length,
      width: weights * 8,
      to: result,
    });
    const step = place(firstRow + 1) - place(firstRow);
    for (let row = 0, to = place(firstRow); row < rows; row++, to += step) {
      const from = result / 8 + row * weights;
      jacobian.set(machine.numbers.subarray(from, from + weights), to);
    }
  });
}
