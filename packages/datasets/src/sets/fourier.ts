import { cos, number, sin, UphillError } from "@uphill/core";
import { defineDataset } from "../synthetic.js";

/**
 * A random truncated Fourier series of features that are uniform in [−π, π):
 *     y = Σₙ aₙ·cos(n·x) + bₙ·sin(n·x)    n in {−degree, …, degree}ᵈ, one of n and −n, without 0
 * aₙ and bₙ are normal, drawn once for each seed, and divided by the root of their sum of squares over 2, so that y has
 * mean 0 and variance 1 over the features. A circuit that encodes the features `degree` times can be such a series.
 * Source: Schuld, Sweke & Meyer 2021, arXiv:2008.08605.
 */
export const fourier = defineDataset({
  name: "fourier",
  about: "A number to predict: a random truncated Fourier series of the features",
  options: {
    /** Number of features d. */
    features: number({ default: 1, min: 1, max: 4, integer: true, about: "Number of features d" }),
    /** Highest frequency in each feature. */
    degree: number({ default: 2, min: 1, max: 64, integer: true, about: "Highest frequency in each feature" }),
    /** Standard deviation of the noise on the number to predict, whose own is 1. */
    noise: number({
      default: 0,
      min: 0,
      about: "Standard deviation of the noise on the number to predict, whose own is 1",
    }),
  },
  citation: "Schuld, Sweke & Meyer 2021, arXiv:2008.08605",
  target: "y",
  generate({ features, degree, noise }, streams) {
    const frequencies = halfOf(features, degree);
    const random = streams.stream("fourier").at(0);
    const drawn = Float64Array.from({ length: 2 * frequencies.length }, () => random.normal());
    const unit = Math.sqrt(drawn.reduce((sum, value) => sum + value * value, 0) / 2);
    const rows = streams.stream("fourier-rows");
    return {
      width: features,
      fill(row, into) {
        const own = rows.at(row);
        for (let i = 0; i < features; i++) into[i] = Math.PI * (2 * own.uniform() - 1);
        let y = 0;
        frequencies.forEach((n, k) => {
          const angle = n.reduce((sum, each, i) => sum + each * into[i], 0);
          y += (drawn[2 * k] * cos(angle) + drawn[2 * k + 1] * sin(angle)) / unit;
        });
        return y + (noise && noise * own.normal());
      },
      notes: [
        `A random Fourier series of degree ${degree} in ${features} feature${features === 1 ? "" : "s"} uniform in [−π, π), scaled to variance 1, with noise of standard deviation ${noise}.`,
      ],
    };
  },
});

/** Cosines and sines of n·x that are written out. */
const MOST_FREQUENCIES = 10_000;

/** Every n whose first number other than 0 is positive: n and −n are the same wave. */
function halfOf(features: number, degree: number): readonly (readonly number[])[] {
  const side = 2 * degree + 1;
  const count = (side ** features - 1) / 2;
  if (count > MOST_FREQUENCIES) {
    throw new UphillError({
      code: "options",
      who: "fourier",
      got: `degree ${degree} in ${features} features are ${count} frequencies`,
      wanted: `at most ${MOST_FREQUENCIES} are summed`,
      todo: "Ask for a lower degree or fewer features.",
    });
  }
  // The middle one of all is 0; those behind it are the opposites of those before.
  return Array.from({ length: count }, (_, k) => {
    let rest = count + 1 + k;
    return Array.from({ length: features }, () => {
      const digit = rest % side;
      rest = Math.floor(rest / side);
      return digit - degree;
    });
  });
}
