import { defineRule } from "../optimizer.js";
import { momentum } from "./momentum.js";

/**
 * Nesterov's accelerated gradient: v ← μv + g, step = η·(g + μv).
 * Source: Nesterov 1983, Soviet Math. Dokl. 27, 372, in the form of PyTorch's SGD with nesterov=True (dampening 0).
 * That form writes the look-ahead gradient for the point that is looked ahead to (Sutskever et al. 2013).
 */
export const nesterov = defineRule({
  name: "nesterov",
  options: momentum.options,
  init: (size) => ({ velocity: new Array<number>(size).fill(0) }),
  step({ gradient, state, options: { learningRate, momentum } }) {
    const velocity = state.velocity.map((v, i) => momentum * v + gradient[i]);
    return { step: gradient.map((g, i) => learningRate * (g + momentum * velocity[i])), state: { velocity } };
  },
});
