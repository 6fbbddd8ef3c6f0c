import { suggest } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { openZip, type ByteSource, type ZipLimits } from "../zip.js";
import { parseNpy, type NpyArray } from "./npy.js";
import { refuseTable, tableOf, type TableOptions } from "./table.js";

const usualFeatures = ["features", "x", "data", "x_train", "images"];
const usualLabels = ["labels", "label", "y", "target", "targets", "y_train"];

/** The arrays of an .npz file by name, read one by one as they are asked for. @throws UphillError "zip" | "npy" */
export async function openNpz(
  source: Uint8Array | ByteSource,
  who: string,
  limits?: Partial<ZipLimits>,
): Promise<{ names: string[]; read(name: string): Promise<NpyArray> }> {
  const entries = new Map(
    (await openZip(source, who, limits))
      .filter(({ name }) => name.endsWith(".npy"))
      .map((entry) => [entry.name.slice(0, -4), entry]),
  );
  const names = [...entries.keys()];
  if (names.length === 0)
    refuseTable(who, "there is no array in it", "an .npz file has some", "Save it with numpy.savez.");
  return {
    names,
    async read(name) {
      const entry = entries.get(name);
      if (entry) return parseNpy(await entry.read(), `${who}, array ${name}`);
      const todo = `${suggest(name, names)}Its arrays are ${names.join(", ")}.`;
      return refuseTable(who, `array "${name}" is asked for`, "there is none", todo);
    },
  };
}

/** The one array that its name makes features or labels. */
export function usualArray(what: "features" | "labels", names: readonly string[]): string | undefined {
  const usual = what === "features" ? usualFeatures : usualLabels;
  const found = names.filter((name) => usual.includes(name.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
}

/**
 * An .npz file as a data set.
 * @param options `features` and `labels` name the arrays; by default those called features, x, data, x_train or images, and
 *                labels, label, y, target, targets or y_train, where there is exactly one
 * @throws UphillError "zip" | "npy" | "table"
 */
export async function datasetFromNpz(
  source: Uint8Array | ByteSource,
  who: string,
  options: TableOptions & { features?: string; labels?: string } = {},
): Promise<Dataset> {
  const { names, read } = await openNpz(source, who);
  const find = (what: "features" | "labels"): string => {
    const name = options[what] ?? usualArray(what, names);
    if (name !== undefined) return name;
    return refuseTable(
      who,
      `no array is named as the ${what}`,
      `one of ${names.join(", ")} must be`,
      `Say which with ${what}.`,
    );
  };
  const [features, labels] = [find("features"), find("labels")];
  return datasetFromArrays(
    await read(features),
    await read(labels),
    { ...options, name: options.name ?? nameOf(who) },
    who,
  );
}

const nameOf = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[^.]*$/, "");

/**
 * Features [rows], [rows, width] or [rows, height, width] (images) with labels [rows] or [rows, 1]. Or one array [rows, width + 1]
 * with the labels in its column `labelColumn` (−1: the last).
 * @throws UphillError "table" with row and column of a value that is not finite, or for shapes that do not fit
 */
export function datasetFromArrays(
  features: NpyArray,
  labels: NpyArray | { labelColumn: number },
  options: TableOptions = {},
  who = features.who,
): Dataset {
  const [rows = 0, ...rest] = features.shape;
  const width = rest.reduce((product, size) => product * size, 1);
  if (features.shape.length > 3 || rows === 0 || width === 0) {
    refuseTable(
      who,
      `features have shape (${features.shape.join(", ")})`,
      "1 to 3 dimensions are read, none of size 0",
      "Reshape.",
    );
  }
  const bad = features.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const got = `row ${Math.floor(bad / width) + 1}, column ${(bad % width) + 1} is ${features.data[bad]}`;
    refuseTable(who, got, "it must be a finite number", "Correct it, or leave out the row.");
  }
  if ("labelColumn" in labels) return splitColumn(features, width, labels.labelColumn, options, who);
  const [count = 0, one = 1] = labels.shape;
  if (labels.shape.length > 2 || one !== 1 || count !== rows) {
    refuseTable(
      who,
      `labels have shape (${labels.shape.join(", ")})`,
      `${rows} rows need one label each`,
      "Choose other arrays.",
    );
  }
  const image = rest.length === 2 ? { height: rest[0], width: rest[1] } : undefined;
  return tableOf(who, { features: features.data, width, texts: textsOf(labels.data, who), image }, options);
}

function splitColumn(
  { data, shape }: NpyArray,
  width: number,
  asked: number,
  options: TableOptions,
  who: string,
): Dataset {
  const column = asked < 0 ? width + asked : asked;
  if (!Number.isInteger(column) || column < 0 || column >= width || width < 2 || shape.length !== 2) {
    const got = `the label is said to be column ${asked}`;
    refuseTable(
      who,
      got,
      `the array has shape (${shape.join(", ")})`,
      "Name one of at least two columns, or another file.",
    );
  }
  const features = data.filter((_, k) => k % width !== column);
  const texts = textsOf(
    data.filter((_, k) => k % width === column),
    who,
  );
  return tableOf(who, { features, width: width - 1, texts }, options);
}

function textsOf(labels: Float64Array, who: string): string[] {
  const bad = labels.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    refuseTable(who, `the label of row ${bad + 1} is ${labels[bad]}`, "it must be a finite number", "Correct it.");
  return Array.from(labels, String);
}
