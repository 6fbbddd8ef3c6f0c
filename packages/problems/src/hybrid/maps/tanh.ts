import { exp, number } from "@uphill/core";
import { defineMap } from "../row-map.js";

/** Hyperbolic tangent of each number, times a constant: y = scale · tanh(x). With scale π/2 the results are angles. */
export const tanh = defineMap({
  name: "tanh",
  about: "Hyperbolic tangent of each number, times a constant",
  options: {
    /** What the results are multiplied by. */
    scale: number({ default: 1, about: "What the results are multiplied by" }),
  },
  at: (inputs, { scale }) => ({
    outputs: inputs,
    parameters: 0,
    forward: (_, x) => x.map((value) => scale * tangent(value)),
    vjp: (_, x, cotangents) => ({
      parameters: new Float64Array(0),
      inputs: x.map((value, k) => cotangents[k] * scale * (1 - tangent(value) ** 2)),
    }),
    start: () => new Float64Array(0),
  }),
});

/** Below this, two terms of the series are exact to rounding, and the quotient is not. */
const SMALL = 1e-4;

function tangent(x: number): number {
  if (Math.abs(x) < SMALL) return x - (x * x * x) / 3;
  const decay = exp(-2 * Math.abs(x));
  return (Math.sign(x) * (1 - decay)) / (1 + decay);
}
