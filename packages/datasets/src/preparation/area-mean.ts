import { number } from "@uphill/core";
import { areaReduce } from "../reduce.js";
import { definePreparation } from "./preparation.js";

/** Shrinks images to side × side pixels by exact area means, as {@link areaReduce} does. */
export const areaMean = definePreparation({
  name: "area-mean",
  about: "Images as side × side exact area means",
  options: {
    /** Cells along each side of the result. */
    side: number({ default: 8, min: 1, integer: true, about: "Cells along each side of the result" }),
  },
  apply(data, { side }) {
    const { features, width, image, notes } = areaReduce(data, side);
    return { features, width, image, note: notes.at(-1)! };
  },
});
