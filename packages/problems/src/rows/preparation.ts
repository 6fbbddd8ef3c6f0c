import { fitPreparation, type Dataset, type Step } from "@uphill/datasets";

type Shape = Pick<Dataset, "width" | "image">;

/** Images too large for the encoding are reduced to the largest square that fits; everything else stays as it is. */
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

/** The rows as the encoding takes them. What is done here depends on each row alone: nothing is fitted. */
export function prepare(data: Dataset, preparation: readonly Step[]): Dataset {
  return fitPreparation(data, preparation).train;
}
