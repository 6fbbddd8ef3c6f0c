import { cos, sin } from "@uphill/core";
import { defineFunction } from "./function.js";

/** Σ cos θᵢ. It is the sum of ⟨Z⟩ of qubits, each turned by one weight. */
export const cosine = defineFunction({
  name: "cosine",
  about: "Σ cos θᵢ",
  start: [0.5, 2, -1],
  minimum: -3,
  minimumAt: (size) => -size,
  value: (theta) => theta.reduce((sum, t) => sum + cos(t), 0),
  gradient: (theta) => theta.map((t) => -sin(t)),
  frequencies: [1],
});
