import { number } from "@uphill/core";
import { defineGradient } from "../method.js";
import { assemble, each, stack, valuesAt } from "../parts.js";
import { settings } from "../shots.js";
import { liveWeights } from "../uses.js";

/**
 * Gradient by forward differences, [f(θ + h) − f(θ)]/h for each live weight: half the circuits of central ones.
 * Error: h/2 times the second derivative, plus rounding of about 2e-16/h; the default h, the root of 2⁻⁵², balances the two for
 * exact values. From shots the bias is of order h and the noise of f(θ) is in every derivative, and in the values.
 * Cost: one circuit, plus one per live weight, per row and measurement setting.
 */
export const forwardDifference = defineGradient({
  name: "forward-difference",
  options: {
    /** Step h for exact values, in radians. */
    step: number({ default: 1.5e-8, above: 0, about: "Step h for exact values, in radians" }),
    /** Step h for values from shots, in radians. */
    shotStep: number({ default: 0.3, above: 0, about: "Step h for values from shots, in radians" }),
  },
  circuits: (program) => (1 + liveWeights(program).length) * settings(program.observables),
  *estimate(request, { step, shotStep }) {
    const { program, weights, shots } = request;
    const h = shots === undefined ? step : shotStep;
    const live = liveWeights(program);
    const points = live.map((weight) => weights.map((value, k) => (k === weight ? value + h : value)));
    const others = stack(yield* each(points.map((at, k) => valuesAt(request, at, 1 + k))));
    const parts = live.map((weight, k) => ({ weight, factor: 1 / h, plus: 1 + k, minus: 0 }));
    return assemble(request, yield* valuesAt(request, weights, 0), others, parts);
  },
});
