import type { Circuit, Observable } from "@uphill/circuits";
import type { CheckedBatch } from "../batch.js";
import type { Cotangents, Shift } from "../program.js";

/** What a circuit is compiled for, beside itself. */
export interface EngineNeed {
  readonly observables: readonly Observable[];
  /** For each operation of the circuit, whether it can move an observable. */
  readonly live: readonly boolean[];
  /** Whether an input can. */
  readonly fed: boolean;
  readonly threads: number;
}

/** What a call is going to hold. */
export interface MemoryLoad {
  readonly qubits: number;
  readonly rows: number;
  readonly work: "values" | "vjp" | "jacobian";
  /** Whether the rows have start states of their own. */
  readonly starts: boolean;
}

/** What an engine says of itself; {@link choose} decides by it. */
interface EngineFacts<N extends string> {
  /** As in `compile`'s option `engine`. */
  readonly name: N;
  /** What it is, in a phrase for help. */
  readonly about: string;
  /** "auto" takes an engine of double precision only: bits of two precisions must not meet in one result. */
  readonly precision: "double" | "single";
  /** About how many times as fast as plain TypeScript it is: "auto" takes the fastest that supports the circuit. */
  readonly speed: number;
  /** Bytes that states take at most in one call. Called before anything is allocated. */
  memory(load: MemoryLoad): number;
  /** Where states lie, and how many bytes of them it holds, whatever `maxBytes` says. */
  readonly store: { readonly name: string; most(): number };
  /** Starts worker threads. @returns how many threads there are then, the caller's included */
  startThreads?(count: number): Promise<number>;
}

/** Yes, or why not, as the end of a sentence. */
export type Support = true | string;

/** An engine whose calls return when the work is done. */
export interface SyncEngine<N extends string = string> extends EngineFacts<N> {
  supports(circuit: Circuit, need: EngineNeed): Support;
  compile(circuit: Circuit, need: EngineNeed): EngineProgram;
}

/** An engine that takes its time, as a graphics card or another machine does. */
interface AsyncEngine<N extends string = string> extends EngineFacts<N> {
  supports(circuit: Circuit, need: EngineNeed): Support | Promise<Support>;
  compileAsync(circuit: Circuit, need: EngineNeed): Promise<Promised<EngineProgram>>;
}

export type AnyEngine<N extends string = string> = SyncEngine<N> | AsyncEngine<N>;

/** Declares an engine. Add one with a file in a folder of its own and a line in the index. */
export function defineEngine<N extends string, E extends AnyEngine<N>>(engine: E & { readonly name: N }): E {
  return engine;
}

/** The same calls, but each answers by a promise. */
export type Promised<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : T[K];
};

/** A batch as one engine holds it. */
export interface EngineBatch {
  readonly rows: number;
}

export type Visit = (row: number, re: Float64Array, im: Float64Array) => void;

/** What every call of an engine is given. */
export interface EngineRun {
  readonly weights: ArrayLike<number>;
  readonly batch: EngineBatch;
}

interface VjpRun extends EngineRun {
  readonly cotangents: Cotangents;
  readonly inputsToo: boolean;
}

/** What an engine does for one compiled circuit. Arguments were checked, so that engines only compute. */
export interface EngineProgram {
  load(batch: CheckedBatch): EngineBatch;
  /** [rows, observables], one angle perhaps moved. */
  expectations(run: EngineRun & { readonly shift?: Shift }): Float64Array;
  /** [shifts, rows, observables] */
  shifted(run: EngineRun & { readonly shifts: readonly Shift[] }): Float64Array;
  vjp(run: VjpRun): { values: Float64Array; gradient: Float64Array; inputGradient?: Float64Array };
  jacobian(run: EngineRun): { values: Float64Array; jacobian: Float64Array };
  /** Shows the state behind the whole circuit, row by row; re and im, [2ⁿ], are good until the next row. */
  states(run: EngineRun & { readonly shift?: Shift; readonly visit: Visit }): void;
  /**
   * Σ over rows of 2·Re⟨λ|∂ψ/∂weight⟩ behind the whole circuit: [weights]. λ, [rows, 2ⁿ], is Mψ with a Hermitian M, so that ψ's global
   * phase moves nothing.
   */
  sweepStates(
    run: EngineRun & { readonly lambda: { readonly re: Float64Array; readonly im: Float64Array } },
  ): Float64Array;
  /** Gives back what it holds. */
  release(): void;
}
