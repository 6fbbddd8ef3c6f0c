import { defineStart } from "./start.js";

/** Uniform in [0, 1): small positive angles, as classifiers that encode their data again begin with. */
export const unitInterval = defineStart({
  name: "unit-interval",
  options: {},
  draw: ({ weights }, random) => Float64Array.from({ length: weights }, () => random.uniform()),
});
