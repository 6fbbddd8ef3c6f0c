import { number } from "@uphill/core";
import { definePreparation } from "./preparation.js";

/** Multiplies every feature by one factor. The default turns pixels of 0 to 255 into angles of 0 to π. */
export const scale = definePreparation({
  name: "scale",
  about: "Every feature times one factor",
  options: {
    /** The factor. */
    factor: number({ default: Math.PI / 255, about: "The factor" }),
  },
  apply: (data, { factor }) => ({
    features: data.features.map((x) => factor * x),
    image: data.image,
    note: `Multiplied features by ${factor.toPrecision(4)}.`,
  }),
});
