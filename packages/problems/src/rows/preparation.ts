import { fitPreparation, type Dataset, type Step } from "@uphill/datasets";

type Shape = Pick<Dataset, "width" | "image">;

/**
 * Chooses the reduction of images that are too large for the encoding: area means on the largest square that fits.
 * Other rows stay as they are.
 * @param shape the width of the rows, and the size of the images if they are images
 * @param capacity the number of features that the encoding takes
 * @returns the preparations, and the width after them
 */
export function preparationFor(
  { width, image }: Shape,
  capacity: number,
): { preparation: readonly Step[]; width: number } {
  if (!image || width <= capacity) return { preparation: [], width };
  const side = Math.min(Math.floor(Math.sqrt(capacity)), image.height, image.width);
  return { preparation: [{ name: "area-mean", options: { side } }], width: side * side };
}

/** Pixels of 0 to 255 as angles of 0 to π. */
export const pixelsToAngles: Step = "scale";

/**
 * Prepares rows for the encoding. Each row is prepared by itself, so nothing is fitted on other rows.
 * @param data the rows
 * @param preparation the preparations, from {@link preparationFor}
 * @returns the prepared rows
 */
export function prepare(data: Dataset, preparation: readonly Step[]): Dataset {
  return fitPreparation(data, preparation).train;
}
