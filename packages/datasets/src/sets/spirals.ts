import { cos, number, sin } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * Spiral arms around the origin, one for each class, with noise. A row has the radius r = √s with s uniform in [0, 1],
 * so that arms are filled evenly, and the angle 2π·(turns·r + class/classes).
 * Source: the two-spirals task, Lang & Witbrock 1988.
 */
export const spirals = defineDataset({
  name: "spirals",
  about: "Spiral arms around the origin, one for each class",
  options: {
    /** Number of arms. */
    classes: number({ default: 2, min: 2, max: 16, integer: true, about: "Number of arms" }),
    /** Turns of an arm around the origin. */
    turns: number({ default: 1, above: 0, max: 10, about: "Turns of an arm around the origin" }),
    /** Standard deviation of the noise on both features. */
    noise: number({ default: 0.03, min: 0, about: "Standard deviation of the noise on both features" }),
  },
  citation: "Lang & Witbrock 1988, Learning to tell two spirals apart",
  generate({ classes, turns, noise }, streams) {
    const rows = streams.stream("spirals");
    return {
      width: 2,
      classes: Array.from({ length: classes }, (_, label) => String(label)),
      fill(row, into) {
        const random = rows.at(row);
        const radius = Math.sqrt(random.uniform());
        const label = row % classes;
        const angle = 2 * Math.PI * (turns * radius + label / classes);
        into[0] = radius * cos(angle) + noise * random.normal();
        into[1] = radius * sin(angle) + noise * random.normal();
        return label;
      },
      notes: [`Spiral arms (${classes}) of ${turns} turns within radius 1, noise ${noise}.`],
    };
  },
});
