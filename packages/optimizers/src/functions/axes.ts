import { cos, sin } from "@uphill/core";
import { defineFunction } from "./function.js";

/** cos θ₀ · cos θ₁. It is ⟨Z⟩ of one qubit that is turned about X by θ₀ and then about Y by θ₁. */
export const axes = defineFunction({
  name: "axes",
  about: "cos θ₀ · cos θ₁, where each weight turns one qubit about another axis",
  size: 2,
  start: [0.5, 2],
  minimum: -1,
  value: ([x, y]) => cos(x) * cos(y),
  gradient: ([x, y]) => Float64Array.of(-sin(x) * cos(y), -cos(x) * sin(y)),
  frequencies: [1],
  alternatives: [[0, 1]],
});
