import {
  expand,
  expectCircuit,
  expectObservables,
  lightCone,
  type Circuit,
  type LightCone,
  type Observable,
} from "@uphill/circuits";
import { checkNames, shown, UphillError } from "@uphill/core";
import { checkBatch, type CheckedBatch } from "./batch.js";
import { roomiest, type EngineName } from "./choose.js";
import { deriveInputs, type DerivedInputs } from "./derived-inputs.js";
import type { AnyEngine, EngineBatch, EngineNeed, MemoryLoad } from "./engines/engine.js";
import { checkBytes, formatBytes, memoryNeeded, USUAL_BYTES } from "./memory.js";
import type { Batch, BatchSource, Cotangents, Run, Shift } from "./program.js";
import { threadCount, type Threads } from "./threads.js";

/** The options of {@link compile} and {@link compileAsync}. */
export interface CompileOptions {
  /** What runs measure, in this order. */
  readonly observables: readonly Observable[];
  /** The most bytes that the states of one call may take; default 4 GiB. */
  readonly maxBytes?: number;
  /**
   * The name of an engine, or "auto", the default. "auto" takes the fastest engine of double precision that can run the
   * circuit here and that holds the states.
   */
  readonly engine?: EngineName;
  /**
   * How many threads compute large states and large batches: a number, or "auto" for as many as the machine runs at
   * once; default 1. The results have the same bits for any number.
   */
  readonly threads?: Threads;
}

/** Every option, once: what is not here is refused. */
const names = Object.keys({
  observables: true,
  maxBytes: true,
  engine: true,
  threads: true,
} satisfies Record<keyof CompileOptions, true>);

/** A batch of one program, on the engine that runs it. */
export interface OwnedBatch<E extends AnyEngine> extends Batch {
  /** The analysis of the program that it belongs to. */
  readonly owner: object;
  readonly engine: E;
  readonly held: EngineBatch;
  readonly starts: boolean;
  /** [rows, inputs] as they were given. */
  readonly inputs: Float64Array;
}

/** A circuit made ready, before any engine has it: what all engines need, and what is checked before any of them computes. */
export class Analysis<E extends AnyEngine> {
  readonly circuit: Circuit;
  /** The circuit as engines see it: angles of several inputs are inputs of their own. */
  readonly derived: DerivedInputs;
  readonly observables: readonly Observable[];
  readonly cone: LightCone;
  readonly need: EngineNeed;
  readonly #maxBytes: number;

  /** @throws UphillError "observable" | "memory" | "threads" */
  constructor(given: Circuit, options: CompileOptions) {
    checkNames("compile", names, options);
    const { observables, maxBytes = USUAL_BYTES, threads = 1 } = options;
    expectCircuit("compile", given);
    expectObservables("compile", observables);
    // Composite gates are taken apart, so that every trained angle has a generator; the program speaks of the parts.
    this.circuit = expand(given);
    this.derived = deriveInputs(this.circuit);
    const { qubits, operations } = this.derived.circuit;
    checkBytes(qubits, 1, memoryNeeded(qubits, 1, { gradient: false }), maxBytes);
    checkObservables(observables, qubits);
    this.observables = observables;
    this.cone = lightCone(this.circuit, observables);
    const live = this.cone.operations;
    const fed = operations.some(
      ({ angles }, k) => live[k] && angles.some((angle) => typeof angle === "object" && "input" in angle),
    );
    this.need = { observables, live, fed, threads: threadCount(threads) };
    this.#maxBytes = maxBytes;
  }

  /** Checks data, and finds the engine that they run on. @throws UphillError "shape" | "memory" | "non-finite" */
  accept(
    source: BatchSource,
    chosen: readonly [E, ...E[]],
  ): { readonly loaded: CheckedBatch; readonly owned: Omit<OwnedBatch<E>, "held"> } {
    const checked = checkBatch(this.circuit, source);
    const { qubits } = this.circuit;
    const engine = roomiest(chosen, { qubits, rows: checked.rows });
    const starts = checked.states !== undefined;
    this.#checkBytes(checked.rows, engine.memory({ qubits, rows: checked.rows, work: "values", starts }));
    const { rows, inputs } = checked;
    return {
      loaded: { ...checked, inputs: this.derived.extend(inputs, rows, this.#maxBytes) },
      owned: { rows, owner: this, engine, starts, inputs },
    };
  }

  /** @throws UphillError "batch" | "shape" | "non-finite" */
  own(weights: Run["weights"], batch: Batch): OwnedBatch<E> {
    const owned = batch as OwnedBatch<E>;
    if (typeof (batch as unknown) !== "object" || (batch as unknown) === null) {
      throw refusal(
        "batch",
        `the batch is ${shown(batch)}`,
        "it must come from this program's prepare",
        "Write const batch = program.prepare({ rows: 1 }), and give it with the weights, or leave the batch out.",
      );
    }
    if (!isList(weights)) {
      throw refusal("shape", `the weights are ${shown(weights)}`, `the circuit has ${this.circuit.weights}`);
    }
    if (owned.owner !== this) {
      throw refusal("batch", "the batch was prepared by another program", "it must come from this program's prepare");
    }
    if (weights.length !== this.circuit.weights) {
      throw refusal("shape", `there are ${weights.length} weights`, `the circuit has ${this.circuit.weights}`);
    }
    for (let k = 0; k < weights.length; k++) {
      if (Number.isFinite(weights[k])) continue;
      throw refusal("non-finite", `weight ${k} is ${weights[k]}`, "every weight must be finite");
    }
    return owned;
  }

  /** Refuses derivatives that would not fit before they are tried. @throws UphillError "memory" */
  checkDerivatives(
    { rows, engine, starts }: OwnedBatch<E>,
    work: "vjp" | "jacobian",
    others: readonly AnyEngine[],
  ): void {
    const { qubits } = this.circuit;
    const load: MemoryLoad = { qubits, rows, work, starts };
    const needed = engine.memory(load);
    this.#checkBytes(rows, needed);
    if (needed <= engine.store.most()) return;
    const larger = others.filter((other) => other.memory(load) <= other.store.most()).map(({ name }) => `"${name}"`);
    throw new UphillError({
      code: "memory",
      who: "simulator",
      got: `derivatives on ${qubits} qubits take ${formatBytes(needed)}`,
      wanted: `${engine.store.name} holds ${formatBytes(engine.store.most())} of states`,
      todo: `Use fewer qubits or shifted circuits (parameter shift)${larger.length > 0 ? `; in code, engine ${larger.join(" or ")} may hold them` : ""}.`,
    });
  }

  /** A view shows one row's state as two arrays beside the engine's own. @param more bytes of what it makes of them */
  checkView({ rows, engine }: OwnedBatch<E>, more: number): void {
    const { qubits } = this.circuit;
    const own = engine.memory({ qubits, rows, work: "values", starts: false });
    this.#checkBytes(rows, own + 16 * 2 ** qubits + more);
  }

  /** The light cone holds for any value of a trained or fed angle, but only for the given value of a fixed one. */
  checkShifts(shifts: readonly Shift[]): void {
    const { operations } = this.circuit;
    for (const { operation, angle } of shifts) {
      if (operation in operations && typeof operations[operation].angles[angle] === "object") continue;
      throw refusal(
        "shift",
        `a shift moves angle ${angle} of operation ${operation}`,
        "it must be an angle that a weight or an input drives",
      );
    }
  }

  /** Derivatives by the inputs that engines see, if any, as derivatives by those that were given. */
  pulledBack<R extends { inputGradient?: Float64Array }>(found: R, inputs: Float64Array, rows: number): R {
    const { inputGradient } = found;
    return inputGradient ? { ...found, inputGradient: this.derived.pullBack(inputGradient, inputs, rows) } : found;
  }

  /** Cotangents of the right number, or what makes them so. @throws UphillError "shape" */
  checkCotangents(cotangents: Cotangents, rows: number): Cotangents {
    const wanted = rows * this.observables.length;
    const checked = (given: Float64Array): Float64Array => {
      if (given.length === wanted) return given;
      throw refusal("shape", `there are ${given.length} cotangents`, `there are ${wanted} values`);
    };
    if (typeof cotangents !== "function") return checked(cotangents);
    return (values) => checked(cotangents(values));
  }

  /** Cotangents of all pairs of rows. @throws UphillError "shape" */
  checkPairs(cotangents: Float64Array, rows: number): Float64Array {
    if (cotangents.length === rows * rows) return cotangents;
    throw refusal("shape", `there are ${cotangents.length} cotangents`, `${rows} rows make ${rows * rows} pairs`);
  }

  #checkBytes(rows: number, bytes: number): void {
    checkBytes(this.circuit.qubits, rows, bytes, this.#maxBytes);
  }
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

function checkObservables(observables: readonly Observable[], qubits: number): void {
  for (const [qubit] of observables.flatMap(({ terms }) => terms.flatMap(({ paulis }) => paulis))) {
    if (qubit < qubits) continue;
    throw refusal("observable", `an observable measures qubit ${qubit}`, `the circuit has qubits 0 to ${qubits - 1}`);
  }
}
