import { defineFunction } from "./function.js";

const curvature = (i: number): number => [1, 10, 100][i % 3];

/** ½ Σ hᵢθᵢ² with the curvatures hᵢ = 1, 10, 100, 1, 10, … */
export const ellipsoid = defineFunction({
  name: "ellipsoid",
  about: "½ Σ hᵢθᵢ² with curvatures hᵢ = 1, 10, 100, 1, …",
  start: [1.5, -1, 0.5],
  minimum: 0,
  value: (theta) => theta.reduce((sum, t, i) => sum + 0.5 * curvature(i) * t * t, 0),
  gradient: (theta) => theta.map((t, i) => curvature(i) * t),
});
