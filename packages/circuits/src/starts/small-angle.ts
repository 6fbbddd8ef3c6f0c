import { number } from "@uphill/core";
import { defineStart } from "./start.js";

/**
 * Normal about 0 with variance σ² = 1 / (4 S (L + 2)) for L layers and an observable on S qubits: the gradient then shrinks with
 * a power of L only, whatever the number of qubits.
 * Source: Zhang et al. 2022, arXiv:2203.09376, theorem 4.1.
 */
export const smallAngle = defineStart({
  name: "small-angle",
  options: {
    /** Qubits S that a term of the observable acts on. */
    locality: number({ default: 1, min: 1, integer: true, about: "Qubits S that a term of the observable acts on" }),
  },
  draw: ({ weights, layers }, random, { locality }) =>
    Float64Array.from({ length: weights }, () => random.normal() / Math.sqrt(4 * locality * (layers + 2))),
});
