import { choice, number } from "@uphill/core";
import { defineStop } from "./stop.js";

/**
 * Ends the run behind the first step that ends so late; unlike a budget in seconds, the step counts. Seconds of the clock depend on the
 * machine, and such a run does not come again to the bit. Seconds of a device are those that its prices make of circuits and shots.
 */
export const time = defineStop({
  name: "time",
  about: "Ends a run behind the first step that ends after so many seconds; the step counts",
  options: {
    /** The seconds. */
    seconds: number({ default: 60, above: 0, about: "The seconds" }),
    /** Whose seconds: those of the clock, which do not come again, or those that a device's prices make. */
    of: choice({
      default: "clock",
      values: ["clock", "device"],
      about: "Whose seconds: those of the clock, which do not come again, or those that a device's prices make",
    }),
  },
  required: ["seconds"],
  counts: ({ of }) => of,
  words: ({ seconds, of }) => `stopped after ${seconds} s ${of === "clock" ? "on the clock" : "on the device"}`,
  init: () => ({ seconds: 0 }),
  see: (_, { account: { seconds = 0, deviceSeconds = 0 } }, { of }) => ({
    seconds: of === "clock" ? seconds : deviceSeconds,
  }),
  reached: (state, { seconds }) => state.seconds >= seconds,
});
