import { number } from "@uphill/core";
import { defineStart } from "./start.js";

/** Normal about 0 with a given variance. */
export const normal = defineStart({
  name: "normal",
  options: {
    /** Variance of each weight. */
    variance: number({ default: 0.01, min: 0, about: "Variance of each weight" }),
  },
  draw: ({ weights }, random, { variance }) =>
    Float64Array.from({ length: weights }, () => Math.sqrt(variance) * random.normal()),
});
