import { defineCurvature } from "../curvature.js";
import { shiftRule } from "../shift-rule.js";
import { tangents } from "../tangents.js";
import { uses } from "../uses.js";

/** Outcomes no likelier than this do not occur: the state's rounding would decide what they tell. */
const NEVER = 1e-28;

/**
 * Fisher information of measuring all qubits in Z, Σ ∂ᵢp·∂ⱼp/p over outcomes, [rows, weights, weights]: never more than the
 * quantum one. Outcomes that do not occur (p ≤ 1e-28) are left out. Exact from the state vector, over all weights.
 * @throws UphillError "derivative" for a trained gate that no rule serves
 * Price: all derivatives of all probabilities by parameter shift, one circuit and two per frequency and use of a weight, in one
 * measurement setting. Cost here: see `tangents`. Source: Meyer 2021, arXiv:2103.15191, eq. 8.
 */
export const classicalFisher = defineCurvature({
  name: "classical-fisher",
  options: {},
  circuits: (program) => 1 + 2 * uses(program).flatMap(({ gate }) => shiftRule(gate, "classical-fisher")).length,
  estimate(request) {
    const { state, derivatives, rows, size } = tangents("classical-fisher", request);
    const count = derivatives.length;
    const fisher = new Float64Array(rows * count * count);
    const slopes = new Float64Array(count);
    for (let at = 0; at < rows * size; at++) {
      const probability = state.re[at] * state.re[at] + state.im[at] * state.im[at];
      if (probability <= NEVER) continue;
      derivatives.forEach(({ re, im }, i) => {
        slopes[i] = 2 * (state.re[at] * re[at] + state.im[at] * im[at]);
      });
      const matrix = Math.floor(at / size) * count * count;
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) fisher[matrix + i * count + j] += (slopes[i] * slopes[j]) / probability;
      }
    }
    return fisher;
  },
});
