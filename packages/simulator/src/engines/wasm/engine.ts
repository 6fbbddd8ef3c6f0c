import type { Circuit } from "@uphill/circuits";
import { branchesOf, branchOff } from "./branches.js";
import type { Bound } from "./bind.js";
import type { CheckedBatch } from "../../batch.js";
import type { EngineNeed, EngineProgram } from "../engine.js";
import { layoutFor, tileReal, tileRows, untile } from "./layout.js";
import { halvesOf } from "./halves.js";
import { releaseLarge } from "./machine.js";
import { byMoments, momentsVjp, SWEEP_RATIO, throughUnitary, VALUE_RATIO } from "./moments.js";
import { planner, type Task } from "./plan.js";
import { addRows, collect, termsOf, type Term } from "./gradient.js";
import { Runner, type BoundRun, type FastBatch } from "./run.js";
import { sweepHalves } from "./stitch.js";
import { stopThreads } from "./threads.js";
import { measure, seed } from "./values.js";

/** The program of a circuit whose operations are all supported, on a platform that has WebAssembly with SIMD. */
export function compileWasm(circuit: Circuit, need: EngineNeed): EngineProgram {
  const task: Task = { ...need, circuit };
  const { observables } = task;
  const planFor = planner(task);
  const { qubits } = circuit;
  const size = 2 ** qubits;
  const runner = new Runner(task, planFor);
  const halves = halvesOf(circuit, task.live);
  const live = task.live.map((alive, k) => alive && !halves?.within[k]);
  const behind = halves && { ...task, live, halves };
  const behindHalves = behind && new Runner(behind, planner(behind));
  /** Large states from |0…0⟩ may start as two halves. */
  const runnerFor = ({ layout, start }: FastBatch): Runner =>
    behindHalves && layout.single && !start ? behindHalves : runner;

  /** The basis states as a batch: the columns of the circuit's unitary. */
  let basis: FastBatch | undefined;
  const columns = (): FastBatch =>
    (basis ??= engine.load({
      rows: size,
      inputs: new Float64Array(0),
      states: { re: identity(size) },
    }) as FastBatch);

  const engine: EngineProgram = {
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

    expectations({ weights, batch, shift }) {
      const given = batch as FastBatch;
      const values = new Float64Array(given.rows * observables.length);
      if (byMoments(given, task, VALUE_RATIO)) {
        throughUnitary(runner, columns(), weights, given, shift, false, (fill) => fill(values));
        return values;
      }
      const used = shift ? runner : runnerFor(given);
      used.within(given, false, false, (room, plan) =>
        used.forward(room, plan, given, weights, { shift, sweeps: false }, (run, psi, firstRow, rows, tiles) =>
          measure(used, room, plan, run, psi, tiles, firstRow, rows, values),
        ),
      );
      return values;
    },

    vjp({ weights, batch, cotangents, inputsToo }) {
      const given = batch as FastBatch;
      if (byMoments(given, task, SWEEP_RATIO))
        return momentsVjp(runner, columns(), weights, given, cotangents, inputsToo);
      const values = new Float64Array(given.rows * observables.length);
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = inputsToo ? new Float64Array(given.rows * circuit.inputs) : undefined;
      const used = runnerFor(given);
      used.within(given, false, true, (room, plan) => {
        const { single } = given.layout;
        const perRow = single && given.rows > 1;
        // States of a batch stay until the cotangents are known; single states one by one, so those are run again.
        let last: BoundRun | undefined;
        used.forward(
          room,
          plan,
          given,
          weights,
          { shift: undefined, sweeps: true },
          (run, psi, firstRow, rows, tiles) => {
            last = run;
            measure(used, room, plan, run, psi, tiles, firstRow, rows, values);
          },
        );
        const cot = typeof cotangents === "function" ? cotangents(values) : cotangents;
        const at = (row: number, observable: number): number => cot[row * observables.length + observable];
        const back = (run: BoundRun, psi: number, firstRow: number, rows: number, tiles: number): void => {
          seed(used, room, plan, run, psi, tiles, firstRow, rows, at);
          used.sweep(room, plan, psi, tiles);
          collect(used, room, plan, run, tiles, firstRow, rows, gradient, inputGradient);
          sweepHalves(used, room, plan, run, firstRow, gradient, inputGradient);
        };
        if (perRow) used.forward(room, plan, given, weights, { shift: undefined, sweeps: true }, back);
        else if (single) back(last!, room.psi, 0, 1, 1);
        else {
          const { layout } = plan.tape;
          for (let first = 0; first < given.tiles; first += layout.tiles) {
            const tiles = Math.min(layout.tiles, given.tiles - first);
            const firstRow = first * layout.lanes;
            used.setAngles(room, plan, given, first, tiles);
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

    jacobian({ weights, batch }) {
      const given = batch as FastBatch;
      const count = observables.length;
      const values = new Float64Array(given.rows * count);
      const jacobian = new Float64Array(values.length * circuit.weights);
      runner.within(given, false, true, (room, plan) => {
        const { layout } = plan.tape;
        let termsFor: Bound | undefined;
        let terms: Term[] = [];
        const kept = count > 1 ? room.machine.take(layout.tiles * layout.tileBytes) : 0;
        runner.forward(
          room,
          plan,
          given,
          weights,
          { shift: undefined, sweeps: true },
          (run, psi, firstRow, rows, tiles) => {
            measure(runner, room, plan, run, psi, tiles, firstRow, rows, values);
            const bytes = tiles * layout.tileBytes;
            if (termsFor !== run) [termsFor, terms] = [run, termsOf(plan, run)];
            if (kept) room.machine.kernels.copy(psi, kept, bytes);
            for (let observable = 0; observable < count; observable++) {
              if (observable > 0) room.machine.kernels.copy(kept, psi, bytes);
              seed(runner, room, plan, run, psi, tiles, firstRow, rows, (_, other) => (other === observable ? 1 : 0));
              runner.sweep(room, plan, psi, tiles);
              addRows(
                runner,
                room,
                plan,
                terms,
                firstRow,
                rows,
                (row) => (row * count + observable) * circuit.weights,
                jacobian,
              );
            }
          },
        );
      });
      return { values, jacobian };
    },

    states({ weights, batch, shift, visit }) {
      const given = batch as FastBatch;
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      runner.within(given, true, false, (room, plan) =>
        runner.forward(room, plan, given, weights, { shift, sweeps: false }, (run, psi, firstRow, rows) => {
          for (let row = 0; row < rows; row++) {
            untile(room.machine.numbers, psi / 8, plan, run, row, re, im);
            visit(firstRow + row, re, im);
          }
        }),
      );
    },

    shifted({ weights, batch, shifts }) {
      const given = batch as FastBatch;
      const block = given.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      const plan = planFor(given.layout, given.start === undefined, false);
      const { branching, running } = branchesOf(task.live, shifts, plan);
      for (const k of running) out.set(engine.expectations({ weights, batch, shift: shifts[k] }), k * block);
      if (branching.length > 0) branchOff(runner, weights, given, shifts, branching, out);
      return out;
    },

    release: () => releaseLarge(stopThreads),
  };
  return engine;
}

function identity(size: number): Float64Array {
  const re = new Float64Array(size * size);
  for (let k = 0; k < size; k++) re[k * size + k] = 1;
  return re;
}
