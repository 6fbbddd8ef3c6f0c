import { number } from "@uphill/core";
import { defineMap } from "../row-map.js";

/** A trained offset for each number: y = x + b. */
export const bias = defineMap({
  name: "bias",
  about: "A trained offset for each number",
  options: {
    /** The first offsets. */
    start: number({ default: 0, about: "The first offsets" }),
  },
  at: (inputs, { start }) => ({
    outputs: inputs,
    parameters: inputs,
    forward: (offsets, x) => x.map((value, k) => value + offsets[k % inputs]),
    vjp(_, __, cotangents) {
      const parameters = new Float64Array(inputs);
      for (let k = 0; k < cotangents.length; k++) parameters[k % inputs] += cotangents[k];
      return { parameters, inputs: cotangents.slice() };
    },
    start: () => new Float64Array(inputs).fill(start),
  }),
});
