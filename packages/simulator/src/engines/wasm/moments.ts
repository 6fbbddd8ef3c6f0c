import type { Cotangents, Shift } from "../../program.js";
import type { BoundRun, WasmCall, WasmBatch } from "./call.js";
import { execute } from "./execute.js";
import { collect } from "./gradient.js";
import type { PlanTask } from "./plan.js";
import { forTiles, forward, sweep, within, type Runner } from "./run.js";
import { seed } from "./values.js";

/** From this many amplitudes on samples may run as second moments; a tile then has eight lanes. */
const MOMENT_SIZE = 8;
/** How many times the samples must outnumber the amplitudes: for a sweep, and for values alone. */
export const SWEEP_RATIO = 3;
export const VALUE_RATIO = 6;

/** Whether real samples outnumber amplitudes so far that their second moments are worth taking. */
export function byMoments(
  { rows, real, inputs }: WasmBatch,
  { circuit, observables }: PlanTask,
  ratio: number,
): boolean {
  const size = 2 ** circuit.qubits;
  return real && inputs.length === 0 && observables.length === 1 && size >= MOMENT_SIZE && rows >= ratio * size;
}

/** A batch of samples, and the basis states whose ends are the columns of the circuit's unitary. */
export interface MomentRun {
  readonly weights: ArrayLike<number>;
  readonly batch: WasmBatch;
  readonly columns: WasmBatch;
}

/** What is known behind all basis states: how values are filled in, and where things lie. */
interface Inside {
  /** Fills in ⟨O⟩ = xᵀAx of each sample. */
  readonly fill: (values: Float64Array) => void;
  readonly call: WasmCall;
  readonly run: BoundRun;
  readonly lambda: number;
  readonly samples: number;
  readonly form: number;
}

/** Values by A = Re(U†OU). */
export function momentValues(runner: Runner, run: MomentRun, shift: Shift | undefined, values: Float64Array): void {
  throughUnitary(runner, run, { shift, sweeps: false }, ({ fill }) => fill(values));
}

/** Runs all basis states, which are the columns of the circuit's unitary U, and λ = O U, with A = Re(U†OU). */
function throughUnitary(
  runner: Runner,
  { weights, batch, columns }: MomentRun,
  { shift, sweeps }: { readonly shift?: Shift; readonly sweeps: boolean },
  work: (inside: Inside) => void,
): void {
  const size = columns.rows;
  within(runner, columns, { sweeps }, (call) => {
    const { room, plan } = call;
    const { machine } = room;
    const { layout } = plan.tape;
    const lambda = machine.take(columns.tiles * layout.tileBytes, layout.tileBytes);
    const samples = machine.take(batch.start!.byteLength);
    machine.numbers.set(batch.start!, samples / 8);
    const form = machine.take(8 * size * size);
    const results = machine.take(8 * batch.tiles * batch.layout.lanes);
    let last: BoundRun | undefined;
    forward(call, { weights, shift, sweeps }, (stretch) => {
      last = stretch.run;
      seed(call, { ...stretch, lambda: lambda + stretch.firstTile * layout.tileBytes }, () => 1);
    });
    const run = last!;
    machine.kernels.observed({ columns: room.psi, lambda, size, scale: run.scale * run.scale, to: form });
    const fill = (values: Float64Array): void => {
      machine.kernels.quadratic({ samples, form, tiles: batch.tiles, size, to: results });
      values.set(machine.numbers.subarray(results / 8, results / 8 + batch.rows));
    };
    work({ fill, call, run, lambda, samples, form });
  });
}

/** With M = Σ cotangent · xxᵀ, Σ cotangent · ⟨O⟩ = Tr(U†OU M): a sweep of as many states as there are amplitudes. */
export function momentsVjp(
  runner: Runner,
  momentRun: MomentRun,
  cotangents: Cotangents,
  inputsToo: boolean,
): { values: Float64Array; gradient: Float64Array; inputGradient?: Float64Array } {
  const { batch, columns } = momentRun;
  const values = new Float64Array(batch.rows);
  const gradient = new Float64Array(runner.task.circuit.weights);
  const size = columns.rows;
  throughUnitary(runner, momentRun, { sweeps: true }, ({ fill, call, run, lambda, samples, form }) => {
    fill(values);
    const slopes = typeof cotangents === "function" ? cotangents(values) : cotangents;
    const { room, plan } = call;
    const { machine } = room;
    const { tape } = plan;
    const { layout } = tape;
    const cells = batch.tiles * batch.layout.lanes;
    const factors = machine.take(8 * cells);
    const sums = machine.take(16 * size * size);
    machine.numbers.fill(0, factors / 8 + batch.rows, factors / 8 + cells);
    machine.numbers.set(slopes, factors / 8);
    machine.kernels.moments({ samples, weights: factors, tiles: batch.tiles, size, sums, to: form });
    machine.kernels.loadColumns(form, size, room.psi);
    const slotBytes = tape.slots * layout.lanes * 8;
    const slots = machine.take(columns.tiles * slotBytes);
    forTiles(call, run, (stretch) => {
      const { firstTile } = stretch;
      const here = { ...stretch, lambda: lambda + firstTile * layout.tileBytes };
      execute(call, room.sections.forward, here);
      sweep(call, here, slots + firstTile * slotBytes);
    });
    const all = { run, psi: room.psi, lambda, tiles: columns.tiles, firstRow: 0, rows: size, firstTile: 0 };
    collect(call, all, { gradient }, slots);
  });
  return { values, gradient, ...(inputsToo && { inputGradient: new Float64Array(0) }) };
}
