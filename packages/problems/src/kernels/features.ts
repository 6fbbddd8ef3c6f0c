import type { Dataset } from "@uphill/datasets";
import { pixelsToAngles, preparationFor, prepare } from "../rows/preparation.js";

/**
 * Rows as an encoding takes them: images are reduced to what fits, and their pixels become angles. Other rows stay as they are.
 * @param data the rows
 * @param capacity how many features the encoding holds
 * @param angles whether features become angles, and not amplitudes; default true
 * @returns the features, [rows, width]
 */
export function featuresFor(data: Dataset, capacity: number, angles = true): Float64Array {
  const { preparation } = preparationFor(data, capacity);
  const pixels = angles && data.image && !data.image.radians;
  return prepare(data, pixels ? [...preparation, pixelsToAngles] : preparation).features;
}
