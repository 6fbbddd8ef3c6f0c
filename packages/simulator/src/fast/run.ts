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

/** A share of a derivative: coefficient times the overlap in a slot. */
export interface Term {
  readonly column: number;
  readonly slot: number;
  readonly coefficient: number;
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
    const psi = machine.take((layout.single ? 1 : batch.tiles) * layout.tileBytes, layout.tileBytes);
    const lambda = sweep ? machine.take(layout.tiles * layout.tileBytes, layout.tileBytes) : psi;
    const halves = machine.take(this.task.halves?.bytes ?? 0);
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
    const radians: AngleAt = (angle) => {
      if (typeof angle === "number") return angle;
      if ("weight" in angle) return angle.scale * weights[angle.weight] + angle.offset;
      return angle.scale * inputs[row * this.task.circuit.inputs + angle.input] + angle.offset;
    };
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
      if (typeof angle === "number" || "weight" in angle) break;
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

  /** ⟨O⟩ of the blocks in `measured`, for rows from `first`. */
  readValues(
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
        values[first * this.task.observables.length + observable] +=
          factors[k] * numbers[room.sums / 8 + measureSlots[k]];
      });
      return;
    }
    const { lanes } = layout;
    const width = measureCount * lanes;
    for (let k = 0; k < words.length; k++) {
      const factor = factors[k];
      let to = first * this.task.observables.length + words[k].observable;
      for (let row = 0, block = room.measured / 8 + measureSlots[k] * lanes; row < count; block += width) {
        for (let lane = 0; lane < lanes && row < count; lane++, row++, to += this.task.observables.length) {
          values[to] += factor * numbers[block + lane];
        }
      }
    }
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

  measure(
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
    this.execute(room, room.tapes.measure, tape, psi, tiles, room.measured, tape.measureCount * tape.layout.lanes * 8);
    this.readValues(room, plan, run, first, rows, values);
  }

  /** Writes cotangents, and λ = Σ cotangent · O ψ. */
  seed(
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
      for (let observable = 0; observable < this.task.observables.length; observable++) {
        const to = (room.parameters + tape.factors) / 8 + observable * lanes;
        for (let row = 0; row < tiles * layout.lanes; row++) {
          numbers[to + row] = row < rows ? cotangent(firstRow + row, observable) : 0;
        }
      }
    }
    this.execute(room, room.tapes.seed, tape, psi, tiles);
  }

  sweep(room: Room, { tape }: Plan, psi: number, tiles: number): void {
    this.execute(room, room.tapes.reverse, tape, psi, tiles, room.slots, tape.slots * tape.layout.lanes * 8);
  }

  /** Adds Σ coefficient · overlap to the gradients. */
  collect(
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
      else if (inputGradient) {
        for (let row = 0; row < rows; row++) {
          const block = room.slots / 8 + Math.floor(row / layout.lanes) * slots * layout.lanes + (row % layout.lanes);
          const own = layout.single ? total(d, sum, 1) : total(d, block, layout.lanes);
          inputGradient[(firstRow + row) * this.task.circuit.inputs + angle.input] += angle.scale * own;
        }
      }
    });
  }

  /** Runs `work` with room for one call. */
  within<T>(batch: FastBatch, all: boolean, sweeps: boolean, work: (room: Room, plan: Plan) => T): T {
    const machine = poolFor(this.task.threads)?.machine ?? machineFor(false);
    const plan = this.planFor(batch.layout, batch.start === undefined, all);
    return machine.frame(() => work(this.roomFor(machine, plan, batch, sweeps), plan));
  }

  /** What makes up ∂⟨O⟩/∂weight, by column. */
  termsOf({ derivatives }: Plan, { coefficients }: Bound): Term[] {
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
  addRows(
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
      const result = machine.take(8 * rows * this.task.circuit.weights);
      terms.forEach(({ column, slot, coefficient }, k) => {
        machine.words[words / 4 + 2 * k] = slot;
        machine.words[words / 4 + 2 * k + 1] = column;
        machine.numbers[coefficients / 8 + k] = coefficient;
      });
      machine.numbers.fill(0, result / 8, result / 8 + rows * this.task.circuit.weights);
      const width = this.task.circuit.weights * 8;
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
        const from = result / 8 + row * this.task.circuit.weights;
        jacobian.set(machine.numbers.subarray(from, from + this.task.circuit.weights), to);
      }
    });
  }
}

/** The same row angle, moved. */
function shiftedBy<T extends { readonly at: Located }>(one: T, delta: number): T {
  const [angle] = one.at.angles;
  if (typeof angle === "number") return one;
  return { ...one, at: { ...one.at, angles: [{ ...angle, offset: angle.offset + delta }] } };
}
