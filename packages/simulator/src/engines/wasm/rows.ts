import { sinCos } from "@uphill/core";
import type { Shift } from "../../program.js";
import type { WasmCall, Stretch, WasmBatch } from "./call.js";
import type { Element, Site } from "./elements.js";
import type { Plan } from "./plan.js";

/** Puts the cosines and sines of the rows' own angles in place. */
export function setAngles(
  call: WasmCall,
  { firstTile, tiles }: Pick<Stretch, "firstTile" | "tiles">,
  shift?: Shift,
): void {
  const { plan, batch, room } = call;
  if (plan.each.length === 0) return;
  const width = plan.tape.layout.rowBytes / 8;
  const known = anglesOf(call);
  for (const one of plan.each) {
    const to = (room.parameters + plan.tape.eachTables.get(one.element)!) / 8;
    const table =
      shift?.operation === one.at.operation
        ? rowAngles(shiftedBy(one, shift.delta), batch, call.task.circuit.inputs)
        : known.get(one.element)!;
    room.machine.numbers.set(table.subarray(firstTile * width, (firstTile + tiles) * width), to);
  }
}

/** The cosines and sines of rows' own angles, as tiles: [tiles, lanes / 2] of two cosines and two sines. */
function anglesOf({ task, plan, batch }: WasmCall): ReadonlyMap<Element, Float64Array> {
  let found = batch.angles.get(plan);
  if (!found) {
    found = new Map(plan.each.map((one) => [one.element, rowAngles(one, batch, task.circuit.inputs)]));
    batch.angles.set(plan, found);
  }
  return found;
}

/** @param width inputs of a row */
function rowAngles(
  { at, factor }: Plan["each"][number],
  { inputs, rows, tiles, layout }: WasmBatch,
  width: number,
): Float64Array {
  const [angle] = at.angles;
  const table = new Float64Array(2 * tiles * layout.lanes);
  const turned = new Float64Array(2);
  for (let row = 0; row < rows; row++) {
    if (typeof angle === "number" || !("input" in angle)) break;
    const alpha = factor * (angle.scale * inputs[row * width + angle.input] + angle.offset);
    const to = 4 * (row >> 1) + (row & 1);
    sinCos(alpha, turned);
    table[to] = turned[1];
    table[to + 2] = turned[0];
  }
  return table;
}

/** The same row angle, moved. */
function shiftedBy<T extends { readonly at: Site }>(one: T, delta: number): T {
  const [angle] = one.at.angles;
  if (typeof angle === "number") return one;
  return { ...one, at: { ...one.at, angles: [{ ...angle, offset: angle.offset + delta }] } };
}
