import { number } from "@uphill/core";
import { imageOf } from "../reduce.js";
import { definePreparation, mapRows } from "./preparation.js";

/**
 * Resizes images to side × side pixels by bilinear interpolation, with half-pixel centres and without antialias. Pixel
 * i of the result lies at (i + ½)·size/side − ½ in the image, cut off at the border. It is the weighted mean of its two
 * neighbours along each side.
 * It is `resize(…, "bilinear", antialias=False)` of TensorFlow 2 and PyTorch (`align_corners=False`).
 */
export const bilinear = definePreparation({
  name: "bilinear",
  about: "Images at side × side pixels by bilinear interpolation (half-pixel centres, no antialias)",
  options: {
    /** Pixels along each side. */
    side: number({ default: 8, min: 1, max: 4096, integer: true, about: "Pixels along each side" }),
  },
  apply(data, { side }) {
    const { height, width } = imageOf("bilinear", data);
    const down = between(height, side);
    const across = between(width, side);
    const features = mapRows(data, side * side, (pixels, into) => {
      down.forEach(([top, bottom, below], i) => {
        across.forEach(([left, right, beside], j) => {
          const at = (y: number, x: number): number => pixels[y * width + x];
          const above = at(top, left) + (at(top, right) - at(top, left)) * beside;
          const under = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * beside;
          into[i * side + j] = above + (under - above) * below;
        });
      });
    });
    return {
      features,
      width: side * side,
      image: { ...data.image, height: side, width: side },
      note: `Resized images from ${height} × ${width} to ${side} × ${side} by bilinear interpolation without antialias.`,
    };
  },
});

/** For each new pixel its two neighbours, and how far it lies from the first. */
function between(size: number, side: number): [first: number, second: number, share: number][] {
  return Array.from({ length: side }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * size) / side - 0.5);
    const first = Math.min(Math.floor(at), size - 1);
    const second = Math.min(first + 1, size - 1);
    return [first, second, second > first ? at - first : 0];
  });
}
