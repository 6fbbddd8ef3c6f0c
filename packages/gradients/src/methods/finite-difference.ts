import { number } from "@uphill/core";
import type { Program } from "@uphill/simulator";
import { contract, defineGradient } from "../method.js";
import { sampleExpectations, settings } from "../shots.js";

/**
 * Gradient by central differences, [f(θ + h) − f(θ − h)]/2h for each live weight.
 * Error: h²/6 times the third derivative, plus rounding of about 1e-16/h; the default h balances the two for exact values.
 * From shots the noise is divided by 2h, so a much larger step is used, at the price of a bias.
 * Cost: one circuit, plus two per live weight, per row and measurement setting.
 */
export const finiteDifference = defineGradient({
  name: "finite-difference",
  options: {
    step: number({ default: 6e-6, above: 0, about: "Step h for exact values, in radians" }),
    shotStep: number({ default: 0.3, above: 0, about: "Step h for values from shots, in radians" }),
  },
  circuits: (program) => (1 + 2 * live(program).length) * settings(program.observables),
  estimate({ program, weights, batch, cotangents, shots, random }, { step, shotStep }) {
    const sampled = shots !== undefined && random !== undefined;
    const h = sampled ? shotStep : step;
    const valuesAt = (at: Float64Array, circuit: number): { values: Float64Array; variances?: Float64Array } =>
      sampled
        ? sampleExpectations(program, { weights: at, batch, shots, random: (row) => random(row, circuit) })
        : { values: program.expectations({ weights: at, batch }) };
    const { values, variances } = valuesAt(weights, 0);
    const jacobian = new Float64Array(values.length * weights.length);
    live(program).forEach((weight, k) => {
      const [plus, minus] = [h, -h].map((move, side) => {
        const at = Float64Array.from(weights);
        at[weight] += move;
        return valuesAt(at, 1 + 2 * k + side).values;
      });
      for (let value = 0; value < values.length; value++) {
        jacobian[value * weights.length + weight] = (plus[value] - minus[value]) / (2 * h);
      }
    });
    const gradient = contract(cotangents(values), jacobian, weights.length);
    return { values, gradient, ...(variances && { variances }) };
  },
});

function live({ liveWeights }: Program): number[] {
  return liveWeights.flatMap((alive, weight) => (alive ? [weight] : []));
}
