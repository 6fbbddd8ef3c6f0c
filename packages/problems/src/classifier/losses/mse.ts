import { defineLoss } from "../loss.js";

/**
 * Squared error (f − y)². From shots, E(f̂ − y)² = (f − y)² + Var f̂. The variance is therefore subtracted, if there
 * are two shots or more.
 */
export const mse = defineLoss({
  name: "mse",
  value: (f, y) => (f - y) * (f - y),
  slope: (f, y) => 2 * (f - y),
  curvature: () => 2,
  degree: 2,
  caution: ({ lossShots }) =>
    lossShots === 1
      ? "A squared error from one shot cannot be freed of its bias (1 − f²): compared losses are plug-in values."
      : undefined,
});
