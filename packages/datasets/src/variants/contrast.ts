import { number } from "@uphill/core";
import { defineVariant } from "./variant.js";

/** Moves pixels towards a middle value or away from it: middle + factor·(x − middle), cut off at `low` and `high`. */
export const contrast = defineVariant({
  name: "contrast",
  about: "Pixels drawn towards a middle value (factor below 1) or away from it",
  amount: { option: "factor", none: 1, rows: "all" },
  options: {
    /** What distances from the middle are multiplied by. */
    factor: number({ default: 0.5, min: 0, about: "What distances from the middle are multiplied by" }),
    /** The value that stays. */
    middle: number({ default: 127.5, about: "The value that stays" }),
    /** Least value of a pixel. */
    low: number({ default: 0, about: "Least value of a pixel" }),
    /** Largest value of a pixel. */
    high: number({ default: 255, about: "Largest value of a pixel" }),
  },
  apply: (data, { factor, middle, low, high }) => ({
    features: data.features.map((x) => Math.min(high, Math.max(low, middle + factor * (x - middle)))),
    note: `Multiplied the contrast around ${middle} by ${factor}, cut off at ${low} and ${high}.`,
  }),
});
