import { h, input, rz, rzz } from "@uphill/circuits";
import { choice, number } from "@uphill/core";
import { defineEncoding } from "../encoding.js";
import { pairs, withPairs } from "../pairs.js";

/**
 * Instantaneous quantum polynomial (IQP) encoding: H on every qubit with a feature, RZ(xᵢ) on each of them, and
 * RZZ(xᵢxⱼ) on each pair. The whole pattern is repeated `repeats` times. Qubits without a feature stay |0⟩.
 * The inputs of a row are its features, then the products of the pairs.
 * Source: Havlíček et al. 2019, arXiv:1804.11326, as PennyLane's IQPEmbedding with its defaults.
 */
export const iqp = defineEncoding({
  name: "iqp",
  options: {
    /** How often the whole pattern stands (PennyLane's n_repeats). */
    repeats: number({
      default: 1,
      min: 1,
      integer: true,
      about: "How often the whole pattern stands (PennyLane's n_repeats)",
    }),
    /** Which pairs of features are multiplied. */
    pattern: choice({ default: "full", values: ["full", "linear"], about: "Which pairs of features are multiplied" }),
  },
  capacity: (qubits) => qubits,
  operations: ({ width }, { repeats, pattern }) =>
    Array.from({ length: repeats }, () => [
      ...Array.from({ length: width }, (_, k) => h(k)),
      ...Array.from({ length: width }, (_, k) => rz(input(k), k)),
      ...pairs(width, pattern).map(([i, j], k) => rzz(input(width + k), i, j)),
    ]).flat(),
  load: (features, { width }, { pattern }) => ({
    inputs: withPairs(features, width, pairs(width, pattern), (a, b) => a * b),
  }),
});
