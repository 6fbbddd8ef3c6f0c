import { number } from "@uphill/core";
import { defineStart } from "./start.js";

/** Uniform in [−range, range): with range π the random start under which plateaus are found. */
export const uniform = defineStart({
  name: "uniform",
  options: {
    /** Weights lie in [−range, range). */
    range: number({ default: Math.PI, min: 0, about: "Weights lie in [−range, range)" }),
  },
  draw: ({ weights }, random, { range }) =>
    Float64Array.from({ length: weights }, () => (2 * random.uniform() - 1) * range),
});
