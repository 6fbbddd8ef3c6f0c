import { defineRule } from "../optimizer.js";
import { adam } from "./adam.js";

/**
 * Adam that divides by the largest size estimate so far and not by the present one.
 *     m, v as in Adam    w ← max(w, v)    step = η·m̂ / (√(w/(1−β₂ᵗ)) + ε)
 * Source: Reddi, Kale & Kumar 2018, Algorithm 2, arXiv:1904.09237. Departures: the bias corrections and ε are PyTorch's
 * (Adam with amsgrad=True); the paper's algorithm has neither.
 */
export const amsgrad = defineRule({
  name: "amsgrad",
  options: adam.options,
  init: (size) => ({
    mean: new Array<number>(size).fill(0),
    square: new Array<number>(size).fill(0),
    largest: new Array<number>(size).fill(0),
    power1: 1,
    power2: 1,
  }),
  step({ gradient, state, options: { learningRate, beta1, beta2, epsilon } }) {
    const mean = state.mean.map((m, i) => beta1 * m + (1 - beta1) * gradient[i]);
    const square = state.square.map((v, i) => beta2 * v + (1 - beta2) * gradient[i] * gradient[i]);
    const largest = state.largest.map((w, i) => Math.max(w, square[i]));
    const power1 = state.power1 * beta1;
    const power2 = state.power2 * beta2;
    const step = Float64Array.from(
      mean,
      (m, i) => (learningRate * (m / (1 - power1))) / (Math.sqrt(largest[i] / (1 - power2)) + epsilon),
    );
    return { step, state: { mean, square, largest, power1, power2 } };
  },
});
