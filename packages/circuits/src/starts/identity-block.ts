import { number, UphillError } from "@uphill/core";
import { defineStart } from "./start.js";

/**
 * For the ansatz identity-blocks, whose layers are blocks of two halves: the first half of each block is uniform in
 * [−range, range), the second is its copy, so that every block is the identity.
 * @throws UphillError "start" if the weights do not fall into `layers` blocks of two halves
 * Source: Grant et al. 2019, arXiv:1903.05076.
 */
export const identityBlock = defineStart({
  name: "identity-block",
  options: {
    /** Weights of first halves lie in [−range, range). */
    range: number({ default: Math.PI, min: 0, about: "Weights of first halves lie in [−range, range)" }),
  },
  draw({ weights, layers }, random, { range }) {
    const half = weights / layers / 2;
    if (!Number.isInteger(half)) {
      throw new UphillError({
        code: "start",
        who: "identity-block start",
        got: `there are ${weights} weights in ${layers} layers`,
        wanted: "each layer must be a block of two equal halves",
        todo: "Use the ansatz identity-blocks, or another start.",
      });
    }
    const drawn = new Float64Array(weights);
    for (let block = 0; block < layers; block++) {
      for (let k = 0, at = 2 * block * half; k < half; k++, at++) {
        drawn[at] = drawn[at + half] = (2 * random.uniform() - 1) * range;
      }
    }
    return drawn;
  },
});
