import { defineFunction } from "./function.js";

/** (x² + y − 11)² + (x + y² − 7)², Himmelblau's function. It has four minima of the same value. */
export const himmelblau = defineFunction({
  name: "himmelblau",
  about: "(x² + y − 11)² + (x + y² − 7)²",
  size: 2,
  start: [0, 0],
  minimum: 0,
  value([x, y]) {
    const a = x * x + y - 11;
    const b = x + y * y - 7;
    return a * a + b * b;
  },
  gradient([x, y]) {
    const a = x * x + y - 11;
    const b = x + y * y - 7;
    return Float64Array.of(4 * x * a + 2 * b, 2 * a + 4 * y * b);
  },
});
