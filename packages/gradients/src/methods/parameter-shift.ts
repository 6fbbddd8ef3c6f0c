import { defineGradient } from "../method.js";
import { assemble, valuesAt, valuesShifted } from "../parts.js";
import { partsOf, shiftsOf, shiftTerms } from "../shift-terms.js";
import { settings } from "../shots.js";

/**
 * Gradient by shift rules, each derived from its gate's spectrum (`shiftRule`) and summed over all uses of a weight (product
 * rule) with the angle's scale. Exact but for rounding; with shots unbiased for losses linear in the estimated values'
 * derivative, since values and shifts are drawn independently.
 * @throws UphillError "derivative" for a trained gate that no rule serves
 * Cost: one circuit, plus two per frequency of the gate and use of a live weight, per row and measurement setting.
 * Source: Schuld et al. 2019, arXiv:1811.11184; Wierichs et al. 2022, arXiv:2107.12390.
 */
export const parameterShift = defineGradient({
  name: "parameter-shift",
  options: {},
  circuits: (program) => (1 + 2 * shiftTerms(program, "parameter-shift").length) * settings(program.observables),
  *estimate(request) {
    const terms = shiftTerms(request.program, "parameter-shift");
    const unshifted = yield* valuesAt(request, request.weights, 0);
    return assemble(request, unshifted, yield* valuesShifted(request, shiftsOf(terms)), partsOf(terms));
  },
});
