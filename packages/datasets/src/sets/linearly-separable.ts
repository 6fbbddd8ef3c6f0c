import { number, UphillError } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

const MOST_DRAWS = 100_000;

/**
 * Rows that are uniform in the cube [−1, 1]ᵈ, except for a gap around a plane through its middle. Class 0 is where the
 * sum of the features is above margin·d, class 1 where it is below −margin·d. Models that see a row only up to its sign
 * cannot tell the classes apart.
 * Source: Bowles, Ahmed & Schuld 2024, arXiv:2403.07059. Departure: a row on the wrong side is turned to −x. This
 * leaves the distribution as it is, and rows depend on their number alone.
 */
export const linearlySeparable = defineDataset({
  name: "linearly-separable",
  about: "A cube cut by a plane through its middle, with a gap",
  options: {
    /** Number of features d. */
    features: number({ default: 2, min: 1, max: 4096, integer: true, about: "Number of features d" }),
    /** Half of the gap in the features' sum, divided by d. */
    margin: number({ default: 0.02, min: 0, below: 1, about: "Half of the gap in the features' sum, divided by d" }),
  },
  citation: "Bowles, Ahmed & Schuld 2024, arXiv:2403.07059",
  generate({ features, margin }, streams) {
    const rows = streams.stream("linearly-separable");
    return {
      width: features,
      classes: ["above", "below"],
      ceiling: { accuracy: 1, reason: "The sign of the features' sum decides the class." },
      fill(row, into) {
        const random = rows.at(row);
        const label = row % 2;
        for (let draw = 0; draw < MOST_DRAWS; draw++) {
          let sum = 0;
          for (let i = 0; i < features; i++) sum += into[i] = 2 * random.uniform() - 1;
          if (Math.abs(sum) <= margin * features) continue;
          if (sum > 0 === Boolean(label)) for (let i = 0; i < features; i++) into[i] = -into[i];
          return label;
        }
        throw new UphillError({
          code: "options",
          who: "linearly-separable",
          got: `margin is ${margin} with ${features} features`,
          wanted: "some of the cube must lie outside the gap",
          todo: "Choose a smaller margin: sums of many features are nearly always small.",
        });
      },
      notes: [`The cube of ${features} features cut at sum 0, with sums within ±${margin * features} left out.`],
    };
  },
});
