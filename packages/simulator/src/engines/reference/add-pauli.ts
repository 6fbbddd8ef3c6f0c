import { parity } from "../../passes/parity.js";
import type { PauliMask } from "../../passes/pauli.js";
import type { States } from "../../passes/states.js";

/** target += factor[row] · P · source. */
export function addPauli(
  target: States,
  source: States,
  { flips, signs, phaseRe, phaseIm }: PauliMask,
  factor: Float64Array,
): void {
  const { rows } = source;
  for (let j = 0; j < 2 ** source.qubits; j++) {
    const sign = parity(j & signs) ? -1 : 1;
    const cr = sign * phaseRe;
    const ci = sign * phaseIm;
    const to = (j ^ flips) * rows;
    const from = j * rows;
    for (let lane = 0; lane < rows; lane++) {
      target.re[to + lane] += factor[lane] * (cr * source.re[from + lane] - ci * source.im[from + lane]);
      target.im[to + lane] += factor[lane] * (cr * source.im[from + lane] + ci * source.re[from + lane]);
    }
  }
}
