import { defineFunction } from "./function.js";

/** ½ Σ θᵢ². */
export const quadratic = defineFunction({
  name: "quadratic",
  about: "½ Σ θᵢ²",
  start: [1.5, -2, 0.5],
  minimum: 0,
  value: (theta) => theta.reduce((sum, t) => sum + 0.5 * t * t, 0),
  gradient: (theta) => theta.slice(),
});
