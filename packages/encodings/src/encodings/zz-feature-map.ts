import { cnot, h, input, phase } from "@uphill/circuits";
import { choice, number } from "@uphill/core";
import { defineEncoding } from "../encoding.js";
import { pairs, withPairs } from "../pairs.js";

/**
 * Qiskit's ZZFeatureMap: H on every qubit with a feature, Phase(2xᵢ) on each of them, and CNOT, Phase(2(π − xᵢ)(π −
 * xⱼ)), CNOT on each pair. The whole pattern is repeated `repeats` times. Qubits without a feature stay |0⟩.
 * The inputs of a row are its features, then (π − xᵢ)(π − xⱼ) of the pairs.
 * Source: Havlíček et al. 2019, arXiv:1804.11326, as Qiskit's ZZFeatureMap / zz_feature_map with its defaults.
 */
export const zzFeatureMap = defineEncoding({
  name: "zz-feature-map",
  options: {
    /** How often the whole pattern stands (Qiskit's reps). */
    repeats: number({ default: 2, min: 1, integer: true, about: "How often the whole pattern stands (Qiskit's reps)" }),
    /** Which pairs of features are entangled. */
    entanglement: choice({
      default: "full",
      values: ["full", "linear"],
      about: "Which pairs of features are entangled",
    }),
  },
  capacity: (qubits) => qubits,
  operations: ({ width }, { repeats, entanglement }) =>
    Array.from({ length: repeats }, () => [
      ...Array.from({ length: width }, (_, k) => h(k)),
      ...Array.from({ length: width }, (_, k) => phase(input(k, { scale: 2 }), k)),
      ...pairs(width, entanglement).flatMap(([i, j], k) => [
        cnot(i, j),
        phase(input(width + k, { scale: 2 }), j),
        cnot(i, j),
      ]),
    ]).flat(),
  load: (features, { width }, { entanglement }) => ({
    inputs: withPairs(features, width, pairs(width, entanglement), (a, b) => (Math.PI - a) * (Math.PI - b)),
  }),
});
