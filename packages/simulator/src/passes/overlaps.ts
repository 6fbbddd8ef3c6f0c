import { parity } from "./parity.js";
import { overlapFactor, type PauliMask } from "./pauli.js";
import type { States } from "./states.js";

/** scale · Re⟨left|P|right⟩, or Im. */
interface Overlap {
  readonly left: States;
  readonly mask: PauliMask;
  readonly right: States;
  readonly part: "re" | "im";
  readonly scale: number;
}

/** Adds an overlap to out[row]. Amplitudes are summed in order of index. */
export function addOverlap(out: Float64Array, { left, mask, right, part, scale }: Overlap): void {
  const { qubits, rows, re: lr, im: li } = left;
  const { re: rr, im: ri } = right;
  const { real, factor } = overlapFactor(mask, part, scale);
  for (let j = 0; j < 2 ** qubits; j++) {
    const signed = parity(j & mask.signs) ? -factor : factor;
    const end = (j + 1) * rows;
    for (let lane = 0, l = (j ^ mask.flips) * rows, r = j * rows; r < end; lane++, l++, r++) {
      out[lane] += signed * (real ? lr[l] * rr[r] + li[l] * ri[r] : lr[l] * ri[r] - li[l] * rr[r]);
    }
  }
}

/** [3, rows]: Im⟨λ|X|ψ⟩, Im⟨λ|Y|ψ⟩ and Im⟨λ|Z|ψ⟩ on one qubit: one pass for all three. */
export function turnOverlaps(lambda: States, psi: States, qubit: number): Float64Array {
  const { rows, re: lr, im: li } = lambda;
  const { re: pr, im: pi } = psi;
  const run = 2 ** (psi.qubits - 1 - qubit) * rows;
  const out = new Float64Array(3 * rows);
  const x = out.subarray(0, rows);
  const y = out.subarray(rows, 2 * rows);
  const z = out.subarray(2 * rows);
  for (let start = 0; start < pr.length; start += 2 * run) {
    for (let block = start; block < start + run; block += rows) {
      for (let lane = 0, p = block, q = block + run; lane < rows; lane++, p++, q++) {
        const l0r = lr[p];
        const l0i = li[p];
        const l1r = lr[q];
        const l1i = li[q];
        const p0r = pr[p];
        const p0i = pi[p];
        const p1r = pr[q];
        const p1i = pi[q];
        x[lane] += l0r * p1i - l0i * p1r + (l1r * p0i - l1i * p0r);
        y[lane] += l1r * p0r + l1i * p0i - (l0r * p1r + l0i * p1i);
        z[lane] += l0r * p0i - l0i * p0r - (l1r * p1i - l1i * p1r);
      }
    }
  }
  return out;
}
