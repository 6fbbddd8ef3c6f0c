import type { Circuit } from "@uphill/circuits";
import type { CheckedBatch } from "../../batch.js";
import type { EngineNeed, EngineProgram } from "../engine.js";
import type { BoundTape } from "./bind.js";
import { branchesOf, branchOff } from "./branches.js";
import type { Stretch, WasmBatch } from "./call.js";
import { addRows, collect, termsOf, type Term } from "./gradient.js";
import { halvesOf } from "./halves.js";
import { layoutFor } from "./layout.js";
import { releaseLarge } from "./machine.js";
import { byMoments, momentsVjp, momentValues, SWEEP_RATIO, VALUE_RATIO } from "./moments.js";
import { planner, type PlanTask } from "./plan.js";
import { setAngles } from "./rows.js";
import { forTiles, forward, sweep, within, type Runner } from "./run.js";
import { sweepHalves } from "./stitch.js";
import { stopThreads } from "./threads.js";
import { retile, tileReal, tileRows, untile } from "./tiles.js";
import { measure, seed } from "./values.js";

/** The program of a circuit whose operations are all supported, on a platform that has WebAssembly with SIMD. */
export function compileWasm(circuit: Circuit, need: EngineNeed): EngineProgram {
  const task: PlanTask = { ...need, circuit };
  const { observables } = task;
  const planFor = planner(task);
  const { qubits } = circuit;
  const size = 2 ** qubits;
  const runner: Runner = { task, planFor };
  const halves = halvesOf(circuit, task.live);
  const live = task.live.map((alive, k) => alive && !halves?.within[k]);
  const behind = halves && { ...task, live, halves };
  const behindHalves = behind && { task: behind, planFor: planner(behind) };
  /** Large states from |0…0⟩ may start as two halves. */
  const runnerFor = ({ layout, start }: WasmBatch): Runner =>
    behindHalves && layout.single && !start ? behindHalves : runner;

  /** The basis states as a batch: the columns of the circuit's unitary. */
  let basis: WasmBatch | undefined;
  const columns = (): WasmBatch =>
    (basis ??= engine.load({
      rows: size,
      inputs: new Float64Array(0),
      states: { re: identity(size) },
    }) as WasmBatch);

  const engine: EngineProgram = {
    load({ rows, inputs, states }: CheckedBatch): WasmBatch {
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
      const given = batch as WasmBatch;
      const values = new Float64Array(given.rows * observables.length);
      if (byMoments(given, task, VALUE_RATIO)) {
        momentValues(runner, { weights, batch: given, columns: columns() }, shift, values);
        return values;
      }
      within(shift ? runner : runnerFor(given), given, {}, (call) =>
        forward(call, { weights, shift, sweeps: false }, (stretch) => measure(call, stretch, values)),
      );
      return values;
    },

    vjp({ weights, batch, cotangents, inputsToo }) {
      const given = batch as WasmBatch;
      if (byMoments(given, task, SWEEP_RATIO)) {
        return momentsVjp(runner, { weights, batch: given, columns: columns() }, cotangents, inputsToo);
      }
      const values = new Float64Array(given.rows * observables.length);
      const gradient = new Float64Array(circuit.weights);
      const inputGradient = inputsToo ? new Float64Array(given.rows * circuit.inputs) : undefined;
      within(runnerFor(given), given, { sweeps: true }, (call) => {
        const { single } = given.layout;
        // States of a batch stay until the cotangents are known; single states one by one, so those are run again.
        let last: Stretch | undefined;
        forward(call, { weights, sweeps: true }, (stretch) => {
          last = stretch;
          measure(call, stretch, values);
        });
        const cot = typeof cotangents === "function" ? cotangents(values) : cotangents;
        const at = (row: number, observable: number): number => cot[row * observables.length + observable];
        const gradients = { gradient, inputGradient };
        const back = (stretch: Stretch): void => {
          seed(call, stretch, at);
          sweep(call, stretch);
          collect(call, stretch, gradients);
          sweepHalves(call, stretch, gradients);
        };
        if (single && given.rows > 1) forward(call, { weights, sweeps: true }, back);
        else if (single) back(last!);
        else {
          forTiles(call, last!.run, (stretch) => {
            setAngles(call, stretch);
            back(stretch);
          });
        }
      });
      return { values, gradient, ...(inputGradient && { inputGradient }) };
    },

    jacobian({ weights, batch }) {
      const given = batch as WasmBatch;
      const count = observables.length;
      const values = new Float64Array(given.rows * count);
      const jacobian = new Float64Array(values.length * circuit.weights);
      within(runner, given, { sweeps: true }, (call) => {
        const { room, plan } = call;
        const { kernels } = room.machine;
        const { layout } = plan.tape;
        let termsFor: BoundTape | undefined;
        let terms: Term[] = [];
        const kept = count > 1 ? room.machine.take(layout.tiles * layout.tileBytes) : 0;
        forward(call, { weights, sweeps: true }, (stretch) => {
          const { run, psi, tiles } = stretch;
          measure(call, stretch, values);
          const bytes = tiles * layout.tileBytes;
          if (termsFor !== run) [termsFor, terms] = [run, termsOf(plan, run)];
          if (kept) kernels.copy(psi, kept, bytes);
          for (let observable = 0; observable < count; observable++) {
            if (observable > 0) kernels.copy(kept, psi, bytes);
            seed(call, stretch, (_, other) => (other === observable ? 1 : 0));
            sweep(call, stretch);
            addRows(call, stretch, terms, (row) => (row * count + observable) * circuit.weights, jacobian);
          }
        });
      });
      return { values, jacobian };
    },

    states({ weights, batch, shift, visit }) {
      const [re, im] = [new Float64Array(size), new Float64Array(size)];
      within(runner, batch as WasmBatch, { all: true }, (call) =>
        forward(call, { weights, shift, sweeps: false }, (stretch) => {
          for (let row = 0; row < stretch.rows; row++) {
            untile(call, stretch, row, re, im);
            visit(stretch.firstRow + row, re, im);
          }
        }),
      );
    },

    sweepStates({ weights, batch, lambda }) {
      const gradient = new Float64Array(circuit.weights);
      within(runner, batch as WasmBatch, { all: true, sweeps: true }, (call) =>
        forward(call, { weights, sweeps: true }, (stretch) => {
          retile(call, stretch, lambda);
          sweep(call, stretch);
          collect(call, stretch, { gradient });
        }),
      );
      return gradient;
    },

    shifted({ weights, batch, shifts }) {
      const given = batch as WasmBatch;
      const block = given.rows * observables.length;
      const out = new Float64Array(shifts.length * block);
      const plan = planFor(given.layout, given.start === undefined, "live");
      const { branching, running } = branchesOf(task.live, shifts, plan);
      for (const k of running) out.set(engine.expectations({ weights, batch, shift: shifts[k] }), k * block);
      if (branching.length > 0) branchOff(runner, given, { weights, shifts, branching, out });
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
