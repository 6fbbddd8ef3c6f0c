import { shown, UphillError } from "@uphill/core";

/** The class of each row, numbered from 0, and how many classes there are. @throws UphillError "labels" */
export function classesOf(who: string, labels: ArrayLike<number>, rows: number): number {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "labels", who, got, wanted, todo });
  };
  if (labels.length !== rows)
    refuse(`there are ${labels.length} labels`, `the matrix has ${rows} rows`, "Give one label for each row.");
  let most = 0;
  for (let row = 0; row < rows; row++) {
    const label = labels[row];
    if (!Number.isInteger(label) || label < 0)
      refuse(
        `the label of row ${row} is ${shown(label)}`,
        "classes are numbered from 0",
        "Give the labels of a data set.",
      );
    most = Math.max(most, label);
  }
  if (Array.from(labels).every((label) => label === labels[0]))
    refuse("all rows have the same class", "there must be two at least", "Bring rows of another class.");
  return most + 1;
}

/** @throws UphillError "shape" unless the matrix has as many columns as rows, and those are finite */
export function squareOf(who: string, matrix: Float64Array): number {
  const rows = Math.round(Math.sqrt(matrix.length));
  if (rows > 0 && rows * rows === matrix.length && matrix.every(Number.isFinite)) return rows;
  throw new UphillError({
    code: "shape",
    who,
    got:
      rows * rows === matrix.length ? "the matrix has a number that is not finite" : `it has ${matrix.length} numbers`,
    wanted: "it must be a kernel of rows with themselves, all numbers finite",
    todo: "Give the values of kernelMatrix(kernel, { rows }).",
  });
}
