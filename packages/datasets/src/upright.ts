import type { Dataset } from "./dataset.js";
import { mapRows } from "./preparation/preparation.js";

/**
 * Turns images upright whose pixels stand column by column, as in EMNIST's files. Other images stay as they are.
 * @param data the images
 * @returns the images with pixels row by row
 */
export function upright(data: Dataset): Dataset {
  if (!data.image?.transposed) return data;
  // What the file has as rows are the picture's columns.
  const { height: columns, width: rows } = data.image;
  const features = mapRows(data, data.width, (pixels, into) => {
    for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) into[y * columns + x] = pixels[x * rows + y];
  });
  const note = "Turned images upright: the files hold them transposed.";
  return { ...data, features, image: { height: rows, width: columns }, notes: [...data.notes, note] };
}
