import { cos, sin } from "@uphill/core";
import { defineFunction } from "./function.js";

const TURN = 2 * Math.PI;

/** Σ 10 + θᵢ² − 10 cos 2πθᵢ, Rastrigin's function. It is a bowl with a dent at every point of whole numbers. */
export const rastrigin = defineFunction({
  name: "rastrigin",
  about: "Σ 10 + θᵢ² − 10 cos 2πθᵢ",
  start: [1.3, -0.7],
  minimum: 0,
  value: (theta) => theta.reduce((sum, t) => sum + 10 + t * t - 10 * cos(TURN * t), 0),
  gradient: (theta) => theta.map((t) => 2 * t + 10 * TURN * sin(TURN * t)),
});
