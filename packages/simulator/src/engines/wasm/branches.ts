import { cos, sin } from "@uphill/core";
import type { Shift } from "../../program.js";
import type { CodeRange, WasmBatch } from "./call.js";
import type { Derivative } from "./derivatives.js";
import type { ParityPhase, Turn } from "./elements.js";
import { execute } from "./execute.js";
import type { Plan } from "./plan.js";
import { begin, forward, within, type Runner } from "./run.js";
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

/** Shifts that branch off at one angle; without one, they move nothing. */
interface Branch {
  readonly derivative?: Derivative;
  readonly d: number;
  readonly shifts: readonly number[];
}

/**
 * exp(−iα P) ψ = cos α ψ − i sin α P ψ: behind the gate, one more state P ψ, run to the end, gives all shifts of an angle. The state
 * in front of it is run once for all.
 * @param run.out takes the values: [shifts, rows, observables]
 */
export function branchOff(
  runner: Runner,
  batch: WasmBatch,
  run: {
    readonly weights: ArrayLike<number>;
    readonly shifts: readonly Shift[];
    readonly branching: readonly Branch[];
    readonly out: Float64Array;
  },
): void {
  const { weights, shifts, branching, out } = run;
  const count = runner.task.observables.length;
  const block = batch.rows * count;
  const [own, other, cross] = [0, 0, 0].map(() => new Float64Array(block));
  within(runner, batch, { sweeps: true }, (call) => {
    const { room, plan } = call;
    const { tape } = plan;
    const { layout, branch } = tape;
    const { machine } = room;
    const bytes = layout.tiles * layout.tileBytes;
    const side = machine.take(bytes, layout.tileBytes);
    const prefix = machine.take(bytes, layout.tileBytes);
    const codes = new Map<Turn | ParityPhase, CodeRange>();
    for (const { derivative } of branching) {
      if (!derivative?.element) continue;
      const code = tape.branchCode(derivative.element);
      const at = machine.take(code.byteLength);
      machine.words.set(code, at / 4);
      codes.set(derivative.element, [at, at + code.byteLength]);
    }
    const [from, end] = room.sections.stepwise;
    const stop = (stage: number): number => from + 4 * tape.forwardStops[stage];
    const width = tape.measureCount * layout.lanes * 8;
    forward(call, { weights, sweeps: true, scaled: false }, (stretch) => {
      const { psi, firstRow, rows } = stretch;
      const [firstValue, endValue] = [firstRow * count, (firstRow + rows) * count];
      const read = (section: "measure" | "cross", left: number, right: number, into: Float64Array): void => {
        into.fill(0, firstValue, endValue);
        execute(call, room.sections[section], { ...stretch, lambda: left, psi: right }, room.measured, width);
        readValues(call, stretch, into, section === "cross");
      };
      read("measure", psi, psi, own);
      const front = { ...stretch, psi: prefix };
      const aside = { ...stretch, psi: side };
      begin(call, front);
      // One for all shifts: there are many of few values each.
      const mixture = { out, own, other, cross, from: firstValue, end: endValue, offset: 0, a: 0, b: 0, c: 0 };
      let done = from;
      for (const { derivative, d, shifts: moved } of branching) {
        if (derivative?.element && derivative.coefficient !== undefined) {
          const here = stop(derivative.stage!);
          if (here > done) execute(call, [done, here], front);
          done = Math.max(done, here);
          const { numbers } = machine;
          for (let axis = 0; axis < 3; axis++) {
            numbers[(room.parameters + branch[axis]) / 8] =
              stretch.run.coefficients[4 * d + axis] / (2 * derivative.coefficient);
          }
          execute(call, codes.get(derivative.element)!, { ...front, lambda: side });
          execute(call, [here, end], aside);
          read("measure", side, side, other);
          read("cross", psi, side, cross);
        }
        for (const k of moved) {
          const alpha = derivative ? derivative.coefficient! * shifts[k].delta : 0;
          const [c, s] = [cos(alpha), sin(alpha)];
          mixture.offset = k * block;
          mixture.a = c * c;
          mixture.b = s * s;
          mixture.c = 2 * c * s;
          mix(mixture);
        }
      }
    });
  });
}

/** Three kinds of values of some rows, and how much of each goes where. */
interface Mixture {
  readonly out: Float64Array;
  readonly offset: number;
  readonly from: number;
  readonly end: number;
  readonly a: number;
  readonly own: Float64Array;
  readonly b: number;
  readonly other: Float64Array;
  readonly c: number;
  readonly cross: Float64Array;
}

/** out[offset + k] = a · own[k] + b · other[k] + c · cross[k]. In a closure the loop is slower. */
function mix({ out, offset, from, end, a, own, b, other, c, cross }: Mixture): void {
  for (let k = from; k < end; k++) out[offset + k] = a * own[k] + b * other[k] + c * cross[k];
}
