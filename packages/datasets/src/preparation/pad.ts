import { number, UphillError } from "@uphill/core";
import { definePreparation, mapRows } from "./preparation.js";

/**
 * Adds constant features behind the others, up to a width or to the next power of two. Amplitude encoding needs a power
 * of two.
 */
export const pad = definePreparation({
  name: "pad",
  about: "Constant features behind the others, up to a width or the next power of two",
  options: {
    /** Features in all; 0: next power of two. */
    width: number({ default: 0, min: 0, max: 2 ** 24, integer: true, about: "Features in all; 0: next power of two" }),
    /** Value of the new features. */
    value: number({ default: 0, about: "Value of the new features" }),
  },
  apply(data, { width, value }) {
    let to = width;
    if (to === 0) for (to = 1; to < data.width;) to *= 2;
    if (to < data.width) {
      throw new UphillError({
        code: "shape",
        who: "pad",
        got: `width is ${width}`,
        wanted: `rows of ${data.name} have ${data.width} features`,
        todo: "Padding only adds: ask for more, or reduce first.",
      });
    }
    const features = mapRows(data, to, (row, into) => into.fill(value).set(row));
    return { features, width: to, note: `Padded rows from ${data.width} to ${to} features with ${value}.` };
  },
});
