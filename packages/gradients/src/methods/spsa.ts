import { number } from "@uphill/core";
import { defineGradient } from "../method.js";
import { assemble, each, stack, valuesAt } from "../parts.js";
import { settings } from "../shots.js";
import { liveWeights } from "../uses.js";

/**
 * Simultaneous perturbation: all live weights move at once, each by ±h at random, and every weight gets
 *   ±[f(θ + hΔ) − f(θ − hΔ)]/2h,   averaged over some directions Δ.
 * Right on average but for a bias of h²/6 times third derivatives; a derivative's error from one direction is about as long as
 * the other derivatives together. h = step/√(live weights), so that the move has the same length however many there are.
 * Needs `chance`: direction k is the k-th set of signs drawn, one for every live weight.
 * Cost: one circuit, plus two per direction, per row and measurement setting, whatever the number of weights.
 * Source: Spall 1992, doi:10.1109/9.119632. Departure: central moves scaled by √weights, and no gain sequences.
 */
export const spsa = defineGradient({
  name: "spsa",
  options: {
    /** Directions that are averaged. */
    directions: number({ default: 1, min: 1, integer: true, about: "Directions that are averaged" }),
    /** Length of a move for exact values, in radians. */
    step: number({ default: 6e-6, above: 0, about: "Length of a move for exact values, in radians" }),
    /** Length of a move for values from shots, in radians. */
    shotStep: number({ default: 0.3, above: 0, about: "Length of a move for values from shots, in radians" }),
  },
  needs: ["chance"],
  circuits: (program, { directions }) =>
    (1 + (liveWeights(program).length > 0 ? 2 * directions : 0)) * settings(program.observables),
  *estimate(request, { directions, step, shotStep }) {
    const { program, weights, shots } = request;
    const live = liveWeights(program);
    const unshifted = yield* valuesAt(request, weights, 0);
    if (live.length === 0) return assemble(request, unshifted, stack([]), []);
    const h = (shots === undefined ? step : shotStep) / Math.sqrt(live.length);
    const random = request.chance();
    const signs = Array.from({ length: directions }, () => live.map(() => (random.integer(2) ? 1 : -1)));
    const points = signs.flatMap((direction) =>
      [h, -h].map((move) => {
        const at = Float64Array.from(weights);
        live.forEach((weight, i) => (at[weight] += direction[i] * move));
        return at;
      }),
    );
    const parts = signs.flatMap((direction, k) =>
      live.map((weight, i) => ({
        weight,
        factor: direction[i] / (2 * h * directions),
        plus: 2 * k + 1,
        minus: 2 * k + 2,
      })),
    );
    return assemble(request, unshifted, stack(yield* each(points.map((at, k) => valuesAt(request, at, 1 + k)))), parts);
  },
});
