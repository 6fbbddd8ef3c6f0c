import type { Circuit, Observable, PauliLetter } from "@uphill/circuits";
import type { Random } from "@uphill/core";

/**
 * What a program runs on, one row for each sample. Give `inputs` ([rows, inputs], the values of the input angles, in
 * radians), `states` to start from (`re` and `im`, [rows, 2ⁿ]; without `im` they are real), or both. Give neither to
 * start in |0…0⟩; `rows` is then 1 unless you set it.
 */
export type BatchSource =
  | { readonly inputs: Float64Array; readonly states?: undefined }
  | { readonly states: { readonly re: Float64Array; readonly im?: Float64Array }; readonly inputs?: Float64Array }
  | { readonly rows?: number; readonly inputs?: undefined; readonly states?: undefined };

/** Checked data inside an engine. {@link Program.prepare} makes it, and it serves only the program that made it. */
export interface Batch {
  /** The number of rows. */
  readonly rows: number;
}

/** Moves one angle of one operation and leaves everything else as it is. Shift rules need this. */
export interface Shift {
  /** The place of the operation in the program's circuit, from 0. */
  readonly operation: number;
  /** The place of the angle in the operation, from 0. A weight or an input must drive it. */
  readonly angle: number;
  /** How far the angle is moved, in radians. */
  readonly delta: number;
}

/** What every call of a program takes. */
export interface Run {
  /** The weights, [weights], in radians. */
  readonly weights: ArrayLike<number>;
  /** The rows. Default: one row that begins in |0…0⟩. */
  readonly batch?: Batch;
}

/** What `sample` takes. */
export interface SampleRun extends Run {
  /** The number of shots for each row, from 1 to {@link MOST_SHOTS}. */
  readonly shots: number;
  /** Returns the random stream of a row. */
  readonly random: (row: number) => Random;
  /** The letter in which a qubit is measured, by the qubit's number. Default: Z for every qubit. */
  readonly basis?: ReadonlyMap<number, PauliLetter>;
  /** An angle that is moved. */
  readonly shift?: Shift;
}

/**
 * ∂loss/∂value, [rows, observables], row-major: as numbers, or as a function of the values of the same shape. The
 * function saves a second forward run.
 */
export type Cotangents = Float64Array | ((values: Float64Array) => Float64Array);

/**
 * A circuit that was compiled with its observables. `compile` analyses the circuit, `prepare` checks the data, and all
 * other calls only compute. They are pure: the same arguments give the same bits.
 */
export interface Program {
  /**
   * The circuit as it runs. Composite gates are replaced by their parts. Numbers of operations are places in this
   * circuit.
   */
  readonly circuit: Circuit;
  /** The observables, in the order of the values. */
  readonly observables: readonly Observable[];
  /** For each weight, true if it can move an observable. The derivative of every other weight is exactly 0. */
  readonly liveWeights: readonly boolean[];
  /** For each operation of the circuit, true if it can move an observable. */
  readonly liveOperations: readonly boolean[];

  /**
   * Checks data and copies them into the engine.
   * @param source features, start states, or neither
   * @returns the batch, for this program only
   * @throws UphillError "shape" or "non-finite" with the number of the row, "memory" if the states take more than
   *   `maxBytes`
   */
  prepare(source: BatchSource): Batch;
  /**
   * Tells before any work whether there is enough memory for `vjp` on a batch.
   * @throws UphillError "memory" if there is not
   */
  checkDerivatives(batch: Batch): void;
  /**
   * Computes ⟨O⟩ of every observable in every row.
   * Cost: one forward run for each row.
   * @returns [rows, observables]
   */
  expectations(run: Run): Float64Array;
  /**
   * Computes ⟨O⟩ under each shift.
   * Cost: for each shift and row, a run of the circuit from the shifted gate to the end.
   * @returns [shifts, rows, observables]
   */
  shifted(run: Run & { readonly shifts: readonly Shift[] }): Float64Array;
  /**
   * Computes a vector–Jacobian product: the sum over rows and observables of cotangent · ∂⟨O⟩/∂weight. This is the
   * gradient of a loss with these cotangents. With `inputsToo` it computes the same for the inputs.
   * Cost: about four forward runs for each row, for any number of weights.
   * @returns values [rows, observables], gradient [weights], inputGradient [rows, inputs]
   * @throws UphillError "memory" if the states take too much, "shape" for a wrong number of cotangents
   */
  vjp(run: Run & { readonly cotangents: Cotangents; readonly inputsToo?: boolean }): {
    values: Float64Array;
    gradient: Float64Array;
    inputGradient?: Float64Array;
  };
  /**
   * Computes the derivative of every value by every weight.
   * Cost: about one `vjp` for each observable.
   * @returns values [rows, observables], jacobian [rows, observables, weights]
   * @throws UphillError "memory" if the states take too much
   */
  jacobian(run: Run): { values: Float64Array; jacobian: Float64Array };
  /**
   * Returns the state vector at the end of the circuit. A shift may move one angle.
   * @returns re and im, [rows, 2ⁿ]
   */
  state(run: Run & { readonly shift?: Shift }): { re: Float64Array; im: Float64Array };
  /**
   * Measures all qubits, in Z unless `basis` names another letter.
   * @returns basis indices, [rows, shots]; qubit 0 is the most significant bit
   * @throws UphillError "shots" or "memory" before anything runs
   */
  sample(run: SampleRun): Uint32Array;
  /**
   * Computes the probabilities of the outcomes of some qubits, by default all. The other qubits are summed over. The
   * qubit that is named first is the most significant.
   * @returns [rows, 2ᵏ] for k qubits
   * @throws UphillError "qubits" for a qubit that does not exist or is named twice
   */
  probabilities(run: Run & { readonly qubits?: readonly number[] }): Float64Array;
  /**
   * Computes the reduced density matrix of some qubits. The other qubits are traced out.
   * Cost: 4ᵏ·2ⁿ⁻ᵏ for each row.
   * @returns re and im, [rows, 2ᵏ, 2ᵏ] for k qubits
   * @throws UphillError "qubits" for a qubit that does not exist or is named twice
   */
  reducedDensity(run: Run & { readonly qubits: readonly number[] }): { re: Float64Array; im: Float64Array };
  /**
   * Computes ⟨ψ|φ⟩ for each row, where φ is the state of `other`, another run of the same program.
   * @returns re and im, [rows]; re² + im² is the fidelity
   * @throws UphillError "shape" if the runs have different numbers of rows
   */
  overlaps(run: Run & { readonly other: Run }): { re: Float64Array; im: Float64Array };
  /**
   * Computes |⟨ψ|φ⟩|² for each row, where φ is the state of `other`.
   * @returns [rows]
   * @throws UphillError "shape" if the runs have different numbers of rows
   */
  fidelities(run: Run & { readonly other: Run }): Float64Array;
  /**
   * Computes the fidelities |⟨ψᵢ|ψⱼ⟩|² of all pairs of rows, and the gradient of Σ cotangent · fidelity. Every weight counts,
   * whatever is observed. `cotangents` makes numbers [rows, rows] from the fidelities.
   * Cost: about five forward runs for each row, and 16·2ⁿ multiplications for each pair of rows.
   * @returns fidelities [rows, rows], gradient [weights]
   * @throws UphillError "memory" or "shape"
   */
  fidelityVjp(run: Run & { readonly cotangents: (fidelities: Float64Array) => Float64Array }): {
    fidelities: Float64Array;
    gradient: Float64Array;
  };
  /**
   * Gives back memory that grew large. The program must not be used afterwards. Small programs hold nothing between
   * calls.
   */
  dispose(): void;
}
