import { cos, number, sin } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * A circle of radius 1 around a circle of radius `factor`, with noise. Models that forget the length of a row cannot
 * tell the two apart.
 * Source: scikit-learn's `make_circles`. Departure: angles are drawn at random and do not lie on a grid, so that a row
 * depends on its number alone.
 */
export const circles = defineDataset({
  name: "circles",
  about: "A circle inside another",
  options: {
    /** Radius of the inner circle; the outer one's is 1. */
    factor: number({ default: 0.5, above: 0, below: 1, about: "Radius of the inner circle; the outer one's is 1" }),
    /** Standard deviation of the noise on both features. */
    noise: number({ default: 0.1, min: 0, about: "Standard deviation of the noise on both features" }),
  },
  citation: "Pedregosa et al. 2011, Scikit-learn: machine learning in Python, JMLR 12",
  generate({ factor, noise }, streams) {
    const rows = streams.stream("circles");
    return {
      width: 2,
      classes: ["outer", "inner"],
      fill(row, into) {
        const random = rows.at(row);
        const angle = 2 * Math.PI * random.uniform();
        const label = row % 2;
        const radius = label ? factor : 1;
        into[0] = radius * cos(angle) + noise * random.normal();
        into[1] = radius * sin(angle) + noise * random.normal();
        return label;
      },
      notes: [`Circles of radius 1 and ${factor} with noise ${noise}.`],
    };
  },
});
