import { angleAt } from "@uphill/circuits";
import { sinCos } from "@uphill/core";
import type { EngineBatch } from "../engine.js";
import type { Shift } from "../program.js";
import { bind, refuseAngle, type AngleAt, type Bound } from "./bind.js";
import type { Element, Located } from "./elements.js";
import type { HalvesRun } from "./halves.js";
import { machineFor, type Machine } from "./machine.js";
import type { Plan, PlanFor, Task } from "./plan.js";
import type { Layout, Program, Tape } from "./tape.js";
import { placeHalves } from "./stitch.js";
import { maySleep, poolFor } from "./threads.js";

/** A batch as it lies in memory, or will. */
export interface FastBatch extends EngineBatch {
  readonly inputs: Float64Array;
  readonly layout: Layout;
  /** All tiles the batch needs; the layout's are those that run together. */
  readonly tiles: number;
  /** Start states as they lie in memory, or, if they are real and the lanes are samples, their real parts; undefined for |0…0⟩. */
  readonly start?: Float64Array;
  readonly real: boolean;
  /** cos and sin of the rows' own angles, by plan. */
  readonly angles: Map<Plan, ReadonlyMap<Element, Float64Array>>;
}

/** What one run's numbers come from. */
export interface Numbers {
  readonly weights: ArrayLike<number>;
  readonly inputs: Float64Array;
  readonly row: number;
  readonly shift: Shift | undefined;
  /** Whether derivatives follow. */
  readonly sweeps: boolean;
  readonly scaled?: boolean;
}

/** Where things of one call lie in memory. */
export interface Room {
  readonly machine: Machine;
  readonly parameters: number;
  readonly tapes: Record<Program, readonly [number, number]>;
  readonly scratch: number;
  readonly barrier: number;
  /** Where real states wait to be widened. */
  readonly staging: number;
  readonly psi: number;
  readonly lambda: number;
  readonly slots: number;
  readonly measured: number;
  readonly sums: number;
  readonly halves: number;
}

const SCRATCH_BYTES = 65536;
/** States that are worth more than one thread. */
const WORTH_DIVIDING = 2 ** 18;

/** A tape's numbers, and the halves in front of it, if any. */
export interface BoundRun extends Bound {
  readonly halves?: HalvesRun;
}

/** The steps that every kind of run is made of. */
export class Runner {
  constructor(
    readonly task: Task,
    readonly planFor: PlanFor,
  ) {}

  roomFor(machine: Machine, { tape, words }: Plan, batch: FastBatch, sweep: boolean): Room {
    const { layout } = tape;
    const blocks = layout.tiles * layout.chunks;
    const parameters = machine.take(tape.parameterBytes);
    const code = machine.take(tape.code.byteLength);
    machine.words.set(tape.code, code / 4);
    const place = ([from, end]: readonly [number, number]): readonly [number, number] => [code + from, code + end];
    const { programs } = tape;
    const tapes = {
      prelude: place(programs.prelude),
      start: place(programs.start),
      forward: place(programs.forward),
      stepwise: place(programs.stepwise),
      reverse: place(programs.reverse),
      halves: place(programs.halves),
      measure: place(programs.measure),
      seed: place(programs.seed),
      cross: place(programs.cross),
    };
    const scratch = machine.take(SCRATCH_BYTES * this.task.threads);
    const barrier = machine.take(64);
    machine.words.fill(0, barrier / 4, barrier / 4 + 2);
    machine.words[barrier / 4 + 2] = maySleep() ? 1 : 0;
    const staging = machine.take(batch.real ? (layout.tiles * layout.tileBytes) / 2 : 0);
    const slots = machine.take(sweep ? blocks * tape.slots * layout.lanes * 8 : 0);
    const measured = machine.take(blocks * tape.measureCount * layout.lanes * 8);
    const sums = machine.take(8 * Math.max(tape.slots, tape.measureCount, words.length));
    const halves = machine.take(this.task.halves?.bytes ?? 0);
    // States come last: the largest takes the upper half of all addresses.
    const psi = machine.take((layout.single ? 1 : batch.tiles) * layout.tileBytes, layout.tileBytes);
    const lambda = sweep ? machine.take(layout.tiles * layout.tileBytes, layout.tileBytes) : psi;
    return { machine, parameters, tapes, scratch, barrier, staging, psi, lambda, slots, measured, sums, halves };
  }

  execute(
    { machine, parameters, scratch, lambda, barrier }: Room,
    [from, end]: readonly [number, number],
    { layout }: Tape,
    psi: number,
    tiles: number,
    out = 0,
    outStride = 0,
  ): void {
    if (from === end) return;
    const { tileBytes, rowBytes, chunks } = layout;
    // Small states are done before another thread wakes up.
    const pool = tiles * layout.tileBytes < WORTH_DIVIDING ? undefined : poolFor(this.task.threads);
    const parts = pool?.ready(this.task.threads) ?? 1;
    const job = [
      from,
      end,
      psi,
      lambda,
      parameters,
      out,
      outStride,
      scratch,
      tiles,
      tileBytes,
      rowBytes,
      chunks,
      0,
      1,
      barrier,
    ];
    if (pool && parts > 1) pool.run(job, parts);
    else machine.kernels.run(...job);
  }

  /** Works out the numbers of a run and puts them in place. */
  bound(room: Room, plan: Plan, { weights, inputs, row, shift, sweeps, scaled = true }: Numbers): BoundRun {
    const radians: AngleAt = (angle) => angleAt(angle, weights, inputs, row * this.task.circuit.inputs);
    const derivatives = sweeps ? plan.derivatives : undefined;
    const run = bind(plan.elements, plan.stages, plan.tape, derivatives, radians, plan.numbers, { shift, scaled });
    room.machine.numbers.set(plan.numbers, room.parameters / 8);
    if (sweeps && scaled) {
      const reverse = room.tapes.reverse[0] / 4;
      for (const [turn, at] of plan.tape.optionalX) {
        room.machine.words[reverse + at] = run.readX.has(turn)
          ? plan.tape.code[plan.tape.programs.reverse[0] / 4 + at]
          : 0;
      }
    }
    const { halves } = this.task;
    if (!halves) return run;
    this.task.circuit.operations.forEach(({ gate, angles }, operation) => {
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

  /** The cosines and sines of rows' own angles, as tiles: [tiles, lanes / 2] of two cosines and two sines. */
  anglesOf(plan: Plan, batch: FastBatch): ReadonlyMap<Element, Float64Array> {
    let found = batch.angles.get(plan);
    if (!found)
      batch.angles.set(plan, (found = new Map(plan.each.map((one) => [one.element, this.rowAngles(one, batch)]))));
    return found;
  }

  rowAngles({ at, factor }: Plan["each"][number], { inputs, rows, tiles, layout }: FastBatch): Float64Array {
    const [angle] = at.angles;
    const table = new Float64Array(2 * tiles * layout.lanes);
    const turned = new Float64Array(2);
    for (let row = 0; row < rows; row++) {
      if (typeof angle === "number" || !("input" in angle)) break;
      const alpha = factor * (angle.scale * inputs[row * this.task.circuit.inputs + angle.input] + angle.offset);
      const to = 4 * (row >> 1) + (row & 1);
      sinCos(alpha, turned);
      table[to] = turned[1];
      table[to + 2] = turned[0];
    }
    return table;
  }

  begin(room: Room, { tape }: Plan, batch: FastBatch, at: number, first: number, tiles: number): void {
    if (batch.start) {
      const { machine } = room;
      const numbers = tape.layout.tileBytes / (batch.real ? 16 : 8);
      const part = batch.start.subarray(first * numbers, (first + tiles) * numbers);
      machine.numbers.set(part, (batch.real ? room.staging : at) / 8);
      if (batch.real) machine.kernels.widen(room.staging, at, part.length / 2);
    } else this.execute(room, room.tapes.start, tape, at, tiles);
  }

  /** Runs the batch forward, calling back with each stretch of rows that lies in memory. */
  forward(
    room: Room,
    plan: Plan,
    batch: FastBatch,
    weights: ArrayLike<number>,
    { shift, sweeps, scaled }: Pick<Numbers, "shift" | "sweeps" | "scaled">,
    visit: (run: BoundRun, psi: number, firstRow: number, rows: number, tiles: number, firstTile: number) => void,
  ): void {
    const { tape } = plan;
    const { layout } = tape;
    if (layout.single) {
      for (let row = 0; row < batch.rows; row++) {
        const run = this.bound(room, plan, { weights, inputs: batch.inputs, row, shift, sweeps, scaled });
        this.execute(room, room.tapes.prelude, tape, room.psi, 1);
        this.begin(room, plan, batch, room.psi, row, 1);
        this.execute(room, room.tapes.forward, tape, room.psi, 1);
        visit(run, room.psi, row, 1, 1, row);
      }
      return;
    }
    const run = this.bound(room, plan, { weights, inputs: batch.inputs, row: 0, shift, sweeps, scaled });
    this.execute(room, room.tapes.prelude, tape, room.psi, 1);
    for (let first = 0; first < batch.tiles; first += layout.tiles) {
      const tiles = Math.min(layout.tiles, batch.tiles - first);
      const at = room.psi + first * layout.tileBytes;
      this.setAngles(room, plan, batch, first, tiles, shift);
      this.begin(room, plan, batch, at, first, tiles);
      this.execute(room, room.tapes.forward, tape, at, tiles);
      const firstRow = first * layout.lanes;
      visit(run, at, firstRow, Math.min(batch.rows - firstRow, tiles * layout.lanes), tiles, first);
    }
  }

  setAngles(room: Room, plan: Plan, batch: FastBatch, first: number, tiles: number, shift?: Shift): void {
    if (plan.each.length === 0) return;
    const width = plan.tape.layout.rowBytes / 8;
    const known = this.anglesOf(plan, batch);
    for (const one of plan.each) {
      const to = (room.parameters + plan.tape.eachTables.get(one.element)!) / 8;
      const table =
        shift?.operation === one.at.operation
          ? this.rowAngles(shiftedBy(one, shift.delta), batch)
          : known.get(one.element)!;
      room.machine.numbers.set(table.subarray(first * width, (first + tiles) * width), to);
    }
  }

  sweep(room: Room, { tape }: Plan, psi: number, tiles: number): void {
    this.execute(room, room.tapes.reverse, tape, psi, tiles, room.slots, tape.slots * tape.layout.lanes * 8);
  }

  /** Runs `work` with room for one call. */
  within<T>(batch: FastBatch, all: boolean, sweeps: boolean, work: (room: Room, plan: Plan) => T): T {
    const machine = poolFor(this.task.threads)?.machine ?? machineFor(false);
    const plan = this.planFor(batch.layout, batch.start === undefined, all);
    return machine.frame(() => work(this.roomFor(machine, plan, batch, sweeps), plan));
  }
}

/** The same row angle, moved. */
function shiftedBy<T extends { readonly at: Located }>(one: T, delta: number): T {
  const [angle] = one.at.angles;
  if (typeof angle === "number") return one;
  return { ...one, at: { ...one.at, angles: [{ ...angle, offset: angle.offset + delta }] } };
}
