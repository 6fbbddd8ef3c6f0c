import type { Circuit, Observable } from "@uphill/circuits";
import { cos, sin } from "@uphill/core";
import type { CheckedBatch } from "../batch.js";
import type { Engine, EngineBatch } from "../engine.js";
import type { Cotangents, Shift } from "../program.js";
import { bind, derivativesOf, type Bound, type Derivative } from "./bind.js";
import {
  elementsOf,
  withoutDeadPhases,
  type Element,
  type Elements,
  type Located,
  type Phase,
  type Turn,
} from "./elements.js";
import { compiled, machineFor, releaseLarge, type Machine } from "./machine.js";
import { maySleep, poolFor, stopThreads } from "./threads.js";
import { markMeasured, stagesOf, type Stage } from "./stages.js";
import { layoutFor, tileReal, tileRows, untile } from "./layout.js";
import { writeTape, type Layout, type Program, type Tape } from "./tape.js";
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

/** A share of a derivative: coefficient times the overlap in a slot. */
interface Term {
  readonly column: number;
  readonly slot: number;
  readonly coefficient: number;
}

interface FastBatch extends EngineBatch {
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

const SCRATCH_BYTES = 65536;
/** From this many amplitudes on samples may run as second moments; a tile then has eight lanes. */
const MOMENT_SIZE = 8;
/** How many times the samples must outnumber the amplitudes: for a sweep, and for values alone. */
const SWEEP_RATIO = 3;
const VALUE_RATIO = 6;
/** States that are worth more than one thread. */
const WORTH_DIVIDING = 2 ** 18;

/**
 * The WebAssembly engine of one program, or undefined where the platform has no SIMD or the circuit has an operation that only the
 * reference engine runs.
 */
export function fastEngine(
  circuit: Circuit,
  observables: readonly Observable[],
  live: readonly boolean[],
  liveInputs: boolean,
  threads: number,
): Engine | undefined {
  if (!compiled(false)) return undefined;
  const { qubits } = circuit;
  const size = 2 ** qubits;
  const located = circuit.operations.map((operation, index) => ({ operation, index }));
  const seen = located.filter(({ index }) => live[index]);
  const supported = [true, false].every((rows) => elementsOf(circuit, located, rows) !== "unsupported");
  if (!supported) return undefined;
  const plans = new Map<string, Plan>();

  /** The last plan used: training asks for the same one over and over. */
  let recent:
    { readonly layout: Layout; readonly ground: boolean; readonly all: boolean; readonly plan: Plan } | undefined;

  function planFor(layout: Layout, ground: boolean, all: boolean): Plan {
    if (recent?.layout === layout && recent.ground === ground && recent.all === all) return recent.plan;
    const plan = planByKey(layout, ground, all);
    recent = { layout, ground, all, plan };
    return plan;
  }

  function planByKey(layout: Layout, ground: boolean, all: boolean): Plan {
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
      markMeasured(
        stages,
        elements.makers,
        (maker) => (maker.kind === "block" ? maker.members.some(moves) : maker.kind === "word" && moves(maker.at)),
        ground,
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
    readonly scaled?: boolean;
  }

  /** Where things of one call lie in memory. */
  interface Room {
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
  }

  function roomFor(machine: Machine, { tape, words }: Plan, batch: FastBatch, sweep: boolean): Room {
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
      measure: place(programs.measure),
      seed: place(programs.seed),
      cross: place(programs.cross),
    };
    const scratch = machine.take(SCRATCH_BYTES * threads);
    const barrier = machine.take(64);
    machine.words.fill(0, barrier / 4, barrier / 4 + 2);
    machine.words[barrier / 4 + 2] = maySleep() ? 1 : 0;
    const staging = machine.take(batch.real ? (layout.tiles * layout.tileBytes) / 2 : 0);
    const slots = machine.take(sweep ? blocks * tape.slots * layout.lanes * 8 : 0);
    const measured = machine.take(blocks * tape.measureCount * layout.lanes * 8);
    const sums = machine.take(8 * Math.max(tape.slots, tape.measureCount, words.length));
    const psi = machine.take((layout.single ? 1 : batch.tiles) * layout.tileBytes, layout.tileBytes);
    const lambda = sweep ? machine.take(layout.tiles * layout.tileBytes, layout.tileBytes) : psi;
    return { machine, parameters, tapes, scratch, barrier, staging, psi, lambda, slots, measured, sums };
  }

  function execute(
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
    const pool = tiles * layout.tileBytes < WORTH_DIVIDING ? undefined : poolFor(threads);
    const parts = pool?.ready(threads) ?? 1;
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
  function bound(room: Room, plan: Plan, { weights, inputs, row, shift, sweeps, scaled = true }: Numbers): Bound {
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
      { shift, scaled },
    );
    room.machine.numbers.set(plan.numbers, room.parameters / 8);
    if (sweeps && scaled) {
      const reverse = room.tapes.reverse[0] / 4;
      for (const [turn, at] of plan.tape.optionalX) {
        room.machine.words[reverse + at] = run.readX.has(turn)
          ? plan.tape.code[plan.tape.programs.reverse[0] / 4 + at]
          : 0;
      }
    }
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
      const { machine } = room;
      const numbers = tape.layout.tileBytes / (batch.real ? 16 : 8);
      const part = batch.start.subarray(first * numbers, (first + tiles) * numbers);
      machine.numbers.set(part, (batch.real ? room.staging : at) / 8);
      if (batch.real) machine.kernels.widen(room.staging, at, part.length / 2);
    } else execute(room, room.tapes.start, tape, at, tiles);
  }

  /** ⟨O⟩ of the blocks in `measured`, for rows from `first`. */
  function readValues(
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
        values[first * observables.length + observable] += factors[k] * numbers[room.sums / 8 + measureSlots[k]];
      });
      return;
    }
    const { lanes } = layout;
    const width = measureCount * lanes;
    for (let k = 0; k < words.length; k++) {
      const factor = factors[k];
      let to = first * observables.length + words[k].observable;
      for (let row = 0, block = room.measured / 8 + measureSlots[k] * lanes; row < count; block += width) {
        for (let lane = 0; lane < lanes && row < count; lane++, row++, to += observables.length) {
          values[to] += factor * numbers[block + lane];
        }
      }
    }
  }

  /** Runs the batch forward, calling back with each stretch of rows that lies in memory. */
  function forward(
    room: Room,
    plan: Plan,
    batch: FastBatch,
    weights: ArrayLike<number>,
    { shift, sweeps, scaled }: Pick<Numbers, "shift" | "sweeps" | "scaled">,
    visit: (run: Bound, psi: number, firstRow: number, rows: number, tiles: number, firstTile: number) => void,
  ): void {
    const { tape } = plan;
    const { layout } = tape;
    if (layout.single) {
      for (let row = 0; row < batch.rows; row++) {
        const run = bound(room, plan, { weights, inputs: batch.inputs, row, shift, sweeps, scaled });
        execute(room, room.tapes.prelude, tape, room.psi, 1);
        begin(room, plan, batch, room.psi, row, 1);
        execute(room, room.tapes.forward, tape, room.psi, 1);
        visit(run, room.psi, row, 1, 1, row);
      }
      return;
    }
    const run = bound(room, plan, { weights, inputs: batch.inputs, row: 0, shift, sweeps, scaled });
    execute(room, room.tapes.prelude, tape, room.psi, 1);
    for (let first = 0; first < batch.tiles; first += layout.tiles) {
      const tiles = Math.min(layout.tiles, batch.tiles - first);
      const at = room.psi + first * layout.tileBytes;
      setAngles(room, plan, batch, first, tiles, shift);
      begin(room, plan, batch, at, first, tiles);
      execute(room, room.tapes.forward, tape, at, tiles);
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
    execute(room, room.tapes.measure, tape, psi, tiles, room.measured, tape.measureCount * tape.layout.lanes * 8);
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
    execute(room, room.tapes.seed, tape, psi, tiles);
  }

  function sweep(room: Room, { tape }: Plan, psi: number, tiles: number): void {
    execute(room, room.tapes.reverse, tape, psi, tiles, room.slots, tape.slots * tape.layout.lanes * 8);
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
    derivatives.forEach(({ angle, x, y, z, zBefore }, d) => {
      if ("weight" in angle) {
        let total = 0;
        if (x && c[4 * d] !== 0) total += c[4 * d] * numbers[sum + x.at];
        if (y) total += c[4 * d + 1] * numbers[sum + y.at];
        if (z) total += c[4 * d + 2] * numbers[sum + z.at];
        if (zBefore) total += c[4 * d + 3] * numbers[sum + zBefore.at];
        gradient[angle.weight] += angle.scale * total;
      } else if (inputGradient) {
        for (let row = 0; row < rows; row++) {
          const block = room.slots / 8 + Math.floor(row / layout.lanes) * slots * layout.lanes + (row % layout.lanes);
          const read = (slot: number): number =>
            layout.single ? numbers[sum + slot] : numbers[block + slot * layout.lanes];
          let total = 0;
          if (x && c[4 * d] !== 0) total += c[4 * d] * read(x.at);
          if (y) total += c[4 * d + 1] * read(y.at);
          if (z) total += c[4 * d + 2] * read(z.at);
          if (zBefore) total += c[4 * d + 3] * read(zBefore.at);
          inputGradient[(firstRow + row) * circuit.inputs + angle.input] += angle.scale * total;
        }
      }
    });
  }

  /** Runs `work` with room for one call. */
  function within<T>(batch: FastBatch, all: boolean, sweeps: boolean, work: (room: Room, plan: Plan) => T): T {
    const machine = poolFor(threads)?.machine ?? machineFor(false);
    const plan = planFor(batch.layout, batch.start === undefined, all);
    return machine.frame(() => work(roomFor(machine, plan, batch, sweeps), plan));
  }

  /** The basis states as a batch: the columns of the circuit's unitary. */
  let basis: FastBatch | undefined;
  const engine: Engine = {
    load({ rows, inputs, states }: CheckedBatch): FastBatch {
      const { layout, tiles } = layoutFor(qubits, rows);
      const real = states !== undefined && !states.im && !layout.single;
      return {
        rows,
        inputs,
        layout,
        tiles,
        real,
        ...(states && {
          start: real ? tileReal(states.re, rows, size, layout) : tileRows(states.re, states.im, rows, size, layout),
        }),
        angles: new Map(),
      };
    },

    expectations(weights, batch, shift) {
      const given = batch as FastBatch;
      const values = new Float64Array(given.rows * observables.length);
      if (byMoments(given, VALUE_RATIO)) {
        throughUnitary(weights, given, shift, false, (fill) => fill(values));
        return values;
      }
      within(given, false, false, (room, plan) =>
        forward(room, plan, given, weights, { shift, sweeps: false }, (run, psi, firstRow, rows, tiles) =>
          measure(room, plan, run, psi, tiles, firstRow, rows, values),
        ),
      );
      return values;
    },

    vjp(weights, batch, cotangents, inputsToo) {
      const given = batch as FastBatch;
      if (byMoments(given, SWEEP_RATIO)) return momentsVjp(weights, given, cotangents, inputsToo);
      const values = new Float64Array(given.rows * observables.length);
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = inputsToo ? new Float64Array(given.rows * circuit.inputs) : undefined;
      within(given, false, true, (room, plan) => {
        const { single } = given.layout;
        const perRow = single && given.rows > 1;
        // States of a batch stay until the cotangents are known; single states one by one, so those are run again.
        let last: Bound | undefined;
        forward(room, plan, given, weights, { shift: undefined, sweeps: true }, (run, psi, firstRow, rows, tiles) => {
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
        if (perRow) forward(room, plan, given, weights, { shift: undefined, sweeps: true }, back);
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
        let termsFor: Bound | undefined;
        let terms: Term[] = [];
        const kept = count > 1 ? room.machine.take(layout.tiles * layout.tileBytes) : 0;
        forward(room, plan, given, weights, { shift: undefined, sweeps: true }, (run, psi, firstRow, rows, tiles) => {
          measure(room, plan, run, psi, tiles, firstRow, rows, values);
          const bytes = tiles * layout.tileBytes;
          if (termsFor !== run) [termsFor, terms] = [run, termsOf(plan, run)];
          if (kept) room.machine.kernels.copy(psi, kept, bytes);
          for (let observable = 0; observable < count; observable++) {
            if (observable > 0) room.machine.kernels.copy(kept, psi, bytes);
            seed(room, plan, run, psi, tiles, firstRow, rows, (_, other) => (other === observable ? 1 : 0));
            sweep(room, plan, psi, tiles);
            addRows(room, plan, terms, firstRow, rows, (row) => (row * count + observable) * circuit.weights, jacobian);
          }
        });
      });
      return { values, jacobian };
    },

    states(weights, batch, shift, visit) {
      const given = batch as FastBatch;
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      within(given, true, false, (room, plan) =>
        forward(room, plan, given, weights, { shift, sweeps: false }, (run, psi, firstRow, rows) => {
          for (let row = 0; row < rows; row++) {
            untile(room.machine.numbers, psi / 8, plan, run, row, re, im);
            visit(firstRow + row, re, im);
          }
        }),
      );
    },

    shifted(weights, batch, shifts) {
      const given = batch as FastBatch;
      const block = given.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      const plan = planFor(given.layout, given.start === undefined, false);
      const { branching, running } = branchesOf(shifts, plan);
      for (const k of running) out.set(this.expectations(weights, batch, shifts[k]), k * block);
      if (branching.length > 0) branchOff(weights, given, shifts, branching, out);
      return out;
    },

    release: () => releaseLarge(stopThreads),
  };
  return engine;

  /**
   * Shifts that branch off, in the order of their stages, and those that need a run of their own: of a row's angle, or of a gate with
   * several frequencies.
   */
  function branchesOf(
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
  function branchOff(
    weights: ArrayLike<number>,
    batch: FastBatch,
    shifts: readonly Shift[],
    branching: readonly { readonly derivative?: Derivative; readonly d: number; readonly shifts: readonly number[] }[],
    out: Float64Array,
  ): void {
    const count = observables.length;
    const block = batch.rows * count;
    const [own, other, cross] = [0, 0, 0].map(() => new Float64Array(block));
    within(batch, false, true, (room, plan) => {
      const { tape } = plan;
      const { layout, branch } = tape;
      const { machine } = room;
      const bytes = layout.tiles * layout.tileBytes;
      const side = machine.take(bytes, layout.tileBytes);
      const prefix = machine.take(bytes, layout.tileBytes);
      const codes = new Map<Turn | Phase, readonly [number, number]>();
      for (const { derivative } of branching) {
        if (!derivative?.element) continue;
        const code = tape.branches.get(derivative.element)!;
        const at = machine.take(code.byteLength);
        machine.words.set(code, at / 4);
        codes.set(derivative.element, [at, at + code.byteLength]);
      }
      const [from, end] = room.tapes.stepwise;
      const stop = (stage: number): number => from + 4 * tape.forwardStops[stage];
      forward(
        room,
        plan,
        batch,
        weights,
        { shift: undefined, sweeps: true, scaled: false },
        (run, psi, firstRow, rows, tiles, firstTile) => {
          const width = tape.measureCount * layout.lanes * 8;
          const read = (tapeOf: "measure" | "cross", left: number, right: number, into: Float64Array): void => {
            into.fill(0, firstRow * count, (firstRow + rows) * count);
            execute({ ...room, lambda: left }, room.tapes[tapeOf], tape, right, tiles, room.measured, width);
            readValues(room, plan, run, firstRow, rows, into, tapeOf === "cross");
          };
          read("measure", psi, psi, own);
          begin(room, plan, batch, prefix, firstTile, tiles);
          let done = from;
          for (const { derivative, d, shifts: moved } of branching) {
            if (derivative?.element && derivative.coefficient !== undefined) {
              const here = stop(derivative.stage!);
              if (here > done) execute(room, [done, here], tape, prefix, tiles);
              done = Math.max(done, here);
              const { numbers } = machine;
              for (let axis = 0; axis < 3; axis++) {
                numbers[(room.parameters + branch[axis]) / 8] =
                  run.coefficients[4 * d + axis] / (2 * derivative.coefficient);
              }
              execute({ ...room, lambda: side }, codes.get(derivative.element)!, tape, prefix, tiles);
              execute(room, [here, end], tape, side, tiles);
              read("measure", side, side, other);
              read("cross", psi, side, cross);
            }
            for (const k of moved) {
              const alpha = derivative ? derivative.coefficient! * shifts[k].delta : 0;
              const [c, s] = [cos(alpha), sin(alpha)];
              const [a, b, d2] = [c * c, s * s, 2 * c * s];
              const [from, to] = [firstRow * count, (firstRow + rows) * count];
              for (let at = from, place = k * block + from; at < to; at++, place++) {
                out[place] = a * own[at] + b * other[at] + d2 * cross[at];
              }
            }
          }
        },
      );
    });
  }

  /** Whether real samples outnumber amplitudes so far that their second moments are worth taking. */
  function byMoments({ rows, real, inputs }: FastBatch, ratio: number): boolean {
    return real && inputs.length === 0 && observables.length === 1 && size >= MOMENT_SIZE && rows >= ratio * size;
  }

  /**
   * Runs all basis states, which are the columns of the circuit's unitary U, and λ = O U, and hands on what fills in ⟨O⟩ = xᵀAx of each
   * sample, with A = Re(U†OU).
   */
  function throughUnitary<T>(
    weights: ArrayLike<number>,
    batch: FastBatch,
    shift: Shift | undefined,
    sweeps: boolean,
    work: (
      fill: (values: Float64Array) => void,
      inside: { room: Room; plan: Plan; run: Bound; lambda: number; samples: number; form: number },
    ) => T,
  ): T {
    basis ??= engine.load({ rows: size, inputs: new Float64Array(0), states: { re: identity(size) } }) as FastBatch;
    const columns = basis;
    return within(columns, false, sweeps, (room, plan) => {
      const { machine } = room;
      const { tape } = plan;
      const { layout } = tape;
      const lambda = machine.take(columns.tiles * layout.tileBytes, layout.tileBytes);
      const samples = machine.take(batch.start!.byteLength);
      machine.numbers.set(batch.start!, samples / 8);
      const form = machine.take(8 * size * size);
      const results = machine.take(8 * batch.tiles * batch.layout.lanes);
      let last: Bound | undefined;
      forward(room, plan, columns, weights, { shift, sweeps }, (run, psi, firstRow, rows, tiles, first) => {
        last = run;
        seed({ ...room, lambda: lambda + first * layout.tileBytes }, plan, run, psi, tiles, firstRow, rows, () => 1);
      });
      const run = last!;
      machine.kernels.observed(room.psi, lambda, size, run.scale * run.scale, form);
      const fill = (values: Float64Array): void => {
        machine.kernels.quadratic(samples, form, batch.tiles, size, results);
        values.set(machine.numbers.subarray(results / 8, results / 8 + batch.rows));
      };
      return work(fill, { room, plan, run, lambda, samples, form });
    });
  }

  /** With M = Σ cotangent · xxᵀ, Σ cotangent · ⟨O⟩ = Tr(U†OU M): a sweep of as many states as there are amplitudes. */
  function momentsVjp(
    weights: ArrayLike<number>,
    batch: FastBatch,
    cotangents: Cotangents,
    inputsToo: boolean,
  ): { values: Float64Array; gradient: Float64Array; inputGradient?: Float64Array } {
    const values = new Float64Array(batch.rows);
    const gradient = new Float64Array(circuit.weights);
    throughUnitary(weights, batch, undefined, true, (fill, { room, plan, run, lambda, samples, form }) => {
      fill(values);
      const slopes = typeof cotangents === "function" ? cotangents(values) : cotangents;
      const { machine } = room;
      const { tape } = plan;
      const { layout } = tape;
      const columns = basis!;
      const cells = batch.tiles * batch.layout.lanes;
      const factors = machine.take(8 * cells);
      const sums = machine.take(16 * size * size);
      machine.numbers.fill(0, factors / 8 + batch.rows, factors / 8 + cells);
      machine.numbers.set(slopes, factors / 8);
      machine.kernels.moments(samples, factors, batch.tiles, size, sums, form);
      machine.kernels.loadColumns(form, size, room.psi);
      const slotBytes = tape.slots * layout.lanes * 8;
      const slots = machine.take(columns.tiles * slotBytes);
      for (let first = 0; first < columns.tiles; first += layout.tiles) {
        const tiles = Math.min(layout.tiles, columns.tiles - first);
        const psi = room.psi + first * layout.tileBytes;
        const here = { ...room, lambda: lambda + first * layout.tileBytes, slots: slots + first * slotBytes };
        execute(here, room.tapes.forward, tape, psi, tiles);
        sweep(here, plan, psi, tiles);
      }
      collect({ ...room, slots }, plan, run, columns.tiles, 0, size, gradient, undefined);
    });
    return { values, gradient, ...(inputsToo && { inputGradient: new Float64Array(0) }) };
  }

  /** What makes up ∂⟨O⟩/∂weight, by column. */
  function termsOf({ derivatives }: Plan, { coefficients }: Bound): Term[] {
    const terms: Term[] = [];
    derivatives.forEach(({ angle, x, y, z, zBefore }, d) => {
      if (!("weight" in angle)) return;
      [x, y, z, zBefore].forEach((slot, k) => {
        const coefficient = angle.scale * coefficients[4 * d + k];
        if (slot && coefficient !== 0) terms.push({ column: angle.weight, slot: slot.at, coefficient });
      });
    });
    return terms.sort((a, b) => a.column - b.column);
  }

  /** ∂⟨O⟩/∂weight of each row. */
  function addRows(
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
      const result = machine.take(8 * rows * circuit.weights);
      terms.forEach(({ column, slot, coefficient }, k) => {
        machine.words[words / 4 + 2 * k] = slot;
        machine.words[words / 4 + 2 * k + 1] = column;
        machine.numbers[coefficients / 8 + k] = coefficient;
      });
      machine.numbers.fill(0, result / 8, result / 8 + rows * circuit.weights);
      const width = circuit.weights * 8;
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
        const from = result / 8 + row * circuit.weights;
        jacobian.set(machine.numbers.subarray(from, from + circuit.weights), to);
      }
    });
  }
}

function identity(size: number): Float64Array {
  const re = new Float64Array(size * size);
  for (let k = 0; k < size; k++) re[k * size + k] = 1;
  return re;
}

/** The same row angle, moved. */
function shiftedBy<T extends { readonly at: Located }>(one: T, delta: number): T {
  const [angle] = one.at.angles;
  if (typeof angle === "number") return one;
  return { ...one, at: { ...one.at, angles: [{ ...angle, offset: angle.offset + delta }] } };
}
