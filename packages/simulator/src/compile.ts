import type { Circuit } from "@uphill/circuits";
import type { CompileOptions } from "./analysis.js";
import { asyncProgram, type AsyncProgram } from "./async-program.js";
import type { AnyEngine, SyncEngine } from "./engines/engine.js";
import * as engines from "./engines/index.js";
import type { Program } from "./program.js";
import { syncProgram } from "./sync-program.js";

const all: readonly AnyEngine[] = Object.values(engines);
const sync = all.filter((engine): engine is SyncEngine => "compile" in engine);

/**
 * Analyses a circuit once. The program that it returns runs the circuit with any weights. Analysis is the slow part, so
 * compile once and run often.
 * @param circuit the circuit
 * @param options the observables and, if you like, an engine, a limit for memory, and threads
 * @returns a program whose calls return when the work is done
 * @throws UphillError "observable" if an observable measures a qubit that the circuit lacks, "memory" if one state
 *   takes more than `maxBytes`, "engine" if no engine of this name can run the circuit, "threads" for a number that is
 *   not whole or below 1
 * @example
 * ```ts
 * const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
 * program.expectations({ weights: [Math.PI / 3] }); // 0.5
 * ```
 */
export function compile(circuit: Circuit, options: CompileOptions): Program {
  return syncProgram(circuit, options, sync);
}

/**
 * Analyses a circuit as {@link compile} does. It also takes engines that answer later, such as a graphics card or
 * another machine.
 * @param circuit the circuit
 * @param options as for {@link compile}
 * @returns a promise of a program whose calls answer with promises; it rejects with what {@link compile} throws
 * @example
 * ```ts
 * const program = await compileAsync(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
 * await program.expectations({ weights: [Math.PI / 3] }); // 0.5
 * ```
 */
export function compileAsync(circuit: Circuit, options: CompileOptions): Promise<AsyncProgram> {
  return asyncProgram(circuit, options, all);
}
