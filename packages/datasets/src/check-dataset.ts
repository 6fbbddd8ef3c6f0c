import { shown, UphillError } from "@uphill/core";
import type { Dataset } from "./dataset-type.js";

/**
 * Checks a data set that a user gave: the types and lengths of its tables, and that labels are indices into the
 * classes. Targets must be finite. It does not check that features are finite; the encoding does.
 * Cost: one pass.
 * @param who the function that the user called, for the error
 * @param part what the data set is to that function, such as "train" or "test"
 * @param data what the user gave
 * @throws UphillError "dataset" with what is wrong, and the row
 */
export function checkDataset(who: string, part: string, data: Dataset): void {
  const refuse = (got: string, wanted: string): never => {
    const todo =
      "Make it with dataset({ features: [[…], …], labels: […] }) of @uphill/datasets, which takes any labels.";
    throw new UphillError({ code: "dataset", who, got, wanted, todo });
  };
  if (typeof (data as unknown) !== "object" || (data as unknown) === null || !("features" in data))
    refuse(
      (data as unknown) === undefined ? `${part} is missing` : `${part} is ${shown(data)}`,
      "it must be a data set",
    );
  const { features, labels, classes, width, rows, targets } = data as { [K in keyof Dataset]: unknown } & Dataset;
  if (tagOf(features) !== "Float64Array")
    refuse(`the features of ${part} are ${kindOf(features)}`, "they must be a Float64Array, row after row");
  if (tagOf(labels) !== "Int32Array")
    refuse(`the labels of ${part} are ${kindOf(labels)}`, "they must be an Int32Array");
  if (!Number.isInteger(width) || width < 1)
    refuse(`the width of ${part} is ${String(width)}`, "it must be a whole number from 1");
  if (!Number.isInteger(rows) || rows < 1)
    refuse(`${part} has ${String(rows)} rows`, "it must have a whole number of rows, from 1");
  if (features.length !== rows * width)
    refuse(`${part} has ${features.length} features in all`, `${rows} rows of ${width} are ${rows * width}`);
  if (labels.length !== rows) refuse(`${part} has ${labels.length} labels`, `${rows} rows need one each`);
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string"))
    refuse(`the classes of ${part} are ${kindOf(classes)}`, "they must be a list of names");
  const wrong = labels.findIndex((label) => label < 0 || label >= classes.length);
  if (wrong >= 0) {
    const got = `the label of row ${wrong} of ${part} is ${labels[wrong]}`;
    refuse(got, `labels are indices into its ${classes.length} classes, from 0 to ${classes.length - 1}`);
  }
  if (targets === undefined) return;
  if (tagOf(targets) !== "Float64Array")
    refuse(`the targets of ${part} are ${kindOf(targets)}`, "they must be a Float64Array");
  if (targets.length !== rows) refuse(`${part} has ${targets.length} targets`, `${rows} rows need one each`);
  if (classes.length !== 1)
    refuse(`${part} has targets and ${classes.length} classes`, "with targets, there is one name: that of the number");
  const odd = targets.findIndex((target) => !Number.isFinite(target));
  if (odd >= 0) refuse(`the target of row ${odd} of ${part} is ${targets[odd]}`, "it must be a finite number");
}

/** Typed arrays of another realm are as good. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice("[object ".length, -1);

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return Array.isArray(value[0]) ? "a list of lists" : `a plain list of ${typeof value[0]}s`;
  return value === null || typeof value !== "object" ? String(value) : `a ${tagOf(value)}`;
}
