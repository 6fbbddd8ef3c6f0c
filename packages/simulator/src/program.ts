import type { Circuit, Observable, PauliLetter } from "@uphill/circuits";
import type { Random } from "@uphill/core";

/** What a program runs on, one row a sample: features for the input angles, or start states, or neither (|0…0⟩ once). */
export type BatchSource =
  | { readonly inputs: Float64Array; readonly states?: undefined }
  | { readonly states: { readonly re: Float64Array; readonly im?: Float64Array }; readonly inputs?: Float64Array }
  | { readonly rows?: number; readonly inputs?: undefined; readonly states?: undefined };

/** Validated data inside an engine; made by {@link Program.prepare}, good for that program only. */
export interface Batch {
  readonly rows: number;
}

/** One trained or fed angle of one operation moved by `delta` radians, all else as it is: what a shift rule needs. */
export interface Shift {
  readonly operation: number;
  readonly angle: number;
  readonly delta: number;
}

export interface Run {
  /** [weights], radians */
  readonly weights: ArrayLike<number>;
  /** Default: one row of |0…0⟩. */
  readonly batch?: Batch;
}

export interface SampleRun extends Run {
  readonly shots: number;
  /** The stream of each row. */
  readonly random: (row: number) => Random;
  /** The letter that a qubit is measured in, where it is not Z. */
  readonly basis?: ReadonlyMap<number, PauliLetter>;
  readonly shift?: Shift;
}

/** ∂loss/∂value, [rows, observables] row-major: given, or made from the values so that the forward run is not repeated. */
export type Cotangents = Float64Array | ((values: Float64Array) => Float64Array);

/**
 * A circuit compiled for its observables. Analysis happens in `compile`, validation in `prepare`, and the rest is arithmetic.
 * All calls are synchronous and pure in their arguments.
 */
export interface Program {
  /** The circuit as it runs, composite gates taken apart: what operation numbers speak of. */
  readonly circuit: Circuit;
  readonly observables: readonly Observable[];
  /** For each weight, whether it can move any observable; the derivative of the others is exactly 0. */
  readonly liveWeights: readonly boolean[];
  /** For each operation of the circuit, whether it can. */
  readonly liveOperations: readonly boolean[];

  /** @throws UphillError "shape" | "memory" | "non-finite" naming the row */
  prepare(source: BatchSource): Batch;
  /** Says before any work whether `vjp` and `jacobian` have the memory for a batch. @throws UphillError "memory" */
  checkDerivatives(batch: Batch): void;
  /** ⟨O⟩ for every row: [rows, observables]. Cost: one forward run a row. */
  expectations(run: Run): Float64Array;
  /** ⟨O⟩ under each shift: [shifts, rows, observables]. Cost: the rest of the circuit behind the shifted gate, a shift. */
  shifted(run: Run & { readonly shifts: readonly Shift[] }): Float64Array;
  /**
   * Vector–Jacobian product: Σ over rows and observables of cotangent · ∂⟨O⟩/∂weight, and likewise for inputs if asked.
   * @returns values [rows, observables], gradient [weights], inputGradient [rows, inputs]
   * Cost: about four forward runs a row, whatever the number of weights.
   */
  vjp(run: Run & { readonly cotangents: Cotangents; readonly inputsToo?: boolean }): {
    values: Float64Array;
    gradient: Float64Array;
    inputGradient?: Float64Array;
  };
  /** @returns values [rows, observables], jacobian [rows, observables, weights]. Cost: about one vjp an observable. */
  jacobian(run: Run): { values: Float64Array; jacobian: Float64Array };
  /** The state vector behind the whole circuit, one angle perhaps moved: re and im, [rows, 2ⁿ]. */
  state(run: Run & { readonly shift?: Shift }): { re: Float64Array; im: Float64Array };
  /**
   * Outcomes of measuring all qubits, `basis` naming the letter where it is not Z.
   * @returns basis indices [rows, shots]
   * @throws UphillError "shots" | "memory", said before anything runs
   */
  sample(run: SampleRun): Uint32Array;
  /**
   * Probabilities of the outcomes of some qubits (left out: all), the first named most significant, the others summed over.
   * @returns [rows, 2ᵏ]
   * @throws UphillError "qubits"
   */
  probabilities(run: Run & { readonly qubits?: readonly number[] }): Float64Array;
  /**
   * The reduced density matrix of some qubits, the others traced out: re and im, [rows, 2ᵏ, 2ᵏ]. Cost: 4ᵏ·2ⁿ⁻ᵏ a row.
   * @throws UphillError "qubits"
   */
  reducedDensity(run: Run & { readonly qubits: readonly number[] }): { re: Float64Array; im: Float64Array };
  /**
   * ⟨ψ|φ⟩ row by row, φ being the state of `other`, a run of the same program: re and im, [rows]. Their squares sum to the fidelity.
   * @throws UphillError "shape"
   */
  overlaps(run: Run & { readonly other: Run }): { re: Float64Array; im: Float64Array };
  /** |⟨ψ|φ⟩|² row by row: [rows]. */
  fidelities(run: Run & { readonly other: Run }): Float64Array;
  /**
   * |⟨ψᵢ|ψⱼ⟩|² of all pairs of rows, and Σ over pairs of cotangent · ∂|⟨ψᵢ|ψⱼ⟩|²/∂weight. Every weight counts, whatever is observed.
   * @param run.cotangents [rows, rows], made from the fidelities
   * @returns fidelities [rows, rows], gradient [weights]
   * @throws UphillError "memory" | "shape"
   * Cost: about five forward runs a row, and 16·2ⁿ multiplications a pair of rows.
   */
  fidelityVjp(run: Run & { readonly cotangents: (fidelities: Float64Array) => Float64Array }): {
    fidelities: Float64Array;
    gradient: Float64Array;
  };
  /** Gives back memory that grew large; the program must not be used afterwards. Small programs hold nothing between calls. */
  dispose(): void;
}
