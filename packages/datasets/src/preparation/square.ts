import { definePreparation } from "./preparation.js";

/**
 * Every feature squared: for features whose sign says nothing of the class. Noise shortens the vectors of expectation values,
 * which come with both signs, so that only their squares tell it.
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
