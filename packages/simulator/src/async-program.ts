import type { Circuit } from "@uphill/circuits";
import { Analysis, type CompileOptions, type OwnedBatch } from "./analysis.js";
import { choose } from "./choose.js";
import type { AnyEngine, EngineProgram, Promised } from "./engines/engine.js";
import { checkShots } from "./memory.js";
import type { Batch, BatchSource, Program, Run, SampleRun, Shift } from "./program.js";
import * as pairs from "./pairs.js";
import * as views from "./views.js";

/** A {@link Program} whose calls answer with promises. A call that {@link Program} refuses with an error rejects. */
export type AsyncProgram = Promised<Program>;

/** A circuit compiled for one of these engines. @throws UphillError "observable" | "memory" | "engine" | "threads" */
export async function asyncProgram(
  given: Circuit,
  options: CompileOptions,
  engines: readonly AnyEngine[],
): Promise<AsyncProgram> {
  const analysis = new Analysis<AnyEngine>(given, options);
  const { circuit, derived, observables, cone, need } = analysis;
  const { qubits } = circuit;
  const stateBytes = 16 * 2 ** qubits;
  const support = engines.map(async (engine) => ({ engine, support: await engine.supports(derived.circuit, need) }));
  const chosen = choose(options.engine ?? "auto", await Promise.all(support));
  const allQubits = Array.from({ length: qubits }, (_, qubit) => qubit);

  /** Made when a batch first needs it. */
  const programs = new Map<AnyEngine, Promise<Promised<EngineProgram>>>();
  function programOf(engine: AnyEngine): Promise<Promised<EngineProgram>> {
    let program = programs.get(engine);
    if (!program) {
      program =
        "compileAsync" in engine
          ? engine.compileAsync(derived.circuit, need)
          : lifted(engine.compile(derived.circuit, need));
      programs.set(engine, program);
    }
    return program;
  }

  async function prepare(source: BatchSource): Promise<Batch> {
    const { loaded, owned } = analysis.accept(source, chosen);
    const batch: OwnedBatch<AnyEngine> = { ...owned, held: await (await programOf(owned.engine)).load(loaded) };
    return batch;
  }

  let ground: Promise<Batch> | undefined;
  async function own({ weights, batch }: Run): Promise<OwnedBatch<AnyEngine>> {
    return analysis.own(weights, batch ?? (await (ground ??= prepare({}))));
  }

  async function ownForGradient(run: Run, work: "vjp" | "jacobian"): Promise<OwnedBatch<AnyEngine>> {
    const owned = await own(run);
    analysis.checkDerivatives(owned, work, engines);
    return owned;
  }

  /** The states of all rows, fetched and kept, as views take them. @param bytesFor what the view makes of so many rows */
  async function fetched<R extends Run>(
    given: R,
    bytesFor: (rows: number) => number,
    shift?: Shift,
  ): Promise<{ readonly run: R & views.WholeRun; readonly states: views.ShowStates }> {
    const batch = await own(given);
    analysis.checkView(batch, bytesFor(batch.rows) + stateBytes * batch.rows);
    const kept: { readonly re: Float64Array; readonly im: Float64Array }[] = [];
    const visit = (row: number, re: Float64Array, im: Float64Array): void => {
      kept[row] = { re: re.slice(), im: im.slice() };
    };
    await (await programOf(batch.engine)).states({ weights: given.weights, batch: batch.held, shift, visit });
    return { run: { ...given, batch }, states: (_, show) => kept.forEach(({ re, im }, row) => show(row, re, im)) };
  }

  async function overlaps({
    other: otherGiven,
    ...given
  }: Run & { readonly other: Run }): Promise<{ re: Float64Array; im: Float64Array }> {
    const one = await fetched(given, (rows) => stateBytes * rows);
    const other = await fetched(otherGiven, () => 0);
    const states: views.ShowStates = (run, visit) => (run === one.run ? one : other).states(run, visit);
    return views.overlaps(states, one.run, other.run, qubits);
  }

  return {
    circuit,
    observables,
    liveWeights: cone.weights,
    liveOperations: cone.operations,
    prepare,

    async expectations(run) {
      const { engine, held } = await own(run);
      return (await programOf(engine)).expectations({ weights: run.weights, batch: held });
    },

    async shifted({ shifts, ...run }) {
      const { engine, held } = await own(run);
      analysis.checkShifts(shifts);
      return (await programOf(engine)).shifted({ weights: run.weights, batch: held, shifts });
    },

    async vjp({ cotangents: given, inputsToo = false, ...run }) {
      const { engine, held, rows, inputs } = await ownForGradient(run, "vjp");
      const cotangents = analysis.checkCotangents(given, rows);
      const found = await (await programOf(engine)).vjp({ weights: run.weights, batch: held, cotangents, inputsToo });
      return analysis.pulledBack(found, inputs, rows);
    },

    async jacobian(run) {
      const { engine, held } = await ownForGradient(run, "jacobian");
      return (await programOf(engine)).jacobian({ weights: run.weights, batch: held });
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- a refusal is a rejection
    checkDerivatives: async (batch) => analysis.checkDerivatives(batch as OwnedBatch<AnyEngine>, "vjp", engines),

    async state(given) {
      if (given.shift) analysis.checkShifts([given.shift]);
      const { run, states } = await fetched(given, (rows) => stateBytes * rows, given.shift);
      return views.state(states, run, qubits);
    },
    async sample(given: SampleRun) {
      checkShots(given.shots);
      const { run, states } = await fetched(given, (rows) => 4 * given.shots * rows, given.shift);
      return views.sample(states, run, qubits);
    },
    async probabilities({ qubits: named = allQubits, ...given }) {
      const { run, states } = await fetched(given, (rows) => 8 * 2 ** named.length * rows);
      return views.probabilities(states, run, named, qubits);
    },
    async reducedDensity({ qubits: named, ...given }) {
      const { run, states } = await fetched(given, (rows) => 16 * 4 ** named.length * rows);
      return views.reducedDensity(states, run, named, qubits);
    },
    overlaps,
    fidelities: async (run) => views.fidelities(await overlaps(run)),

    async fidelityVjp({ cotangents, ...given }) {
      const { engine, held, rows } = await ownForGradient(given, "vjp");
      const { run, states } = await fetched(given, () => pairs.bytesForVjp(qubits, rows));
      const found = pairs.overlapMatrix(qubits, views.state(states, run, qubits));
      const { fidelities, lambda } = pairs.cotangentStates(found, (values) =>
        analysis.checkPairs(cotangents(values), rows),
      );
      const program = await programOf(engine);
      return { fidelities, gradient: await program.sweepStates({ weights: run.weights, batch: held, lambda }) };
    },

    async dispose() {
      for (const program of programs.values()) await (await program).release();
    },
  };
}

/** An engine's program that answers at once, as one that takes its time. */
// eslint-disable-next-line @typescript-eslint/require-await -- what throws is a rejection
async function lifted(program: EngineProgram): Promise<Promised<EngineProgram>> {
  const later =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    // eslint-disable-next-line @typescript-eslint/require-await -- what throws is a rejection
    async (...args: A): Promise<R> =>
      call(...args);
  return {
    load: later((batch) => program.load(batch)),
    expectations: later((run) => program.expectations(run)),
    shifted: later((run) => program.shifted(run)),
    vjp: later((run) => program.vjp(run)),
    jacobian: later((run) => program.jacobian(run)),
    states: later((run) => program.states(run)),
    sweepStates: later((run) => program.sweepStates(run)),
    release: later(() => program.release()),
  };
}
