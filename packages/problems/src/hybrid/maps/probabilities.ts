import { defineMap } from "../row-map.js";

/** Each readout z in [−1, 1] as the probabilities of its two outcomes: (1 − z)/2 of −1, then (1 + z)/2 of +1. */
export const probabilities = defineMap({
  name: "probabilities",
  about: "Each readout z as the probabilities of its outcomes: (1 − z)/2, then (1 + z)/2",
  options: {},
  at: (inputs) => ({
    outputs: 2 * inputs,
    parameters: 0,
    forward: (_, x) =>
      Float64Array.from({ length: 2 * x.length }, (__, k) => (k % 2 ? 1 + x[k >> 1] : 1 - x[k >> 1]) / 2),
    vjp: (_, x, cotangents) => ({
      parameters: new Float64Array(0),
      inputs: Float64Array.from(x, (__, k) => (cotangents[2 * k + 1] - cotangents[2 * k]) / 2),
    }),
    start: () => new Float64Array(0),
  }),
});
