import { norm, UphillError } from "@uphill/core";
import { definePreparation, mapRows } from "./preparation.js";

/**
 * Divides every row by its Euclidean norm. It throws UphillError "zero-row" for a row of zeros, with the number of the
 * row.
 */
export const unitNorm = definePreparation({
  name: "unit-norm",
  about: "Every row divided by its Euclidean (L2) norm",
  options: {},
  apply(data) {
    const features = mapRows(data, data.width, (row, into, index) => {
      // Scaled first: squares of very large and very small numbers would leave the range of doubles.
      const most = row.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
      if (most === 0) {
        throw new UphillError({
          code: "zero-row",
          who: data.name,
          got: `row ${index} is all zeros`,
          wanted: "only a row with a direction has a unit norm",
          todo: "Drop that row.",
        });
      }
      const scaled = row.map((x) => x / most);
      const length = norm(scaled);
      scaled.forEach((x, i) => (into[i] = x / length));
    });
    return { features, image: data.image, note: "Divided every row by its Euclidean norm." };
  },
});
