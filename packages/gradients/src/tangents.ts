import type { CurvatureRequest } from "./curvature.js";
import { moved, separate } from "./separate.js";
import { stateShiftRule } from "./shift-rule.js";

/** Complex numbers, real and imaginary parts apart. */
interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The state of each row and how it moves with each weight. */
export interface Tangents {
  /** [rows, 2ⁿ] */
  readonly state: Complex;
  /** ∂ψ/∂weight, one a weight: [rows, 2ⁿ]. */
  readonly derivatives: readonly Complex[];
  readonly rows: number;
  /** 2ⁿ */
  readonly size: number;
}

/**
 * State vectors and their derivatives by all weights, idle ones too: a state knows no observable. By shifts of the state
 * itself, summed over uses; exact but for rounding.
 * @throws UphillError "derivative" for a trained gate whose eigenvalues no rule serves
 * Cost here: 1 + 2R forward runs for each use of a weight, R the distinct sizes of its generator's eigenvalues, and memory for
 * 2ⁿ complex numbers a row and weight.
 */
export function tangents(who: string, { program: given, weights, source = {} }: CurvatureRequest): Tangents {
  const { program, uses, angles } = separate(given);
  const batch = program.prepare(source);
  const base = angles(weights);
  const state = program.state({ weights: base, batch });
  const derivatives = Array.from({ length: given.circuit.weights }, () => ({
    re: new Float64Array(state.re.length),
    im: new Float64Array(state.re.length),
  }));
  uses.forEach(({ gate, weight, scale }, use) => {
    const to = derivatives[weight];
    for (const { shift, coefficient } of stateShiftRule(gate, who)) {
      for (const side of [1, -1]) {
        const shifted = program.state({ weights: moved(base, use, side * shift), batch });
        const factor = side * scale * coefficient;
        for (let k = 0; k < to.re.length; k++) {
          to.re[k] += factor * shifted.re[k];
          to.im[k] += factor * shifted.im[k];
        }
      }
    }
  });
  return { state, derivatives, rows: batch.rows, size: 2 ** given.circuit.qubits };
}
