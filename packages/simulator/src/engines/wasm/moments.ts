import type { Cotangents, Shift } from "../../program.js";
import type { Bound } from "./bind.js";
import { collect } from "./gradient.js";
import type { Plan, Task } from "./plan.js";
import type { FastBatch, Room, Runner } from "./run.js";
import { seed } from "./values.js";

/** From this many amplitudes on samples may run as second moments; a tile then has eight lanes. */
const MOMENT_SIZE = 8;
/** How many times the samples must outnumber the amplitudes: for a sweep, and for values alone. */
export const SWEEP_RATIO = 3;
export const VALUE_RATIO = 6;

/** Whether real samples outnumber amplitudes so far that their second moments are worth taking. */
export function byMoments({ rows, real, inputs }: FastBatch, { circuit, observables }: Task, ratio: number): boolean {
  const size = 2 ** circuit.qubits;
  return real && inputs.length === 0 && observables.length === 1 && size >= MOMENT_SIZE && rows >= ratio * size;
}

/**
 * Runs all basis states, which are the columns of the circuit's unitary U, and λ = O U, and hands on what fills in ⟨O⟩ = xᵀAx of each
 * sample, with A = Re(U†OU).
 */
export function throughUnitary<T>(
  runner: Runner,
  columns: FastBatch,
  weights: ArrayLike<number>,
  batch: FastBatch,
  shift: Shift | undefined,
  sweeps: boolean,
  work: (
    fill: (values: Float64Array) => void,
    inside: { room: Room; plan: Plan; run: Bound; lambda: number; samples: number; form: number },
  ) => T,
): T {
  const size = columns.rows;
  return runner.within(columns, false, sweeps, (room, plan) => {
    const { machine } = room;
    const { tape } = plan;
    const { layout } = tape;
    const lambda = machine.take(columns.tiles * layout.tileBytes, layout.tileBytes);
    const samples = machine.take(batch.start!.byteLength);
    machine.numbers.set(batch.start!, samples / 8);
    const form = machine.take(8 * size * size);
    const results = machine.take(8 * batch.tiles * batch.layout.lanes);
    let last: Bound | undefined;
    runner.forward(room, plan, columns, weights, { shift, sweeps }, (run, psi, firstRow, rows, tiles, first) => {
      last = run;
      seed(
        runner,
        { ...room, lambda: lambda + first * layout.tileBytes },
        plan,
        run,
        psi,
        tiles,
        firstRow,
        rows,
        () => 1,
      );
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
export function momentsVjp(
  runner: Runner,
  columns: FastBatch,
  weights: ArrayLike<number>,
  batch: FastBatch,
  cotangents: Cotangents,
  inputsToo: boolean,
): { values: Float64Array; gradient: Float64Array; inputGradient?: Float64Array } {
  const values = new Float64Array(batch.rows);
  const gradient = new Float64Array(runner.task.circuit.weights);
  const size = columns.rows;
  throughUnitary(
    runner,
    columns,
    weights,
    batch,
    undefined,
    true,
    (fill, { room, plan, run, lambda, samples, form }) => {
      fill(values);
      const slopes = typeof cotangents === "function" ? cotangents(values) : cotangents;
      const { machine } = room;
      const { tape } = plan;
      const { layout } = tape;
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
        runner.execute(here, room.tapes.forward, tape, psi, tiles);
        runner.sweep(here, plan, psi, tiles);
      }
      collect(runner, { ...room, slots }, plan, run, columns.tiles, 0, size, gradient, undefined);
    },
  );
  return { values, gradient, ...(inputsToo && { inputGradient: new Float64Array(0) }) };
}
