import { number } from "@uphill/core";
import { mapRows } from "../preparation/preparation.js";
import { defineVariant } from "./variant.js";

/**
 * Adds normal noise to every pixel, cut off at `low` and `high`. The noise of a row depends on the seed and on the
 * number of the row alone.
 */
export const pixelNoise = defineVariant({
  name: "pixel-noise",
  about: "Normal noise on every pixel",
  amount: { option: "deviation", none: 0, rows: "all" },
  options: {
    /** Standard deviation, in the pixels' unit (in files 0 to 255). */
    deviation: number({ default: 25, min: 0, about: "Standard deviation, in the pixels' unit (in files 0 to 255)" }),
    /** Least value of a pixel. */
    low: number({ default: 0, about: "Least value of a pixel" }),
    /** Largest value of a pixel. */
    high: number({ default: 255, about: "Largest value of a pixel" }),
  },
  apply(data, { deviation, low, high, seed }, streams) {
    const rows = streams.stream("pixel-noise");
    const features = mapRows(data, data.width, (row, into, index) => {
      const random = rows.at(index);
      row.forEach((x, i) => (into[i] = Math.min(high, Math.max(low, x + deviation * random.normal()))));
    });
    const note = `Added noise of standard deviation ${deviation} to every pixel, cut off at ${low} and ${high}, seed ${seed}.`;
    return { features, note };
  },
});
