import { defineLoss } from "../loss.js";

/** Linear loss (1 − y·f)/2: the probability of the wrong outcome. An unbiased f̂ gives an unbiased loss. */
export const linear = defineLoss({
  name: "linear",
  value: (f, y) => (1 - y * f) / 2,
  slope: (_, y) => -y / 2,
  curvature: () => 0,
  degree: 1,
});
