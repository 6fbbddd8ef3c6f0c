import { areaReduce, type Dataset } from "@uphill/datasets";

/** What is done to raw rows before they are encoded; plain data, saved with the model. */
export interface Preparation {
  readonly name: "area-mean";
  readonly height: number;
  readonly width: number;
  readonly side: number;
}

type Shape = Pick<Dataset, "width" | "image">;

/** Images too large for the encoding are reduced to the largest square that fits; everything else stays as it is. */
export function preparationFor(
  { width, image }: Shape,
  capacity: number,
): { preparation: readonly Preparation[]; width: number } {
  if (!image || width <= capacity) return { preparation: [], width };
  const side = Math.min(Math.floor(Math.sqrt(capacity)), image.height, image.width);
  return { preparation: [{ name: "area-mean", ...image, side }], width: side * side };
}

/** The rows as the encoding takes them. */
export function prepare(data: Dataset, preparation: readonly Preparation[]): Dataset {
  return preparation.reduce((table, { side }) => areaReduce(table, side), data);
}
