import { cos, number, sin } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * Two half circles that reach into each other, with noise: (cos t, sin t) and (1 − cos t, ½ − sin t), t uniform in [0,
 * π].
 * Source: scikit-learn's `make_moons`. Departure: t is drawn at random and does not lie on a grid, so that a row
 * depends on its number alone.
 * @example
 * ```ts
 * const data = moons({ rows: 200, seed: 1, noise: 0.05 });
 * ```
 */
export const moons = defineDataset({
  name: "moons",
  about: "Two half circles that reach into each other",
  options: {
    /** Standard deviation of the noise on both features. */
    noise: number({ default: 0.1, min: 0, about: "Standard deviation of the noise on both features" }),
  },
  citation: "Pedregosa et al. 2011, Scikit-learn: machine learning in Python, JMLR 12",
  generate({ noise }, streams) {
    const rows = streams.stream("moons");
    return {
      width: 2,
      classes: ["outer", "inner"],
      fill(row, into) {
        const random = rows.at(row);
        const t = Math.PI * random.uniform();
        const label = row % 2;
        into[0] = (label ? 1 - cos(t) : cos(t)) + noise * random.normal();
        into[1] = (label ? 0.5 - sin(t) : sin(t)) + noise * random.normal();
        return label;
      },
      notes: [`Two half circles of radius 1 with noise ${noise}.`],
    };
  },
});
