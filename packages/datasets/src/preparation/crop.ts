import { number, UphillError } from "@uphill/core";
import { imageOf } from "../reduce.js";
import { definePreparation, mapRows } from "./preparation.js";

/**
 * Cuts a window out of every image; by default the middle. If the middle falls between two pixels, the window lies one
 * pixel nearer to the top left.
 */
export const crop = definePreparation({
  name: "crop",
  about: "A window of height × width pixels of every image",
  options: {
    /** Pixels from top to bottom. */
    height: number({ default: 20, min: 1, integer: true, about: "Pixels from top to bottom" }),
    /** Pixels from left to right. */
    width: number({ default: 20, min: 1, integer: true, about: "Pixels from left to right" }),
    /** First row of pixels; −1: centred. */
    top: number({ default: -1, min: -1, integer: true, about: "First row of pixels; −1: centred" }),
    /** First column of pixels; −1: centred. */
    left: number({ default: -1, min: -1, integer: true, about: "First column of pixels; −1: centred" }),
  },
  apply(data, options) {
    const image = imageOf("crop", data);
    const { height, width } = options;
    const top = options.top < 0 ? Math.floor((image.height - height) / 2) : options.top;
    const left = options.left < 0 ? Math.floor((image.width - width) / 2) : options.left;
    if (top < 0 || left < 0 || top + height > image.height || left + width > image.width) {
      throw new UphillError({
        code: "shape",
        who: "crop",
        got: `the window is ${height} × ${width}${options.top < 0 ? "" : ` from row ${top}`}${options.left < 0 ? "" : ` from column ${left}`}`,
        wanted: `images of ${data.name} have ${image.height} × ${image.width} pixels`,
        todo: "Choose a window inside the image.",
      });
    }
    const features = mapRows(data, height * width, (pixels, into) => {
      for (let y = 0; y < height; y++) {
        const start = (top + y) * image.width + left;
        into.set(pixels.subarray(start, start + width), y * width);
      }
    });
    const note = `Cropped images from ${image.height} × ${image.width} to ${height} × ${width} pixels from row ${top}, column ${left}.`;
    return { features, width: height * width, image: { ...data.image, height, width }, note };
  },
});
