import { number } from "@uphill/core";
import { defineSchedule } from "../schedule.js";

/**
 * Raises the learning rate in a straight line: min(1, (t + 1)/steps). Step number `steps` − 1 is the first with the
 * full rate.
 */
export const warmUp = defineSchedule({
  name: "warm-up",
  options: {
    /** Steps until the rate is full. */
    steps: number({ default: 10, min: 1, integer: true, about: "Steps until the rate is full" }),
  },
  factor: (count, { steps }) => Math.min(1, (count + 1) / steps),
});
