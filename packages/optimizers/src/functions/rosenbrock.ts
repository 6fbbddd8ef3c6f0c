import { defineFunction } from "./function.js";

/** Σ (1 − θᵢ)² + 100 (θᵢ₊₁ − θᵢ²)², Rosenbrock's curved valley. */
export const rosenbrock = defineFunction({
  name: "rosenbrock",
  about: "Σ (1 − θᵢ)² + 100 (θᵢ₊₁ − θᵢ²)² over neighbours",
  start: [-1.2, 1],
  minimum: 0,
  value: (theta) =>
    theta
      .subarray(1)
      .reduce(
        (sum, y, i) =>
          sum + (1 - theta[i]) * (1 - theta[i]) + 100 * (y - theta[i] * theta[i]) * (y - theta[i] * theta[i]),
        0,
      ),
  gradient(theta) {
    const slope = new Float64Array(theta.length);
    for (let i = 0; i + 1 < theta.length; i++) {
      const off = theta[i + 1] - theta[i] * theta[i];
      slope[i] += -2 * (1 - theta[i]) - 400 * theta[i] * off;
      slope[i + 1] += 200 * off;
    }
    return slope;
  },
});
