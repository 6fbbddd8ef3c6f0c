import { streams } from "@uphill/core";
import { describe, expect, test } from "vitest";
import { areaReduce, gaussian, type Dataset } from "../src/index.js";

function images(height: number, width: number, features: Float64Array): Dataset {
  return {
    name: "pictures",
    features,
    width: height * width,
    rows: features.length / (height * width),
    labels: new Int32Array(features.length / (height * width)),
    classes: ["a", "b"],
    image: { height, width },
    source: "made by hand",
    licence: "none",
    notes: ["Made by hand."],
  };
}

/** Slow truth: every pixel becomes side × side equal ones, so that cells end on pixels, and cells are plain means. */
function upsampleAndMean(image: Float64Array, height: number, width: number, side: number): number[] {
  return Array.from({ length: side * side }, (_, cell) => {
    const [top, left] = [Math.floor(cell / side) * height, (cell % side) * width];
    let sum = 0;
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) sum += image[Math.floor(y / side) * width + Math.floor(x / side)];
    }
    return sum / (height * width);
  });
}

describe("areaReduce", () => {
  test("golden: 3 × 3 to 2 × 2, each cell 1.5 × 1.5 pixels", () => {
    const { features, width, image, notes } = areaReduce(images(3, 3, Float64Array.of(9, 0, 0, 0, 18, 0, 0, 0, 36)), 2);
    // Top left: (1·9 + ½·0 + ½·0 + ¼·18) / 2.25 = 6; top right and bottom left: ¼·18 / 2.25 = 2; bottom right: (36 + 4.5) / 2.25.
    expect(Array.from(features)).toEqual([6, 2, 2, 18]);
    expect(width).toBe(4);
    expect(image).toEqual({ height: 2, width: 2 });
    expect(notes).toEqual(["Made by hand.", "Reduced images from 3 × 3 to 2 × 2 by area means."]);
  });

  test.each([
    [28, 28, 8],
    [28, 28, 7],
    [28, 28, 1],
    [5, 9, 3],
    [9, 5, 4],
  ])("%d × %d to %d equals upsampling and block means", (height, width, side) => {
    const random = streams(5).stream("pixels").at(height, width, side);
    const pixels = Float64Array.from({ length: 3 * height * width }, () => random.integer(256));
    const { features } = areaReduce(images(height, width, pixels), side);
    const wanted = [0, 1, 2].flatMap((row) =>
      upsampleAndMean(pixels.slice(row * height * width, (row + 1) * height * width), height, width, side),
    );
    // Sums of whole numbers are exact on both sides, so the results are equal to the bit.
    expect(Array.from(features)).toEqual(wanted);
  });

  test("leaves a plain surface and an image of that side as they are", () => {
    expect(areaReduce(images(28, 28, new Float64Array(784).fill(255)), 8).features.every((x) => x === 255)).toBe(true);
    const same = Float64Array.of(1, 2, 3, 4);
    expect(areaReduce(images(2, 2, same), 2).features).toEqual(same);
  });

  test("refuses tables, sides larger than the image, and bad sides", () => {
    expect(() => areaReduce(gaussian({ rows: 2, seed: 1 }), 4)).toThrow(
      "areaReduce: the rows of gaussian are not images, but only images can be reduced.",
    );
    expect(() => areaReduce(images(2, 3, new Float64Array(6)), 3)).toThrow(
      "areaReduce: side is 3, but images of pictures have 2 × 3 pixels. Choose a side up to 2.",
    );
    for (const side of [0, 1.5, NaN]) {
      expect(() => areaReduce(images(2, 2, new Float64Array(4)), side)).toThrow(`areaReduce: side is ${side}`);
    }
  });
});
