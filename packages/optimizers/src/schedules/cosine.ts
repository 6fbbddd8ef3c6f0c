import { cos, number } from "@uphill/core";
import { defineSchedule } from "../schedule.js";

/**
 * Lowers the learning rate along half a cosine and then keeps it: final + (1 − final)·(1 + cos(π·min(t,
 * steps)/steps))/2.
 * Source: Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts. It is optax's
 * cosine_decay_schedule.
 */
export const cosine = defineSchedule({
  name: "cosine",
  options: {
    /** Steps until the fall ends. */
    steps: number({ default: 100, min: 1, integer: true, about: "Steps until the fall ends" }),
    /** What is left of the rate then. */
    final: number({ default: 0, min: 0, max: 1, about: "What is left of the rate then" }),
  },
  factor: (count, { steps, final }) =>
    final + (1 - final) * 0.5 * (1 + cos((Math.PI * Math.min(count, steps)) / steps)),
});
