/**
 * A batch of state vectors.
 *
 * Layout: amplitude-major, [2ⁿ, rows]: the rows of one amplitude lie side by side. For a gate on qubit q the amplitudes that
 * differ in lower qubits, times the rows, are one contiguous run, so every inner loop is long and has no branches.
 * A row's result never depends on the other rows.
 */
export interface States {
  readonly qubits: number;
  readonly rows: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function allocate(qubits: number, rows: number): States {
  const length = 2 ** qubits * rows;
  return { qubits, rows, re: new Float64Array(length), im: new Float64Array(length) };
}
