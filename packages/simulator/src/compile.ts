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
 * Analyses a circuit once, for runs with any weights.
 * @param options.observables what runs read, in this order
 * @param options.maxBytes memory that the states of one call may take (default 4 GiB)
 * @param options.engine the name of an engine, or "auto" (default): the fastest of double precision that can run the circuit here
 * and that holds the states
 * @param options.threads for large states and batches: a number, or "auto" for as many as the machine runs at once (default 1).
 * The bits do not depend on it
 * @returns a program whose calls return when the work is done
 * @throws UphillError "observable" | "memory" | "engine" | "threads"
 * @example
 * const program = compile(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
 * program.expectations({ weights: [Math.PI / 3] }); // 0.5
 */
export function compile(circuit: Circuit, options: CompileOptions): Program {
  return syncProgram(circuit, options, sync);
}

/**
 * As {@link compile}, but also for engines that take their time, as a graphics card or another machine does.
 * @returns a program whose calls answer by promises
 * @throws UphillError, as a rejection: the same as `compile`
 * @example
 * const program = await compileAsync(circuit(1, [ry(weight(0), 0)]), { observables: [z(0)] });
 * await program.expectations({ weights: [Math.PI / 3] }); // 0.5
 */
export function compileAsync(circuit: Circuit, options: CompileOptions): Promise<AsyncProgram> {
  return asyncProgram(circuit, options, all);
}
