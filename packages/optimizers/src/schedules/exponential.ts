import { number } from "@uphill/core";
import { defineSchedule, power } from "../schedule.js";

/** Lowers the learning rate by the same factor in every step: decay ^ t. It is PyTorch's ExponentialLR. */
export const exponential = defineSchedule({
  name: "exponential",
  options: {
    /** What is left of the rate after a step. */
    decay: number({ default: 0.99, above: 0, max: 1, about: "What is left of the rate after a step" }),
  },
  factor: (count, { decay }) => power(decay, count),
});
