import { areaReduce, type Dataset } from "@uphill/datasets";

/** What is done to raw rows before they are encoded; plain data. */
export type Preparation =
  | { readonly name: "area-mean"; readonly side: number }
  /** Every feature times a factor. */
  | { readonly name: "scale"; readonly factor: number };

type Shape = Pick<Dataset, "width" | "image">;

/** Images too large for the encoding are reduced to the largest square that fits; everything else stays as it is. */
export function preparationFor(
  { width, image }: Shape,
  capacity: number,
): { preparation: readonly Preparation[]; width: number } {
  if (!image || width <= capacity) return { preparation: [], width };
  const side = Math.min(Math.floor(Math.sqrt(capacity)), image.height, image.width);
  return { preparation: [{ name: "area-mean", side }], width: side * side };
}

/** Pixels of 0 to 255 as angles of 0 to π. */
export const pixelsToAngles: Preparation = { name: "scale", factor: Math.PI / 255 };

/** The rows as the encoding takes them. */
export function prepare(data: Dataset, preparation: readonly Preparation[]): Dataset {
  return preparation.reduce((table, step) => {
    if (step.name === "area-mean") return areaReduce(table, step.side);
    const note = `Multiplied features by ${step.factor.toPrecision(4)}.`;
    return { ...table, features: table.features.map((x) => step.factor * x), notes: [...table.notes, note] };
  }, data);
}
