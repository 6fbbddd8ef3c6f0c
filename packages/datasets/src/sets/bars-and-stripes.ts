import { number } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * Images of ±1 pixels with noise. In a bar image, each column is all 1 with chance ½, otherwise all −1. In a stripe
 * image, the same holds for each row.
 * Source: Bowles, Ahmed & Schuld 2024, arXiv:2403.07059, after MacKay 2003. Departure: images that are all −1 or all 1
 * belong to both classes, so they are drawn again. Without noise, the classes can then be told apart exactly.
 */
export const barsAndStripes = defineDataset({
  name: "bars-and-stripes",
  about: "Small images of vertical bars or horizontal stripes",
  options: {
    /** Pixels from top to bottom. */
    height: number({ default: 4, min: 2, max: 256, integer: true, about: "Pixels from top to bottom" }),
    /** Pixels from left to right. */
    width: number({ default: 4, min: 2, max: 256, integer: true, about: "Pixels from left to right" }),
    /** Standard deviation of the noise on every pixel. */
    noise: number({ default: 0.5, min: 0, about: "Standard deviation of the noise on every pixel" }),
  },
  citation: "Bowles, Ahmed & Schuld 2024, arXiv:2403.07059",
  generate({ height, width, noise }, streams) {
    const rows = streams.stream("bars-and-stripes");
    return {
      width: height * width,
      classes: ["bars", "stripes"],
      image: { height, width, radians: true },
      ...(noise === 0 && { ceiling: { accuracy: 1, reason: "No image belongs to both classes." } }),
      fill(row, into) {
        const random = rows.at(row);
        const label = row % 2;
        const count = label ? height : width;
        let lines: number[];
        do lines = Array.from({ length: count }, () => 2 * random.integer(2) - 1);
        while (lines.every((line) => line === lines[0]));
        for (let p = 0; p < into.length; p++) {
          into[p] = lines[label ? Math.floor(p / width) : p % width] + (noise && noise * random.normal());
        }
        return label;
      },
      notes: [`Images of ${height} × ${width} pixels of −1 and 1, bars or stripes, with noise ${noise}.`],
    };
  },
});
