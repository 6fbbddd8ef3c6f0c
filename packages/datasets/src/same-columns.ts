import { UphillError } from "@uphill/core";
import type { Dataset } from "./dataset.js";

const SHOWN = 5;

/**
 * Brings rows of another file into the column order of the first. Columns are matched by their names if both files have
 * names; otherwise the rows stay as they are.
 * @param first the data set whose columns count
 * @param other the rows of the other file
 * @returns the other rows, with the columns of the first
 * @throws UphillError "shape" if one has a column that the other lacks, or if the numbers of features differ
 */
export function sameColumns(first: Dataset, other: Dataset): Dataset {
  const refuse = (got: string, wanted: string): never => {
    throw new UphillError({
      code: "shape",
      who: other.name,
      got,
      wanted,
      todo: "Give both files the same columns, or leave out those that only one has.",
    });
  };
  if (!first.columns || !other.columns) {
    if (first.width !== other.width)
      refuse(`its rows have ${other.width} features`, `those of ${first.name} have ${first.width}`);
    return other;
  }
  const places = new Map(other.columns.map((name, place) => [name, place]));
  const known = new Set(first.columns);
  const lacking = first.columns.filter((name) => !places.has(name));
  const further = other.columns.filter((name) => !known.has(name));
  const list = (names: readonly string[]): string =>
    names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");
  if (lacking.length > 0) refuse(`it has no column ${list(lacking)}`, `${first.name} has it as a feature`);
  if (further.length > 0) refuse(`it has the column ${list(further)}`, `${first.name} has no such feature`);
  const from = first.columns.map((name) => places.get(name)!);
  if (from.every((place, k) => place === k)) return other;
  const { width, rows } = other;
  const features = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++)
    from.forEach((place, k) => (features[row * width + k] = other.features[row * width + place]));
  return { ...other, features, columns: first.columns };
}
