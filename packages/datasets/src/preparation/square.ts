import { definePreparation } from "./preparation.js";

/**
 * Squares every feature. Use it where the sign of a feature says nothing about the class. Example: noise shortens the
 * vectors of expectation values in QDataSet, and each vector occurs with both signs.
 */
export const square = definePreparation({
  name: "square",
  about: "Every feature squared",
  options: {},
  apply: (data) => ({
    features: data.features.map((x) => x * x),
    image: data.image,
    note: "Squared every feature.",
  }),
});
