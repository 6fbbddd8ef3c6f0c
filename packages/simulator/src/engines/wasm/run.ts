import { angleAt } from "@uphill/circuits";
import type { Shift } from "../../program.js";
import { bind, refuseAngle, type Radians } from "./bind.js";
import type { BoundRun, WasmCall, CodeRange, Room, Stretch, WasmBatch } from "./call.js";
import { execute } from "./execute.js";
import { machineFor, type WasmMachine } from "./machine.js";
import type { PlanFor, PlanTask } from "./plan.js";
import { setAngles } from "./rows.js";
import { placeHalves } from "./stitch.js";
import { maySleep, poolFor } from "./threads.js";

/** What the numbers of a run come from, beside its batch. */
export interface Drive {
  readonly weights: ArrayLike<number>;
  readonly shift?: Shift;
  /** Whether derivatives follow. */
  readonly sweeps: boolean;
  /** Whether coefficients undo the scales that overlaps are read at; default true. */
  readonly scaled?: boolean;
}

const SCRATCH_BYTES = 65536;

/** What calls of one program need: its task, and plans for it. */
export interface Runner {
  readonly task: PlanTask;
  readonly planFor: PlanFor;
}

/** Runs `work` with room for one call. @param all whether all operations run, or only the live ones @param sweeps whether it sweeps back */
export function within<T>(
  { task, planFor }: Runner,
  batch: WasmBatch,
  { all = false, sweeps = false }: { readonly all?: boolean; readonly sweeps?: boolean },
  work: (call: WasmCall) => T,
): T {
  const machine = poolFor(task.threads)?.machine ?? machineFor(false);
  const plan = planFor(batch.layout, batch.start === undefined, all ? (sweeps ? "all and back" : "all") : "live");
  return machine.frame(() => work({ task, plan, batch, room: roomFor(machine, { task, plan, batch }, sweeps) }));
}

function roomFor(
  machine: WasmMachine,
  { task, plan: { tape, words }, batch }: Omit<WasmCall, "room">,
  sweeps: boolean,
): Room {
  const { layout } = tape;
  const blocks = layout.tiles * layout.chunks;
  const parameters = machine.take(tape.parameterBytes);
  const code = machine.take(tape.code.byteLength);
  machine.words.set(tape.code, code / 4);
  const place = ([from, end]: CodeRange): CodeRange => [code + from, code + end];
  const { sections: own } = tape;
  const sections = {
    prelude: place(own.prelude),
    start: place(own.start),
    forward: place(own.forward),
    stepwise: place(own.stepwise),
    reverse: place(own.reverse),
    halves: place(own.halves),
    measure: place(own.measure),
    seed: place(own.seed),
    cross: place(own.cross),
  };
  const scratch = machine.take(SCRATCH_BYTES * task.threads);
  const barrier = machine.take(64);
  machine.words.fill(0, barrier / 4, barrier / 4 + 2);
  machine.words[barrier / 4 + 2] = maySleep() ? 1 : 0;
  const staging = machine.take(batch.real ? (layout.tiles * layout.tileBytes) / 2 : 0);
  const slots = machine.take(sweeps ? blocks * tape.slots * layout.lanes * 8 : 0);
  const measured = machine.take(blocks * tape.measureCount * layout.lanes * 8);
  const sums = machine.take(8 * Math.max(tape.slots, tape.measureCount, words.length));
  const halves = machine.take(task.halves?.bytes ?? 0);
  // States come last: the largest takes the upper half of all addresses.
  const psi = machine.take((layout.single ? 1 : batch.tiles) * layout.tileBytes, layout.tileBytes);
  const lambda = sweeps ? machine.take(layout.tiles * layout.tileBytes, layout.tileBytes) : psi;
  return { machine, parameters, sections, scratch, barrier, staging, psi, lambda, slots, measured, sums, halves };
}

/** Works out the numbers of a run and puts them in place. @param row whose inputs count, where each row runs by itself */
function bound(
  { task, plan, batch, room }: WasmCall,
  { weights, shift, sweeps, scaled = true }: Drive,
  row: number,
): BoundRun {
  const { inputs } = batch;
  const { circuit, halves } = task;
  const radians: Radians = (angle) => angleAt(angle, weights, inputs, row * circuit.inputs);
  const run = bind(plan, { radians, sweeps, shift, scaled });
  room.machine.numbers.set(plan.numbers, room.parameters / 8);
  if (sweeps && scaled) {
    const reverse = room.sections.reverse[0] / 4;
    for (const [turn, at] of plan.tape.optionalX) {
      room.machine.words[reverse + at] = run.readX.has(turn)
        ? plan.tape.code[plan.tape.sections.reverse[0] / 4 + at]
        : 0;
    }
  }
  if (!halves) return run;
  circuit.operations.forEach(({ gate, angles }, operation) => {
    if (!halves.within[operation]) return;
    angles.forEach((angle, k) => {
      const value = radians(angle);
      if (!Number.isFinite(value)) refuseAngle(gate, k, operation, value);
    });
  });
  const both = halves.run(radians, room.machine, room.halves);
  placeHalves(room, plan.tape, both.states);
  return { ...run, halves: both };
}

/** Puts the start states of tiles into memory. */
export function begin(call: WasmCall, stretch: Stretch): void {
  const { plan, batch, room } = call;
  if (!batch.start) {
    execute(call, room.sections.start, stretch);
    return;
  }
  const { psi, firstTile, tiles } = stretch;
  const { machine } = room;
  const numbers = plan.tape.layout.tileBytes / (batch.real ? 16 : 8);
  const part = batch.start.subarray(firstTile * numbers, (firstTile + tiles) * numbers);
  machine.numbers.set(part, (batch.real ? room.staging : psi) / 8);
  if (batch.real) machine.kernels.widen(room.staging, psi, part.length / 2);
}

/** Runs the batch forward, calling back with each stretch of rows that lies in memory. */
export function forward(call: WasmCall, drive: Drive, visit: (stretch: Stretch) => void): void {
  const { plan, batch, room } = call;
  const { layout } = plan.tape;
  const { sections, psi, lambda } = room;
  if (layout.single) {
    for (let row = 0; row < batch.rows; row++) {
      const run = bound(call, drive, row);
      const stretch = { run, psi, lambda, tiles: 1, firstRow: row, rows: 1, firstTile: row };
      execute(call, sections.prelude, stretch);
      begin(call, stretch);
      execute(call, sections.forward, stretch);
      visit(stretch);
    }
    return;
  }
  const run = bound(call, drive, 0);
  execute(call, sections.prelude, { psi, lambda, tiles: 1 });
  forTiles(call, run, (stretch) => {
    setAngles(call, stretch, drive.shift);
    begin(call, stretch);
    execute(call, sections.forward, stretch);
    visit(stretch);
  });
}

/** The stretches of a batch whose lanes are samples, one after another. */
export function forTiles({ plan, batch, room }: WasmCall, run: BoundRun, visit: (stretch: Stretch) => void): void {
  const { layout } = plan.tape;
  for (let firstTile = 0; firstTile < batch.tiles; firstTile += layout.tiles) {
    const tiles = Math.min(layout.tiles, batch.tiles - firstTile);
    const psi = room.psi + firstTile * layout.tileBytes;
    const firstRow = firstTile * layout.lanes;
    const rows = Math.min(batch.rows - firstRow, tiles * layout.lanes);
    visit({ run, psi, lambda: room.lambda, tiles, firstRow, rows, firstTile });
  }
}

/** Sweeps ψ and λ back, and leaves the overlaps in the slots. */
export function sweep(call: WasmCall, stretch: Stretch, slots = call.room.slots): void {
  const { tape } = call.plan;
  execute(call, call.room.sections.reverse, stretch, slots, tape.slots * tape.layout.lanes * 8);
}
