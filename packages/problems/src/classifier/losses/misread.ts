import { defineLoss } from "../loss.js";

/** (1 − y·f)/2: the probability that one measurement reads the wrong class. An unbiased f̂ gives an unbiased loss. */
export const misread = defineLoss({
  name: "misread",
  value: (f, y) => (1 - y * f) / 2,
  slope: (_, y) => -y / 2,
  curvature: () => 0,
  degree: 1,
});
