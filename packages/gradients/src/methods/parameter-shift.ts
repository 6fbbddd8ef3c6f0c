import type { Program } from "@uphill/simulator";
import { contract, defineGradient } from "../method.js";
import { sampleExpectations, sampleShifted, settings } from "../shots.js";
import { shiftRule, type ShiftTerm } from "../shift-rule.js";

/** A place where a live weight enters a gate. */
interface Use {
  readonly operation: number;
  readonly angle: number;
  readonly weight: number;
  /** d(angle)/d(weight) */
  readonly scale: number;
  readonly rule: readonly ShiftTerm[];
}

/**
 * Gradient by shift rules, each derived from its gate's spectrum ({@link shiftRule}) and summed over all uses of a weight
 * (product rule) with the angle's scale. Exact but for rounding; with shots unbiased for losses linear in the estimated
 * values' derivative, since values and shifts are drawn independently.
 * @throws UphillError "derivative" for a trained gate that no rule serves
 * Cost: one circuit, plus two per frequency of the gate and use of a live weight, per row and measurement setting.
 * Source: Schuld et al. 2019, arXiv:1811.11184; Wierichs et al. 2022, arXiv:2107.12390.
 */
export const parameterShift = defineGradient({
  name: "parameter-shift",
  options: {},
  circuits: (program) => (1 + 2 * uses(program).flatMap(({ rule }) => rule).length) * settings(program.observables),
  estimate({ program, weights, batch, cotangents, shots, random }) {
    const terms = uses(program).flatMap((use) => use.rule.map((term) => ({ ...use, ...term })));
    const shifts = terms.flatMap(({ operation, angle, shift }) => [
      { operation, angle, delta: shift },
      { operation, angle, delta: -shift },
    ]);
    const run = { weights, batch };
    const sampled = shots !== undefined && random !== undefined;
    const { values, variances } = sampled
      ? sampleExpectations(program, { ...run, shots, random })
      : { values: program.expectations(run) };
    const shifted = sampled
      ? sampleShifted(program, { ...run, shots, random }, shifts)
      : program.shifted({ ...run, shifts });
    const jacobian = new Float64Array(values.length * weights.length);
    terms.forEach(({ weight, scale, coefficient }, term) => {
      for (let value = 0; value < values.length; value++) {
        const plus = shifted[2 * term * values.length + value];
        const minus = shifted[(2 * term + 1) * values.length + value];
        jacobian[value * weights.length + weight] += scale * coefficient * (plus - minus);
      }
    });
    const gradient = contract(cotangents(values), jacobian, weights.length);
    return { values, gradient, ...(variances && { variances }) };
  },
});

function uses({ circuit, liveWeights, liveOperations }: Program): Use[] {
  return circuit.operations.flatMap(({ gate, angles }, operation) =>
    angles.flatMap((angle, index): Use[] => {
      if (typeof angle === "number" || !("weight" in angle)) return [];
      if (!liveWeights[angle.weight] || !liveOperations[operation]) return [];
      return [{ operation, angle: index, weight: angle.weight, scale: angle.scale, rule: shiftRule(gate) }];
    }),
  );
}
