import type { Circuit } from "@uphill/circuits";
import { Analysis, type CompileOptions, type OwnedBatch } from "./analysis.js";
import { choose } from "./choose.js";
import type { EngineProgram, SyncEngine } from "./engines/engine.js";
import { checkShots } from "./memory.js";
import type { Batch, Program, Run, Shift } from "./program.js";
import * as pairs from "./pairs.js";
import * as views from "./views.js";

/** A circuit compiled for one of these engines. @throws UphillError "observable" | "memory" | "engine" | "threads" */
export function syncProgram(given: Circuit, options: CompileOptions, engines: readonly SyncEngine[]): Program {
  const analysis = new Analysis<SyncEngine>(given, options);
  const { circuit, derived, observables, cone, need } = analysis;
  const { qubits } = circuit;
  const support = engines.map((engine) => ({ engine, support: engine.supports(derived.circuit, need) }));
  const chosen = choose(options.engine ?? "auto", support);
  const allQubits = Array.from({ length: qubits }, (_, qubit) => qubit);

  /** Made when a batch first needs it. */
  const programs = new Map<SyncEngine, EngineProgram>();
  function programOf(engine: SyncEngine): EngineProgram {
    let program = programs.get(engine);
    if (!program) programs.set(engine, (program = engine.compile(derived.circuit, need)));
    return program;
  }

  function prepare(source: Parameters<Program["prepare"]>[0]): Batch {
    const { loaded, owned } = analysis.accept(source, chosen);
    const batch: OwnedBatch<SyncEngine> = { ...owned, held: programOf(owned.engine).load(loaded) };
    return batch;
  }

  /** One row of |0…0⟩, for runs without a batch. */
  let ground: Batch | undefined;
  const whole = <R extends Run>(run: R): R & views.WholeRun => ({
    ...run,
    batch: run.batch ?? (ground ??= prepare({})),
  });
  const own = ({ weights, batch = (ground ??= prepare({})) }: Run): OwnedBatch<SyncEngine> =>
    analysis.own(weights, batch);

  function ownForGradient(run: Run, work: "vjp" | "jacobian"): OwnedBatch<SyncEngine> {
    const owned = own(run);
    analysis.checkDerivatives(owned, work, engines);
    return owned;
  }

  const states: views.ShowStates = (run, visit, shift) => {
    const { engine, held } = own(run);
    programOf(engine).states({ weights: run.weights, batch: held, shift, visit });
  };

  /** Refuses a view that would not fit. @param bytesFor what it makes of so many rows */
  function view<R extends Run>(given: R, bytesFor: (rows: number) => number): R & views.WholeRun {
    const run = whole(given);
    analysis.checkView(own(run), bytesFor(run.batch.rows));
    return run;
  }

  function checkedShift<R extends { readonly shift?: Shift }>(run: R): R {
    if (run.shift) analysis.checkShifts([run.shift]);
    return run;
  }

  function overlaps({ other, ...given }: Run & { readonly other: Run }): { re: Float64Array; im: Float64Array } {
    const run = view(given, (rows) => 16 * 2 ** qubits * rows);
    return views.overlaps(states, run, whole(other), qubits);
  }

  return {
    circuit,
    observables,
    liveWeights: cone.weights,
    liveOperations: cone.operations,
    prepare,

    expectations(run) {
      const { engine, held } = own(run);
      return programOf(engine).expectations({ weights: run.weights, batch: held });
    },

    shifted({ shifts, ...run }) {
      const { engine, held } = own(run);
      analysis.checkShifts(shifts);
      return programOf(engine).shifted({ weights: run.weights, batch: held, shifts });
    },

    vjp({ cotangents: given, inputsToo = false, ...run }) {
      const { engine, held, rows, inputs } = ownForGradient(run, "vjp");
      const cotangents = analysis.checkCotangents(given, rows);
      const found = programOf(engine).vjp({ weights: run.weights, batch: held, cotangents, inputsToo });
      return analysis.pulledBack(found, inputs, rows);
    },

    jacobian(run) {
      const { engine, held } = ownForGradient(run, "jacobian");
      return programOf(engine).jacobian({ weights: run.weights, batch: held });
    },

    checkDerivatives: (batch) => analysis.checkDerivatives(batch as OwnedBatch<SyncEngine>, "vjp", engines),

    state: (given) => views.state(states, checkedShift(view(given, (rows) => 16 * 2 ** qubits * rows)), qubits),
    sample(given) {
      checkShots(given.shots);
      return views.sample(
        states,
        view(given, (rows) => 4 * given.shots * rows),
        qubits,
      );
    },
    probabilities({ qubits: named = allQubits, ...given }) {
      return views.probabilities(
        states,
        view(given, (rows) => 8 * 2 ** named.length * rows),
        named,
        qubits,
      );
    },
    reducedDensity({ qubits: named, ...given }) {
      return views.reducedDensity(
        states,
        view(given, (rows) => 16 * 4 ** named.length * rows),
        named,
        qubits,
      );
    },
    overlaps,
    fidelities: (run) => views.fidelities(overlaps(run)),

    fidelityVjp({ cotangents, ...given }) {
      const run = whole(given);
      const { engine, held } = ownForGradient(run, "vjp");
      const found = pairs.overlapMatrix(
        qubits,
        views.state(
          states,
          view(run, (rows) => pairs.bytesForVjp(qubits, rows)),
          qubits,
        ),
      );
      const { fidelities, lambda } = pairs.cotangentStates(found, (values) =>
        analysis.checkPairs(cotangents(values), run.batch.rows),
      );
      return { fidelities, gradient: programOf(engine).sweepStates({ weights: run.weights, batch: held, lambda }) };
    },

    dispose() {
      for (const program of programs.values()) program.release();
    },
  };
}
