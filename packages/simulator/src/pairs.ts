import { UphillError } from "@uphill/core";

/** States of some rows, as {@link Program.state} returns them. */
export interface StateRows {
  /** The real parts, [rows, 2ⁿ]. */
  readonly re: Float64Array;
  /** The imaginary parts, [rows, 2ⁿ]. */
  readonly im: Float64Array;
}

/** Bytes that {@link Program.fidelityVjp} holds beside the engine: ψ, λ, overlaps, fidelities and cotangents. */
export const bytesForVjp = (qubits: number, rows: number): number => 32 * 2 ** qubits * rows + 32 * rows * rows;

/** Takes the real and the imaginary part of ⟨ψᵢ|φⱼ⟩. */
type TakeOverlap = (i: number, j: number, re: number, im: number) => void;

/**
 * ⟨ψᵢ|φⱼ⟩ of rows i and j, four pairs in one pass. Each sum runs over the amplitudes in their order, so it depends on its two rows alone.
 * @param from the first j for an i
 */
function forPairs(
  size: number,
  left: StateRows,
  right: StateRows,
  from: (i: number) => number,
  take: TakeOverlap,
): void {
  const { re: lr, im: li } = left;
  const { re: rr, im: ri } = right;
  const [rows, columns] = [lr.length / size, rr.length / size];
  for (let i = 0; i < rows; i += 2) {
    for (let j = from(i); j < columns; j += 2) {
      const a = i * size;
      const c = j * size;
      // At an edge a row takes part twice, and is told once.
      const b = i + 1 < rows ? a + size : a;
      const d = j + 1 < columns ? c + size : c;
      let [acRe, acIm, adRe, adIm, bcRe, bcIm, bdRe, bdIm] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < size; k++) {
        const ar = lr[a + k];
        const ai = li[a + k];
        const br = lr[b + k];
        const bi = li[b + k];
        const cr = rr[c + k];
        const ci = ri[c + k];
        const dr = rr[d + k];
        const di = ri[d + k];
        acRe += ar * cr + ai * ci;
        acIm += ar * ci - ai * cr;
        adRe += ar * dr + ai * di;
        adIm += ar * di - ai * dr;
        bcRe += br * cr + bi * ci;
        bcIm += br * ci - bi * cr;
        bdRe += br * dr + bi * di;
        bdIm += br * di - bi * dr;
      }
      take(i, j, acRe, acIm);
      if (d !== c) take(i, j + 1, adRe, adIm);
      if (b === a) continue;
      take(i + 1, j, bcRe, bcIm);
      if (d !== c) take(i + 1, j + 1, bdRe, bdIm);
    }
  }
}

/**
 * All fidelities |⟨ψᵢ|φⱼ⟩|² of two blocks of states. Each depends on its two rows alone, to the bit, so a large matrix can be put together
 * from blocks.
 * @param qubits of the states
 * @param left   [rows, 2ⁿ]
 * @param right  [columns, 2ⁿ]; left out: the same states, whose fidelities are then exactly symmetric
 * @returns [rows, columns]
 * @throws UphillError "shape" for states of another size
 * Cost: 8·2ⁿ multiplications and additions a pair.
 */
export function fidelityMatrix(qubits: number, left: StateRows, right: StateRows = left): Float64Array {
  const size = 2 ** qubits;
  for (const { re, im } of [left, right]) checkStates(size, re, im);
  const [rows, columns] = [left.re.length / size, right.re.length / size];
  const symmetric = left === right;
  const out = new Float64Array(rows * columns);
  forPairs(size, left, right, symmetric ? (i) => i : () => 0, (i, j, re, im) => {
    out[i * columns + j] = re * re + im * im;
    if (symmetric) out[j * columns + i] = out[i * columns + j];
  });
  return out;
}

/** States, and ⟨ψᵢ|ψⱼ⟩ of all pairs of them, [rows, rows]. */
interface Overlaps {
  readonly states: StateRows;
  readonly rows: number;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export function overlapMatrix(qubits: number, states: StateRows): Overlaps {
  const size = 2 ** qubits;
  const rows = states.re.length / size;
  const [re, im] = [new Float64Array(rows * rows), new Float64Array(rows * rows)];
  forPairs(
    size,
    states,
    states,
    (i) => i,
    (i, j, real, imaginary) => {
      re[i * rows + j] = re[j * rows + i] = real;
      im[i * rows + j] = imaginary;
      im[j * rows + i] = -imaginary;
    },
  );
  return { states, rows, re, im };
}

/**
 * Fidelities, and the states λⱼ = Σᵢ (cᵢⱼ + cⱼᵢ)·⟨ψᵢ|ψⱼ⟩·ψᵢ, with which Σ cᵢⱼ·∂|⟨ψᵢ|ψⱼ⟩|² = Σⱼ 2·Re⟨λⱼ|∂ψⱼ⟩. λⱼ is a Hermitian matrix times ψⱼ.
 */
export function cotangentStates(
  { states, rows, re, im }: Overlaps,
  cotangents: (fidelities: Float64Array) => Float64Array,
): { readonly fidelities: Float64Array; readonly lambda: StateRows } {
  const fidelities = re.map((value, k) => value * value + im[k] * im[k]);
  const c = cotangents(fidelities);
  const size = states.re.length / rows;
  const lambda = { re: new Float64Array(states.re.length), im: new Float64Array(states.re.length) };
  for (let j = 0; j < rows; j++) {
    const [toRe, toIm] = [lambda.re, lambda.im].map((part) => part.subarray(j * size, (j + 1) * size));
    for (let i = 0; i < rows; i++) {
      const weight = c[i * rows + j] + c[j * rows + i];
      if (weight === 0) continue;
      const fr = weight * re[i * rows + j];
      const fi = weight * im[i * rows + j];
      for (let k = 0, at = i * size; k < size; k++, at++) {
        toRe[k] += fr * states.re[at] - fi * states.im[at];
        toIm[k] += fr * states.im[at] + fi * states.re[at];
      }
    }
  }
  return { fidelities, lambda };
}

function checkStates(size: number, re: Float64Array, im: Float64Array): void {
  if (re.length === im.length && re.length > 0 && re.length % size === 0) return;
  throw new UphillError({
    code: "shape",
    who: "fidelityMatrix",
    got: `the states hold ${re.length} real and ${im.length} imaginary numbers`,
    wanted: `each row has ${size} of both`,
    todo: "Give what program.state returns.",
  });
}
