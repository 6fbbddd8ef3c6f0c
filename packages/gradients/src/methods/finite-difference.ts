import { number } from "@uphill/core";
import { defineGradient } from "../method.js";
import { assemble, each, stack, valuesAt } from "../parts.js";
import { settings } from "../shots.js";
import { liveWeights } from "../uses.js";

/**
 * Gradient by central differences, [f(θ + h) − f(θ − h)]/2h for each live weight.
 * Error: h²/6 times the third derivative, plus rounding of about 1e-16/h; the default h, the cube root of 2⁻⁵², balances the
 * two for exact values. From shots the noise is divided by 2h, so a much larger step is used, at the price of a bias.
 * Cost: one circuit, plus two per live weight, per row and measurement setting.
 */
export const finiteDifference = defineGradient({
  name: "finite-difference",
  options: {
    /** Step h for exact values, in radians. */
    step: number({ default: 6e-6, above: 0, about: "Step h for exact values, in radians" }),
    /** Step h for values from shots, in radians. */
    shotStep: number({ default: 0.3, above: 0, about: "Step h for values from shots, in radians" }),
  },
  circuits: (program) => (1 + 2 * liveWeights(program).length) * settings(program.observables),
  *estimate(request, { step, shotStep }) {
    const { program, weights, shots } = request;
    const h = shots === undefined ? step : shotStep;
    const live = liveWeights(program);
    const points = live.flatMap((weight) => [h, -h].map((move) => moved(weights, weight, move)));
    const others = stack(yield* each(points.map((at, k) => valuesAt(request, at, 1 + k))));
    const parts = live.map((weight, k) => ({ weight, factor: 1 / (2 * h), plus: 2 * k + 1, minus: 2 * k + 2 }));
    return assemble(request, yield* valuesAt(request, weights, 0), others, parts);
  },
});

function moved(weights: Float64Array, weight: number, move: number): Float64Array {
  const at = Float64Array.from(weights);
  at[weight] += move;
  return at;
}
