import { definePreparation, mapRows } from "./preparation.js";
import { moments } from "./moments.js";

/** Halved where the difference leaves the range of doubles. */
function distance(x: number, mean: number, deviation: number): number {
  const apart = x - mean;
  return Math.abs(apart) < Infinity ? apart / deviation : 2 * ((x / 2 - mean / 2) / deviation);
}

/**
 * Gives each feature mean 0 and standard deviation 1 on the training rows: (x − mean)/deviation, with divisor `rows`. A
 * feature that never changes becomes 0.
 */
export const standardise = definePreparation({
  name: "standardise",
  about: "Each feature with mean 0 and standard deviation 1 on the training rows",
  options: {},
  fit: (train) => moments(train),
  apply(data, _, { mean, deviation }) {
    const features = mapRows(data, data.width, (row, into) =>
      row.forEach((x, i) => (into[i] = deviation[i] > 0 ? distance(x, mean[i], deviation[i]) : 0)),
    );
    return {
      features,
      image: data.image,
      note: "Standardised features by mean and standard deviation of the training rows.",
    };
  },
});
