/**
 * How noise and control share a time step of length dt. "split" applies exp(−iH₁dt)·exp(−iH₀dt), control first, as in
 * the published data (the interaction picture of the original simulator amounts to this). "joint" applies exp(−i(H₀ +
 * H₁)dt). The two differ by O(dt), and not at all without noise.
 */
export type StepRule = "split" | "joint";

/** A complex matrix, row-major. */
export interface ComplexMatrix {
  /** The real parts. */
  readonly re: Float64Array;
  /** The imaginary parts. */
  readonly im: Float64Array;
}

/** Time evolution of one or two qubits. Its buffers are used again and again: one kernel a thread. */
export interface Kernel {
  /** Sets what all realisations share. @param pulses one [steps] array for each control term */
  control(pulses: readonly Float64Array[]): void;
  /** Runs through all steps. @param noise one [steps] array for each noise term, none for no noise */
  evolve(noise: readonly Float64Array[]): void;
  /** The evolution's unitary, [d, d], global phase included. */
  unitary(): ComplexMatrix;
  /** Adds to `sum` [d²−1, d²−1] how the evolution turns Pauli words: R[a, b] = tr(Pₐ·U·P_b·U†)/d. */
  addTransfer(sum: Float64Array): void;
}
