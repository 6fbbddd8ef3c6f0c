import { expand, expectCircuit, expectObservables, lightCone, type Circuit, type Observable } from "@uphill/circuits";
import { checkNames, shown, UphillError } from "@uphill/core";
import { checkBatch, type CheckedBatch } from "./batch.js";
import { deriveInputs } from "./derived-inputs.js";
import type { Engine, EngineBatch, EngineName } from "./engine.js";
import { fastEngine } from "./fast/engine.js";
import { MOST_BYTES } from "./fast/machine.js";
import { threadCount, type Threads } from "./fast/threads.js";
import { checkBytes, checkMemory, checkShots, formatBytes, memoryNeeded } from "./memory.js";
import type { Batch, Program, Run, Shift } from "./program.js";
import { referenceEngine } from "./reference/engine.js";
import * as views from "./views.js";

interface OwnedBatch extends Batch {
  /** The program it belongs to. */
  readonly owner: object;
  readonly engine: Engine;
  readonly held: EngineBatch;
  /** [rows, inputs] as they were given. */
  readonly inputs: Float64Array;
}

export interface CompileOptions {
  /** What is asked of the circuit. */
  readonly observables: readonly Observable[];
  /** Memory that the states of one call may take; default 4 GiB. */
  readonly maxBytes?: number;
  /** "wasm", "reference" (plain TypeScript), or "auto" (default): WebAssembly where the platform has it and the states fit. */
  readonly engine?: EngineName;
  /** For large states and batches: a number, or "auto" for as many as the machine runs at once; default 1. The bits stay. */
  readonly threads?: Threads;
}

/** Every option, once: what is not here is refused. */
const names = Object.keys({
  observables: true,
  maxBytes: true,
  engine: true,
  threads: true,
} satisfies Record<keyof CompileOptions, true>);

/**
 * Analyses a circuit once, for runs with any weights.
 * @throws UphillError "observable" | "memory" | "engine" | "threads"
 */
export function compile(given: Circuit, options: CompileOptions): Program {
  checkNames("compile", names, options);
  const { observables, maxBytes = 2 ** 32, engine = "auto", threads = 1 } = options;
  expectCircuit("compile", given);
  expectObservables("compile", observables);
  // Composite gates are taken apart, so that every trained angle has a generator; the program speaks of the parts.
  const circuit = expand(given);
  // Engines see angles of several inputs as inputs of their own.
  const derived = deriveInputs(circuit);
  const { qubits, operations } = derived.circuit;
  const owner = {};
  checkMemory(qubits, 1, maxBytes, { gradient: false });
  checkObservables(observables, qubits);
  const cone = lightCone(circuit, observables);
  const fed = operations.some(
    ({ angles }, k) => cone.operations[k] && angles.some((angle) => typeof angle === "object" && "input" in angle),
  );
  const fast =
    engine === "reference"
      ? undefined
      : fastEngine({
          circuit: derived.circuit,
          observables,
          live: cone.operations,
          fed,
          threads: threadCount(threads),
        });
  checkEngine(engine, fast);
  const allQubits = Array.from({ length: qubits }, (_, qubit) => qubit);
  let plain: Engine | undefined;
  const reference = (): Engine => (plain ??= referenceEngine(derived.circuit, observables, cone.operations, maxBytes));

  /** The engine that a batch runs on. */
  function engineFor({ rows }: CheckedBatch): Engine {
    if (!fast) return reference();
    return engine === "auto" && memoryNeeded(qubits, rows, { gradient: false }) > MOST_BYTES ? reference() : fast;
  }

  function own({ batch, weights }: Run): OwnedBatch {
    const owned = batch as OwnedBatch;
    if (typeof (batch as unknown) !== "object" || (batch as unknown) === null)
      throw refusal(
        "batch",
        (batch as unknown) === undefined ? "the batch is missing" : `the batch is ${shown(batch)}`,
        "it must come from this program's prepare",
        "Write const batch = program.prepare({ rows: 1 }), and give it with the weights.",
      );
    if (!isList(weights))
      throw refusal("shape", `the weights are ${shown(weights)}`, `the circuit has ${circuit.weights}`);
    if (owned.owner !== owner) {
      throw refusal("batch", "the batch was prepared by another program", "it must come from this program's prepare");
    }
    if (weights.length !== circuit.weights) {
      throw refusal("shape", `there are ${weights.length} weights`, `the circuit has ${circuit.weights}`);
    }
    for (let k = 0; k < weights.length; k++) {
      if (Number.isFinite(weights[k])) continue;
      throw refusal("non-finite", `weight ${k} is ${weights[k]}`, "every weight must be finite");
    }
    return owned;
  }

  /** Refuses what would not fit before it is tried. */
  function ownForGradient(run: Run): OwnedBatch {
    const owned = own(run);
    checkDerivatives(owned);
    return owned;
  }

  function checkDerivatives(owned: OwnedBatch): void {
    checkMemory(qubits, owned.rows, maxBytes);
    if (owned.engine === fast && memoryNeeded(qubits, owned.rows) > MOST_BYTES) {
      throw new UphillError({
        code: "memory",
        who: "simulator",
        got: `derivatives on ${qubits} qubits take ${formatBytes(memoryNeeded(qubits, owned.rows))}`,
        wanted: `WebAssembly's memory holds ${formatBytes(MOST_BYTES)} of states`,
        todo: 'Use fewer qubits or shifted circuits (parameter shift); in code, engine "reference" may hold them.',
      });
    }
  }

  /** A view shows one row's state as two arrays beside the engine's own. @param more bytes of what it makes of them */
  function checkView({ batch }: Run, more: number): void {
    const { rows } = batch;
    checkBytes(qubits, rows, memoryNeeded(qubits, rows, { gradient: false }) + 16 * 2 ** qubits + more, maxBytes);
  }

  const states: views.States = (run, visit, shift) => {
    const { engine: used, held } = own(run);
    used.states(run.weights, held, shift, visit);
  };

  function overlaps({ other, ...run }: Run & { readonly other: Run }): { re: Float64Array; im: Float64Array } {
    checkView(run, 16 * 2 ** qubits * run.batch.rows);
    return views.overlaps(states, run, other, qubits);
  }

  return {
    circuit,
    observables,
    liveWeights: cone.weights,
    liveOperations: cone.operations,

    prepare(source) {
      const checked = checkBatch(circuit, source);
      const { rows, inputs } = checked;
      checkMemory(qubits, rows, maxBytes, { gradient: false, starts: checked.states !== undefined });
      const used = engineFor(checked);
      const held = used.load({ ...checked, inputs: derived.extend(inputs, rows, maxBytes) });
      const batch: OwnedBatch = { rows, owner, engine: used, held, inputs };
      return batch;
    },

    expectations(run) {
      const { engine: used, held } = own(run);
      return used.expectations(run.weights, held);
    },

    shifted({ shifts, ...run }) {
      const { engine: used, held } = own(run);
      checkShifts(shifts, circuit);
      return used.shifted(run.weights, held, shifts);
    },

    vjp({ cotangents, inputsToo = false, ...run }) {
      const { engine: used, held, rows, inputs } = ownForGradient(run);
      const checked = (given: Float64Array): Float64Array => {
        const wanted = rows * observables.length;
        if (given.length === wanted) return given;
        throw refusal("shape", `there are ${given.length} cotangents`, `there are ${wanted} values`);
      };
      const slopes =
        typeof cotangents === "function" ? (values: Float64Array) => checked(cotangents(values)) : checked(cotangents);
      const found = used.vjp(run.weights, held, slopes, inputsToo);
      const { inputGradient } = found;
      return inputGradient ? { ...found, inputGradient: derived.pullBack(inputGradient, inputs, rows) } : found;
    },

    jacobian(run) {
      const { engine: used, held } = ownForGradient(run);
      return used.jacobian(run.weights, held);
    },

    checkDerivatives: (batch) => checkDerivatives(batch as OwnedBatch),

    state(run) {
      checkView(run, 16 * 2 ** qubits * run.batch.rows);
      return views.state(states, run, qubits);
    },
    sample(run) {
      checkShots(run.shots);
      checkView(run, 4 * run.shots * run.batch.rows);
      return views.sample(states, run, qubits);
    },
    probabilities({ qubits: named = allQubits, ...run }) {
      checkView(run, 8 * 2 ** named.length * run.batch.rows);
      return views.probabilities(states, run, named, qubits);
    },
    reducedDensity({ qubits: named, ...run }) {
      checkView(run, 16 * 4 ** named.length * run.batch.rows);
      return views.reducedDensity(states, run, named, qubits);
    },
    overlaps,
    fidelities({ other, ...run }) {
      const { re, im } = overlaps({ other, ...run });
      return re.map((value, row) => value * value + im[row] * im[row]);
    },

    dispose() {
      fast?.release();
    },
  };
}

function checkEngine(engine: EngineName, fast: Engine | undefined): void {
  if (engine === "auto" || engine === "reference" || fast) {
    if (["auto", "wasm", "reference"].includes(engine)) return;
  }
  throw new UphillError({
    code: "engine",
    who: "compile",
    got: `the engine is ${JSON.stringify(engine)}`,
    wanted:
      (engine as string) === "wasm"
        ? "this platform has no WebAssembly with SIMD, or the circuit has a gate that only the reference engine runs"
        : "engines are auto, wasm and reference",
    todo: 'Use engine "auto".',
  });
}

const isList = (value: unknown): boolean => Array.isArray(value) || ArrayBuffer.isView(value);

function refusal(
  code: string,
  got: string,
  wanted: string,
  todo = "Match the arguments to the compiled circuit.",
): UphillError {
  return new UphillError({ code, who: "simulator", got, wanted, todo });
}

/** The light cone holds for any value of a trained or fed angle, but only for the given value of a fixed one. */
function checkShifts(shifts: readonly Shift[], { operations }: Circuit): void {
  for (const { operation, angle } of shifts) {
    if (operation in operations && typeof operations[operation].angles[angle] === "object") continue;
    throw refusal(
      "shift",
      `a shift moves angle ${angle} of operation ${operation}`,
      "it must be an angle that a weight or an input drives",
    );
  }
}

function checkObservables(observables: readonly Observable[], qubits: number): void {
  for (const [qubit] of observables.flatMap(({ terms }) => terms.flatMap(({ paulis }) => paulis))) {
    if (qubit < qubits) continue;
    throw refusal("observable", `an observable measures qubit ${qubit}`, `the circuit has qubits 0 to ${qubits - 1}`);
  }
}
