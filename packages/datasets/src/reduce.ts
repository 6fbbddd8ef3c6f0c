import { number, parseOptions, UphillError } from "@uphill/core";
import type { Dataset } from "./dataset.js";

const fields = {
  /** Cells along each side of the result. */
  side: number({ default: 8, min: 1, integer: true, about: "Cells along each side of the result" }),
};

/**
 * Shrinks every image to side × side area means. Cell i of h pixels covers [i·h/side, (i+1)·h/side). A pixel that a
 * cell covers in part counts in part. Example: from 28 to 8, each cell covers 3.5 × 3.5 pixels.
 * The result is exact for pixels that are whole numbers: the weights are whole numbers, and the one division rounds
 * correctly.
 * @param dataset the images
 * @param side the number of cells along each side
 * @returns the images with features [rows, side · side], in the pixels' unit
 * @throws UphillError "shape" if rows are not images or the side is larger than the image, "options" for a bad side
 */
export function areaReduce(dataset: Dataset, side: number): Dataset {
  parseOptions("areaReduce", fields, { side });
  const { name, rows } = dataset;
  const { height, width } = imageOf("areaReduce", dataset);
  if (side > Math.min(height, width)) {
    throw new UphillError({
      code: "shape",
      who: "areaReduce",
      got: `side is ${side}`,
      wanted: `images of ${name} have ${height} × ${width} pixels`,
      todo: `Choose a side up to ${Math.min(height, width)}.`,
    });
  }
  const down = overlaps(height, side);
  const across = overlaps(width, side);
  const features = new Float64Array(rows * side * side);
  let cell = 0;
  for (let row = 0; row < rows; row++) {
    const pixels = dataset.features.subarray(row * height * width, (row + 1) * height * width);
    for (const vertical of down) {
      for (const horizontal of across) {
        let sum = 0;
        for (const [y, weightY] of vertical) {
          for (const [x, weightX] of horizontal) sum += weightY * weightX * pixels[y * width + x];
        }
        features[cell++] = sum / (height * width);
      }
    }
  }
  const note = `Reduced images from ${height} × ${width} to ${side} × ${side} by area means.`;
  return {
    ...dataset,
    features,
    width: side * side,
    image: { ...dataset.image, height: side, width: side },
    notes: [...dataset.notes, note],
  };
}

/** The size of the images. @throws UphillError "shape" if rows are not images */
export function imageOf(who: string, { name, image }: Dataset): { height: number; width: number } {
  if (image) return image;
  throw new UphillError({
    code: "shape",
    who,
    got: `the rows of ${name} are not images`,
    wanted: "only images can be reduced",
    todo: "Use the data as they are, or choose an image set.",
  });
}

/**
 * For each cell, the pixels it covers and how much of each, in units of 1/side pixel, so that all weights are whole
 * numbers: then cell i is [i·pixels, (i+1)·pixels), pixel p is [p·side, (p+1)·side), and a cell's weights sum to `pixels`.
 */
function overlaps(pixels: number, side: number): [pixel: number, weight: number][][] {
  return Array.from({ length: side }, (_, cell) => {
    const start = cell * pixels;
    const end = start + pixels;
    const covered: [number, number][] = [];
    for (let p = Math.floor(start / side); p * side < end; p++) {
      covered.push([p, Math.min(end, (p + 1) * side) - Math.max(start, p * side)]);
    }
    return covered;
  });
}
