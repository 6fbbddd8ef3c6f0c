import { number } from "@uphill/core";
import { defineSchedule, power } from "../schedule.js";

/** Lowers the learning rate by a factor after every `every` steps: factor ^ ⌊t / every⌋. It is PyTorch's StepLR. */
export const step = defineSchedule({
  name: "step",
  options: {
    /** Steps between two falls. */
    every: number({ default: 100, min: 1, integer: true, about: "Steps between two falls" }),
    /** What is left of the rate after a fall. */
    factor: number({ default: 0.5, above: 0, max: 1, about: "What is left of the rate after a fall" }),
  },
  factor: (count, { every, factor }) => power(factor, Math.floor(count / every)),
});
