import { number, UphillError } from "@uphill/core";
import { defineStart } from "./start.js";

/**
 * For circuits like an annealing in steps, such as qaoa: in each layer the first half of the weights (γ) rises with the layers and the
 * second half (β) falls, γ = s·Δt and β = (1 − s)·Δt at the middle s = (layer + ½)/layers of the layer's time.
 * @throws UphillError "start" if the weights of a layer have no two halves
 * Source: Sack & Serbyn 2021, arXiv:2101.05742, where Δt = 0.75 serves many graphs. Departure: they take the end of the layer's time,
 * which has no mixer in the last layer, and so in the only one.
 */
export const linearRamp = defineStart({
  name: "linear-ramp",
  options: {
    /** Time Δt of a layer. */
    time: number({ default: 0.75, above: 0, about: "Time Δt of a layer" }),
  },
  draw({ weights, layers }, _random, { time }) {
    const half = weights / layers / 2;
    if (!Number.isInteger(half)) {
      throw new UphillError({
        code: "start",
        who: "linear-ramp start",
        got: `there are ${weights} weights in ${layers} layers`,
        wanted: "the weights of each layer must have two halves: one rises with the layers, the other falls",
        todo: "Use the ansatz qaoa, or another start.",
      });
    }
    return Float64Array.from({ length: weights }, (_, k) => {
      const progress = (Math.floor(k / (2 * half)) + 0.5) / layers;
      return time * (k % (2 * half) < half ? progress : 1 - progress);
    });
  },
});
