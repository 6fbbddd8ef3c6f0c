import { flag, number } from "@uphill/core";
import type { Program } from "@uphill/simulator";
import { defineGradient } from "../method.js";
import { assemble, valuesAt, valuesShifted } from "../parts.js";
import { partsOf, shiftsOf, shiftTerms } from "../shift-terms.js";
import { settings } from "../shots.js";
import { liveWeights } from "../uses.js";

/**
 * Parameter shift for k live weights, chosen anew each time without repetition; the others get 0. With `unbiased` the chosen
 * derivatives are multiplied by live/k, so that the gradient is right on average; without, each is right where it is not 0,
 * and the mean gradient is k/live of the true one. Needs `chance`: the first k of a permutation of the live weights.
 * @throws UphillError "derivative" for a trained gate that no rule serves, chosen or not
 * Cost: one circuit, plus the shifted ones of the k dearest weights, which is the price whichever are chosen.
 * Source: Sweke et al. 2020, arXiv:1910.01155 (doubly stochastic gradients, there over terms of a sum).
 */
export const randomSubset = defineGradient({
  name: "random-subset",
  options: {
    /** Weights whose derivative is taken, k. */
    weights: number({ default: 1, min: 1, integer: true, about: "Weights whose derivative is taken, k" }),
    /** Multiply by live weights / k, so that the mean is the gradient. */
    unbiased: flag({ default: true, about: "Multiply by live weights / k, so that the mean is the gradient" }),
  },
  needs: ["chance"],
  circuits: (program, { weights }) => (1 + 2 * dearest(program, weights)) * settings(program.observables),
  *estimate(request, { weights: most, unbiased }) {
    const { program, weights, chance } = request;
    const live = liveWeights(program);
    const count = Math.min(most, live.length);
    const chosen = chance()
      .permutation(live.length)
      .slice(0, count)
      .map((k) => live[k]);
    const scaling = unbiased ? live.length / count : 1;
    const terms = shiftTerms(program, "random-subset")
      .filter(({ weight }) => chosen.includes(weight))
      .map((term) => ({ ...term, factor: term.factor * scaling }));
    const unshifted = yield* valuesAt(request, weights, 0);
    return assemble(request, unshifted, yield* valuesShifted(request, shiftsOf(terms)), partsOf(terms));
  },
});

/** Shift terms of the k weights that have most of them. */
function dearest(program: Program, most: number): number {
  const terms = new Float64Array(program.circuit.weights);
  for (const { weight } of shiftTerms(program, "random-subset")) terms[weight] += 1;
  return terms
    .sort()
    .reverse()
    .slice(0, most)
    .reduce((total, count) => total + count, 0);
}
