import { cos, sin } from "@uphill/core";
import type { Shift } from "../../program.js";
import type { Derivative } from "./derivatives.js";
import type { Phase, Turn } from "./elements.js";
import type { Plan } from "./plan.js";
import type { FastBatch, Runner } from "./run.js";
import { readValues } from "./values.js";

/**
 * Shifts that branch off, in the order of their stages, and those that need a run of their own: of a row's angle, or of a gate with
 * several frequencies.
 */
export function branchesOf(
  live: readonly boolean[],
  shifts: readonly Shift[],
  { derivatives, tape }: Plan,
): { branching: { derivative?: Derivative; d: number; shifts: number[] }[]; running: number[] } {
  const found = new Map<string, { derivative?: Derivative; d: number; shifts: number[] }>();
  const running: number[] = [];
  const byPlace = new Map(derivatives.map((derivative, d) => [`${derivative.operation} ${derivative.index}`, d]));
  shifts.forEach(({ operation, angle }, k) => {
    const d = byPlace.get(`${operation} ${angle}`);
    const derivative = d === undefined ? undefined : derivatives[d];
    const branches = derivative?.element && tape.branches.has(derivative.element);
    if (derivative && live[operation] && (derivative.coefficient === undefined || derivative.element?.each))
      running.push(k);
    else {
      // What does not branch off moves nothing.
      const key = branches ? `${d}` : "none";
      const entry = found.get(key) ?? { ...(branches && { derivative }), d: d ?? -1, shifts: [] };
      entry.shifts.push(k);
      found.set(key, entry);
    }
  });
  const branching = [...found.values()].sort((a, b) => (a.derivative?.stage ?? -1) - (b.derivative?.stage ?? -1));
  return { branching, running };
}

/**
 * exp(−iα P) ψ = cos α ψ − i sin α P ψ: behind the gate, one more state P ψ, run to the end, gives all shifts of an angle. The state
 * in front of it is run once for all.
 */
export function branchOff(
  runner: Runner,
  weights: ArrayLike<number>,
  batch: FastBatch,
  shifts: readonly Shift[],
  branching: readonly { readonly derivative?: Derivative; readonly d: number; readonly shifts: readonly number[] }[],
  out: Float64Array,
): void {
  const count = runner.task.observables.length;
  const block = batch.rows * count;
  const [own, other, cross] = [0, 0, 0].map(() => new Float64Array(block));
  runner.within(batch, false, true, (room, plan) => {
    const { tape } = plan;
    const { layout, branch } = tape;
    const { machine } = room;
    const bytes = layout.tiles * layout.tileBytes;
    const side = machine.take(bytes, layout.tileBytes);
    const prefix = machine.take(bytes, layout.tileBytes);
    const codes = new Map<Turn | Phase, readonly [number, number]>();
    for (const { derivative } of branching) {
      if (!derivative?.element) continue;
      const code = tape.branchCode(derivative.element);
      const at = machine.take(code.byteLength);
      machine.words.set(code, at / 4);
      codes.set(derivative.element, [at, at + code.byteLength]);
    }
    const [from, end] = room.tapes.stepwise;
    const stop = (stage: number): number => from + 4 * tape.forwardStops[stage];
    runner.forward(
      room,
      plan,
      batch,
      weights,
      { shift: undefined, sweeps: true, scaled: false },
      (run, psi, firstRow, rows, tiles, firstTile) => {
        const width = tape.measureCount * layout.lanes * 8;
        const read = (tapeOf: "measure" | "cross", left: number, right: number, into: Float64Array): void => {
          into.fill(0, firstRow * count, (firstRow + rows) * count);
          runner.execute({ ...room, lambda: left }, room.tapes[tapeOf], tape, right, tiles, room.measured, width);
          readValues(runner, room, plan, run, firstRow, rows, into, tapeOf === "cross");
        };
        read("measure", psi, psi, own);
        runner.begin(room, plan, batch, prefix, firstTile, tiles);
        let done = from;
        for (const { derivative, d, shifts: moved } of branching) {
          if (derivative?.element && derivative.coefficient !== undefined) {
            const here = stop(derivative.stage!);
            if (here > done) runner.execute(room, [done, here], tape, prefix, tiles);
            done = Math.max(done, here);
            const { numbers } = machine;
            for (let axis = 0; axis < 3; axis++) {
              numbers[(room.parameters + branch[axis]) / 8] =
                run.coefficients[4 * d + axis] / (2 * derivative.coefficient);
            }
            runner.execute({ ...room, lambda: side }, codes.get(derivative.element)!, tape, prefix, tiles);
            runner.execute(room, [here, end], tape, side, tiles);
            read("measure", side, side, other);
            read("cross", psi, side, cross);
          }
          for (const k of moved) {
            const alpha = derivative ? derivative.coefficient! * shifts[k].delta : 0;
            const [c, s] = [cos(alpha), sin(alpha)];
            const [from, to] = [firstRow * count, (firstRow + rows) * count];
            mix(out, k * block, from, to, c * c, own, s * s, other, 2 * c * s, cross);
          }
        }
      },
    );
  });
}

/** out[offset + k] = a · own[k] + b · other[k] + c · cross[k]. In a closure the loop is slower. */
function mix(
  out: Float64Array,
  offset: number,
  from: number,
  to: number,
  a: number,
  own: Float64Array,
  b: number,
  other: Float64Array,
  c: number,
  cross: Float64Array,
): void {
  for (let k = from; k < to; k++) out[offset + k] = a * own[k] + b * other[k] + c * cross[k];
}
