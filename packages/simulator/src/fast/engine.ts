import type { Circuit, Observable } from "@uphill/circuits";
import { cos, sin } from "@uphill/core";
import type { CheckedBatch } from "../batch.js";
import type { Engine, EngineBatch } from "../engine.js";
import type { Shift } from "../program.js";
import { bind, derivativesOf, type Bound, type Derivative } from "./bind.js";
import { elementsOf, withoutDeadPhases, type Element, type Elements, type Located, type Turn } from "./elements.js";
import { compiled, machineFor, releaseLarge, type Machine } from "./machine.js";
import { markMeasured, stagesOf, type Stage } from "./stages.js";
import { layoutFor, tileRows, untile } from "./layout.js";
import { writeTape, type Layout, type Tape } from "./tape.js";
import { observedWords, type Observed } from "./words.js";

/** A circuit taken apart, staged, and written as a tape for one layout. */
interface Plan {
  readonly elements: Elements;
  readonly stages: readonly Stage[];
  readonly tape: Tape;
  readonly derivatives: readonly Derivative[];
  readonly words: readonly Observed[];
  /** Room to work out the parameters that angles decide. */
  readonly numbers: Float64Array;
  /** Where the angles of rows come from: input numbers for each element that has an angle a row. */
  readonly each: readonly { readonly element: Element; readonly at: Located; readonly factor: number }[];
}

interface FastBatch extends EngineBatch {
  readonly inputs: Float64Array;
  readonly layout: Layout;
  /** All tiles the batch needs; the layout's are those that run together. */
  readonly tiles: number;
  /** Start states as they lie in memory, or undefined for |0…0⟩. */
  readonly start?: Float64Array;
  /** cos and sin of the rows' own angles, by plan. */
  readonly angles: Map<Plan, ReadonlyMap<Element, Float64Array>>;
}

const SCRATCH_BYTES = 65536;

/**
 * The WebAssembly engine of one program, or undefined where the platform has no SIMD or the circuit has an operation that only the
 * reference engine runs.
 */
export function fastEngine(
  circuit: Circuit,
  observables: readonly Observable[],
  live: readonly boolean[],
  liveInputs: boolean,
): Engine | undefined {
  if (!compiled(false)) return undefined;
  const { qubits } = circuit;
  const size = 2 ** qubits;
  const located = circuit.operations.map((operation, index) => ({ operation, index }));
  const seen = located.filter(({ index }) => live[index]);
  const supported = [true, false].every((rows) => elementsOf(circuit, located, rows) !== "unsupported");
  if (!supported) return undefined;
  const plans = new Map<string, Plan>();

  function planFor(layout: Layout, ground: boolean, all: boolean): Plan {
    const key = `${layout.single} ${layout.lanes} ${layout.tiles} ${ground} ${all}`;
    let plan = plans.get(key);
    if (!plan) {
      if (plans.size >= 16) plans.clear();
      plans.set(key, (plan = makePlan(layout, ground, all)));
    }
    return plan;
  }

  function makePlan(layout: Layout, ground: boolean, all: boolean): Plan {
    const elements = elementsOf(circuit, all ? located : seen, !layout.single) as Elements;
    const words = all ? [] : observedWords(observables, elements, qubits);
    const dead = all
      ? new Set<Element>()
      : withoutDeadPhases(
          elements,
          words.map(({ mask }) => mask),
        );
    const stages = stagesOf(elements, dead);
    const wanted = new Map<Turn, "xy" | "y">();
    const moves = ({ angles }: Located): boolean =>
      angles.some((angle) => typeof angle === "object" && ("weight" in angle || liveInputs));
    if (!all) {
      markMeasured(stages, elements.makers, (maker) =>
        maker.kind === "block" ? maker.members.some(moves) : maker.kind === "word" && moves(maker.at),
      );
      for (const maker of elements.makers) {
        if (maker.kind === "block" && maker.turn && maker.members.some(moves))
          wanted.set(maker.turn, maker.after ? "xy" : "y");
        if (maker.kind === "word" && maker.turn && moves(maker.at)) wanted.set(maker.turn, "y");
      }
    }
    const tape = writeTape({ layout, stages, ground, words, wanted, observables: observables.length });
    const each = elements.makers.flatMap((maker) => {
      if (maker.kind !== "word") return [];
      const element = maker.turn ?? maker.phase;
      return element?.each && tape.eachTables.has(element)
        ? [{ element, at: maker.at, factor: maker.sign * maker.coefficient }]
        : [];
    });
    return {
      elements,
      stages,
      tape,
      derivatives: derivativesOf(elements, stages, tape),
      words,
      numbers: new Float64Array(tape.boundBytes / 8),
      each,
    };
  }

  /** What one run's numbers come from. */
  interface Numbers {
    readonly weights: ArrayLike<number>;
    readonly inputs: Float64Array;
    readonly row: number;
    readonly shift: Shift | undefined;
    /** Whether derivatives follow. */
    readonly sweeps: boolean;
  }

  /** Where things of one call lie in memory. */
  interface Room {
    readonly machine: Machine;
    readonly parameters: number;
    readonly tapes: Record<"prelude" | "start" | "forward" | "reverse" | "measure" | "seed", readonly [number, number]>;
    readonly scratch: number;
    readonly psi: number;
    readonly lambda: number;
    readonly slots: number;
    readonly measured: number;
    readonly sums: number;
  }

  function roomFor(machine: Machine, { tape, words }: Plan, batch: FastBatch, sweep: boolean): Room {
    const { layout } = tape;
    const blocks = layout.tiles * layout.chunks;
    const parameters = machine.take(tape.parameterBytes);
    const put = (name: "prelude" | "start" | "forward" | "reverse" | "measure" | "seed"): readonly [number, number] => {
      const code = tape[name];
      const at = machine.take(code.byteLength);
      machine.words.set(code, at / 4);
      return [at, at + code.byteLength];
    };
    const tapes = {
      prelude: put("prelude"),
      start: put("start"),
      forward: put("forward"),
      reverse: put("reverse"),
      measure: put("measure"),
      seed: put("seed"),
    };
    const scratch = machine.take(SCRATCH_BYTES);
    const slots = machine.take(sweep ? blocks * tape.slots * layout.lanes * 8 : 0);
    const measured = machine.take(blocks * tape.measureCount * layout.lanes * 8);
    const sums = machine.take(8 * Math.max(tape.slots, tape.measureCount, words.length));
    const psi = machine.take((layout.single ? 1 : batch.tiles) * layout.tileBytes, layout.tileBytes);
    const lambda = sweep ? machine.take(layout.tiles * layout.tileBytes, layout.tileBytes) : psi;
    return { machine, parameters, tapes, scratch, psi, lambda, slots, measured, sums };
  }

  function execute(
    { machine, parameters, tapes, scratch, lambda }: Room,
    name: keyof Room["tapes"],
    { layout }: Tape,
    psi: number,
    tiles: number,
    out = 0,
    outStride = 0,
  ): void {
    const [from, end] = tapes[name];
    if (from === end) return;
    machine.kernels.run(
      from,
      end,
      psi,
      lambda,
      parameters,
      out,
      outStride,
      scratch,
      tiles,
      layout.tileBytes,
      layout.rowBytes,
      layout.chunks,
      0,
      1,
      0,
    );
  }

  /** Works out the numbers of a run and puts them in place. */
  function bound(room: Room, plan: Plan, { weights, inputs, row, shift, sweeps }: Numbers): Bound {
    const run = bind(
      plan.elements,
      plan.stages,
      plan.tape,
      sweeps ? plan.derivatives : undefined,
      (angle) => {
        if (typeof angle === "number") return angle;
        if ("weight" in angle) return angle.scale * weights[angle.weight] + angle.offset;
        return angle.scale * inputs[row * circuit.inputs + angle.input] + angle.offset;
      },
      plan.numbers,
      shift,
    );
    room.machine.numbers.set(plan.numbers, room.parameters / 8);
    return run;
  }

  /** The cosines and sines of rows' own angles, as tiles: [tiles, lanes / 2] of two cosines and two sines. */
  function anglesOf(plan: Plan, batch: FastBatch): ReadonlyMap<Element, Float64Array> {
    let found = batch.angles.get(plan);
    if (!found) batch.angles.set(plan, (found = new Map(plan.each.map((one) => [one.element, rowAngles(one, batch)]))));
    return found;
  }

  function rowAngles({ at, factor }: Plan["each"][number], { inputs, rows, tiles, layout }: FastBatch): Float64Array {
    const [angle] = at.angles;
    const table = new Float64Array(2 * tiles * layout.lanes);
    for (let row = 0; row < rows; row++) {
      if (typeof angle === "number" || "weight" in angle) break;
      const alpha = factor * (angle.scale * inputs[row * circuit.inputs + angle.input] + angle.offset);
      const to = 4 * (row >> 1) + (row & 1);
      table[to] = cos(alpha);
      table[to + 2] = sin(alpha);
    }
    return table;
  }

  function begin(room: Room, { tape }: Plan, batch: FastBatch, at: number, first: number, tiles: number): void {
    if (batch.start) {
      const numbers = tape.layout.tileBytes / 8;
      room.machine.numbers.set(batch.start.subarray(first * numbers, (first + tiles) * numbers), at / 8);
    } else execute(room, "start", tape, at, tiles);
  }

  /** ⟨O⟩ of the blocks in `measured`, for rows from `first`. */
  function readValues(
    room: Room,
    { tape, words }: Plan,
    run: Bound,
    first: number,
    count: number,
    values: Float64Array,
  ): void {
    const { layout, measureSlots, measureCount } = tape;
    const { numbers } = room.machine;
    const square = run.scale * run.scale;
    const factors = words.map((word) => square * word.sign(run.flips, run.signs));
    if (layout.single) {
      const { kernels } = room.machine;
      kernels.sumSlots(room.measured, layout.chunks, measureCount * 16, measureCount, 2, room.sums);
      words.forEach(({ observable }, k) => {
        values[first * observables.length + observable] += factors[k] * numbers[room.sums / 8 + measureSlots[k]];
      });
      return;
    }
    for (let row = 0; row < count; row++) {
      const tile = Math.floor(row / layout.lanes);
      const block = room.measured / 8 + tile * measureCount * layout.lanes + (row % layout.lanes);
      for (let k = 0; k < words.length; k++) {
        values[(first + row) * observables.length + words[k].observable] +=
          factors[k] * numbers[block + measureSlots[k] * layout.lanes];
      }
    }
  }

  /** Runs the batch forward, calling back with each stretch of rows that lies in memory. */
  function forward(
    room: Room,
    plan: Plan,
    batch: FastBatch,
    weights: ArrayLike<number>,
    shift: Shift | undefined,
    sweeps: boolean,
    visit: (run: Bound, psi: number, firstRow: number, rows: number, tiles: number, firstTile: number) => void,
  ): void {
    const { tape } = plan;
    const { layout } = tape;
    if (layout.single) {
      for (let row = 0; row < batch.rows; row++) {
        const run = bound(room, plan, { weights, inputs: batch.inputs, row, shift, sweeps });
        execute(room, "prelude", tape, room.psi, 1);
        begin(room, plan, batch, room.psi, row, 1);
        execute(room, "forward", tape, room.psi, 1);
        visit(run, room.psi, row, 1, 1, row);
      }
      return;
    }
    const run = bound(room, plan, { weights, inputs: batch.inputs, row: 0, shift, sweeps });
    execute(room, "prelude", tape, room.psi, 1);
    for (let first = 0; first < batch.tiles; first += layout.tiles) {
      const tiles = Math.min(layout.tiles, batch.tiles - first);
      const at = room.psi + first * layout.tileBytes;
      setAngles(room, plan, batch, first, tiles, shift);
      begin(room, plan, batch, at, first, tiles);
      execute(room, "forward", tape, at, tiles);
      const firstRow = first * layout.lanes;
      visit(run, at, firstRow, Math.min(batch.rows - firstRow, tiles * layout.lanes), tiles, first);
    }
  }

  function setAngles(room: Room, plan: Plan, batch: FastBatch, first: number, tiles: number, shift?: Shift): void {
    if (plan.each.length === 0) return;
    const width = plan.tape.layout.rowBytes / 8;
    const known = anglesOf(plan, batch);
    for (const one of plan.each) {
      const to = (room.parameters + plan.tape.eachTables.get(one.element)!) / 8;
      const table =
        shift?.operation === one.at.operation ? rowAngles(shiftedBy(one, shift.delta), batch) : known.get(one.element)!;
      room.machine.numbers.set(table.subarray(first * width, (first + tiles) * width), to);
    }
  }

  function measure(
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
    execute(room, "measure", tape, psi, tiles, room.measured, tape.measureCount * tape.layout.lanes * 8);
    readValues(room, plan, run, first, rows, values);
  }

  /** Writes cotangents, and λ = Σ cotangent · O ψ. */
  function seed(
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
      for (let observable = 0; observable < observables.length; observable++) {
        const to = (room.parameters + tape.factors) / 8 + observable * lanes;
        for (let row = 0; row < tiles * layout.lanes; row++) {
          numbers[to + row] = row < rows ? cotangent(firstRow + row, observable) : 0;
        }
      }
    }
    execute(room, "seed", tape, psi, tiles);
  }

  function sweep(room: Room, { tape }: Plan, psi: number, tiles: number): void {
    execute(room, "reverse", tape, psi, tiles, room.slots, tape.slots * tape.layout.lanes * 8);
  }

  /** Adds Σ coefficient · overlap to the gradients. */
  function collect(
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
    const c = run.coefficients;
    derivatives.forEach(({ angle, x, y, z }, d) => {
      if ("weight" in angle) {
        let total = 0;
        if (x) total += c[3 * d] * numbers[sum + x.at];
        if (y) total += c[3 * d + 1] * numbers[sum + y.at];
        if (z) total += c[3 * d + 2] * numbers[sum + z.at];
        gradient[angle.weight] += angle.scale * total;
      } else if (inputGradient) {
        for (let row = 0; row < rows; row++) {
          const block = room.slots / 8 + Math.floor(row / layout.lanes) * slots * layout.lanes + (row % layout.lanes);
          const read = (slot: number): number =>
            layout.single ? numbers[sum + slot] : numbers[block + slot * layout.lanes];
          let total = 0;
          if (x) total += c[3 * d] * read(x.at);
          if (y) total += c[3 * d + 1] * read(y.at);
          if (z) total += c[3 * d + 2] * read(z.at);
          inputGradient[(firstRow + row) * circuit.inputs + angle.input] += angle.scale * total;
        }
      }
    });
  }

  /** Runs `work` with room for one call. */
  function within<T>(batch: FastBatch, all: boolean, sweeps: boolean, work: (room: Room, plan: Plan) => T): T {
    const machine = machineFor(false);
    const plan = planFor(batch.layout, batch.start === undefined, all);
    return machine.frame(() => work(roomFor(machine, plan, batch, sweeps), plan));
  }

  return {
    load({ rows, inputs, states }: CheckedBatch): FastBatch {
      const { layout, tiles } = layoutFor(qubits, rows);
      return {
        rows,
        inputs,
        layout,
        tiles,
        ...(states && { start: tileRows(states.re, states.im, rows, size, layout) }),
        angles: new Map(),
      };
    },

    expectations(weights, batch, shift) {
      const given = batch as FastBatch;
      const values = new Float64Array(given.rows * observables.length);
      within(given, false, false, (room, plan) =>
        forward(room, plan, given, weights, shift, false, (run, psi, firstRow, rows, tiles) =>
          measure(room, plan, run, psi, tiles, firstRow, rows, values),
        ),
      );
      return values;
    },

    vjp(weights, batch, cotangents, inputsToo) {
      const given = batch as FastBatch;
      const values = new Float64Array(given.rows * observables.length);
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = inputsToo ? new Float64Array(given.rows * circuit.inputs) : undefined;
      within(given, false, true, (room, plan) => {
        const { single } = given.layout;
        const perRow = single && given.rows > 1;
        // States of a batch stay until the cotangents are known; single states one by one, so those are run again.
        let last: Bound | undefined;
        forward(room, plan, given, weights, undefined, true, (run, psi, firstRow, rows, tiles) => {
          last = run;
          measure(room, plan, run, psi, tiles, firstRow, rows, values);
        });
        const cot = typeof cotangents === "function" ? cotangents(values) : cotangents;
        const at = (row: number, observable: number): number => cot[row * observables.length + observable];
        const back = (run: Bound, psi: number, firstRow: number, rows: number, tiles: number): void => {
          seed(room, plan, run, psi, tiles, firstRow, rows, at);
          sweep(room, plan, psi, tiles);
          collect(room, plan, run, tiles, firstRow, rows, gradient, inputGradient);
        };
        if (perRow) forward(room, plan, given, weights, undefined, true, back);
        else if (single) back(last!, room.psi, 0, 1, 1);
        else {
          const { layout } = plan.tape;
          for (let first = 0; first < given.tiles; first += layout.tiles) {
            const tiles = Math.min(layout.tiles, given.tiles - first);
            const firstRow = first * layout.lanes;
            setAngles(room, plan, given, first, tiles);
            back(
              last!,
              room.psi + first * layout.tileBytes,
              firstRow,
              Math.min(given.rows - firstRow, tiles * layout.lanes),
              tiles,
            );
          }
        }
      });
      return { values, gradient, ...(inputGradient && { inputGradient }) };
    },

    jacobian(weights, batch) {
      const given = batch as FastBatch;
      const count = observables.length;
      const values = new Float64Array(given.rows * count);
      const jacobian = new Float64Array(values.length * circuit.weights);
      within(given, false, true, (room, plan) => {
        const { layout } = plan.tape;
        const kept = count > 1 ? room.machine.take(layout.tiles * layout.tileBytes) : 0;
        forward(room, plan, given, weights, undefined, true, (run, psi, firstRow, rows, tiles) => {
          measure(room, plan, run, psi, tiles, firstRow, rows, values);
          const bytes = tiles * layout.tileBytes;
          if (kept) room.machine.kernels.copy(psi, kept, bytes);
          for (let observable = 0; observable < count; observable++) {
            if (observable > 0) room.machine.kernels.copy(kept, psi, bytes);
            seed(room, plan, run, psi, tiles, firstRow, rows, (_, other) => (other === observable ? 1 : 0));
            sweep(room, plan, psi, tiles);
            addRows(room, plan, run, firstRow, rows, (row) => (row * count + observable) * circuit.weights, jacobian);
          }
        });
      });
      return { values, jacobian };
    },

    states(weights, batch, shift, visit) {
      const given = batch as FastBatch;
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      within(given, true, false, (room, plan) =>
        forward(room, plan, given, weights, shift, false, (run, psi, firstRow, rows) => {
          for (let row = 0; row < rows; row++) {
            untile(room.machine.numbers, psi / 8, plan, run, row, re, im);
            visit(firstRow + row, re, im);
          }
        }),
      );
    },

    shifted(weights, batch, shifts) {
      const block = batch.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      shifts.forEach((shift, k) => out.set(this.expectations(weights, batch, shift), k * block));
      return out;
    },

    release: releaseLarge,
  };

  /** ∂⟨O⟩/∂weight of each row. */
  function addRows(
    room: Room,
    { tape, derivatives }: Plan,
    run: Bound,
    firstRow: number,
    rows: number,
    place: (row: number) => number,
    jacobian: Float64Array,
  ): void {
    const { layout, slots } = tape;
    const { numbers, kernels } = room.machine;
    if (layout.single) kernels.sumSlots(room.slots, layout.chunks, slots * 16, slots, 2, room.sums);
    const c = run.coefficients;
    const lanes = layout.single ? 1 : layout.lanes;
    for (let row = 0; row < rows; row++) {
      const to = place(firstRow + row);
      const block = layout.single
        ? room.sums / 8
        : room.slots / 8 + Math.floor(row / lanes) * slots * lanes + (row % lanes);
      for (let d = 0; d < derivatives.length; d++) {
        const { angle, x, y, z } = derivatives[d];
        if (!("weight" in angle)) continue;
        let total = 0;
        if (x) total += c[3 * d] * numbers[block + x.at * lanes];
        if (y) total += c[3 * d + 1] * numbers[block + y.at * lanes];
        if (z) total += c[3 * d + 2] * numbers[block + z.at * lanes];
        jacobian[to + angle.weight] += angle.scale * total;
      }
    }
  }
}

/** The same row angle, moved. */
function shiftedBy<T extends { readonly at: Located }>(one: T, delta: number): T {
  const [angle] = one.at.angles;
  if (typeof angle === "number") return one;
  return { ...one, at: { ...one.at, angles: [{ ...angle, offset: angle.offset + delta }] } };
}
