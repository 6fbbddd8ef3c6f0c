import { choice } from "@uphill/core";
import type { Program } from "@uphill/simulator";
import { keeps, type MetricShape } from "../blocks.js";
import { defineCurvature, type CurvatureRequest } from "../curvature.js";
import { pairCircuits } from "../second-derivatives.js";
import { tangents } from "../tangents.js";
import { uses } from "../uses.js";

/**
 * Fubini–Study metric of the state, Re[⟨∂ᵢψ|∂ⱼψ⟩ − ⟨∂ᵢψ|ψ⟩⟨ψ|∂ⱼψ⟩], [rows, weights, weights]: what a small move of the weights
 * takes from the fidelity, 1 − |⟨ψ(θ)|ψ(θ+δ)⟩|² ≈ δᵀgδ. Exact from the state vector, over all weights, idle ones too.
 * `shape` keeps everything, blocks of trained gates that stand side by side, or the diagonal; the rest is 0.
 * @throws UphillError "derivative" for a trained gate that no rule serves
 * Price: as −½ of the fidelity's Hessian, whose value at the point is known to be 1: 2R − 1 circuits for each use of a weight and
 * 4RR′ for each two uses in an entry that is kept, in one measurement setting; twice as deep. Cost here: see `tangents`.
 * Source: Stokes et al. 2020, arXiv:1909.02108; Mari et al. 2021, arXiv:2008.06517 (price).
 */
export const metricTensor = defineCurvature({
  name: "metric-tensor",
  options: {
    /** Entries that are kept. */
    shape: choice<MetricShape>({
      default: "full",
      values: ["full", "block-diagonal", "diagonal"],
      about: "Entries that are kept",
    }),
  },
  circuits: (program, { shape }) => metricCircuits("metric-tensor", program, shape),
  estimate: (request, { shape }) => metricOf("metric-tensor", request, shape),
});

/** Its price, in circuit evaluations a row. @param who names the curvature that asks, for the error */
export function metricCircuits(who: string, program: Program, shape: MetricShape): number {
  return pairCircuits(who, uses(program), keeps(program, shape));
}

/** The metric of the given shape. @param who names the curvature that asks, for the error */
export function metricOf(who: string, request: CurvatureRequest, shape: MetricShape): Float64Array {
  const { state, derivatives, rows, size } = tangents(who, request);
  const kept = keeps(request.program, shape);
  const count = derivatives.length;
  const metric = new Float64Array(rows * count * count);
  for (let row = 0; row < rows; row++) {
    const along = derivatives.map((derivative) => overlap(derivative, state, row, size));
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        if (!kept(i, j)) continue;
        const { re } = overlap(derivatives[i], derivatives[j], row, size);
        const value = re - (along[i].re * along[j].re + along[i].im * along[j].im);
        metric[(row * count + i) * count + j] = value;
        metric[(row * count + j) * count + i] = value;
      }
    }
  }
  return metric;
}

interface States {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** ⟨a|b⟩ in one row. */
function overlap(a: States, b: States, row: number, size: number): { re: number; im: number } {
  let [re, im] = [0, 0];
  for (let k = row * size; k < (row + 1) * size; k++) {
    re += a.re[k] * b.re[k] + a.im[k] * b.im[k];
    im += a.re[k] * b.im[k] - a.im[k] * b.re[k];
  }
  return { re, im };
}
