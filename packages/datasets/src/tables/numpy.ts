import { suggest } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { openZip, type ByteSource, type ZipLimits } from "../zip.js";
import { MOST_ARRAY, MOST_ARRAYS, MOST_NUMBERS, MOST_ROWS } from "./limits.js";
import { parseNpy, type NpyArray } from "./npy.js";
import { refuseTable } from "./refuse.js";
import { isNumeric } from "./values.js";
import { tableOf, type Labels, type TableOptions } from "./table.js";

const usualFeatures = ["features", "x", "data", "x_train", "images"];
const usualLabels = ["labels", "label", "y", "target", "targets", "y_train"];

/**
 * Opens an .npz file. Each array is read when it is asked for.
 * @param source the bytes of the file, or a source that reads them in parts
 * @param who the name of the file, for errors
 * @param limits what the archive may claim
 * @returns the names of the arrays, and a function that reads one
 * @throws UphillError "zip" or "npy" if the file is damaged
 */
export async function openNpz(
  source: Uint8Array | ByteSource,
  who: string,
  limits?: Partial<ZipLimits>,
): Promise<{
  names: string[];
  /** Reads one array. `most` is the limit for its bytes, as in {@link parseNpy}. */
  read(name: string, most?: number): Promise<NpyArray>;
}> {
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
    async read(name, most = Infinity) {
      const entry = entries.get(name);
      const room = Math.min(most, MOST_ARRAY);
      if (entry && most < Infinity && entry.size > room) {
        const got = `array ${name} has ${entry.size.toLocaleString("en")} bytes`;
        return refuseTable(who, got, `at most ${room.toLocaleString("en")} are read`, "Take a sample of the rows.");
      }
      if (entry) return parseNpy(await entry.read(), `${who}, array ${name}`, most);
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

/** What to tell about an .npz file. */
export interface NpzOptions extends TableOptions {
  /** The name of the array of features. */
  readonly features?: string;
  /** The name of the array of labels. */
  readonly labels?: string;
  /** If labels are a column of the features: its number from 0; −1 is the last. */
  readonly labelColumn?: number;
}

/**
 * Makes a data set of an .npz file. If the file has test rows too, only the training rows are read.
 * @param source the bytes of the file, or a source that reads them in parts
 * @param who the name of the file, for errors
 * @param options `features` and `labels` name the arrays. Default for features: the only one of features, x, data,
 *   x_train and images, or the only array. Default for labels: the only one of labels, label, y, target, targets and
 *   y_train.
 * @returns a promise of the data set
 * @throws UphillError "zip", "npy" or "table", as a rejection
 */
export async function datasetFromNpz(
  source: Uint8Array | ByteSource,
  who: string,
  options: NpzOptions = {},
): Promise<Dataset> {
  return (await partsFromNpz(source, who, options, false)).train;
}

/**
 * The same with the rows to test on, where the file has them: for x_train and y_train, arrays x_test and y_test.
 * @param both whether they are looked for
 */
export async function partsFromNpz(
  source: Uint8Array | ByteSource,
  who: string,
  options: NpzOptions = {},
  both = true,
): Promise<{ train: Dataset; test?: Dataset }> {
  const { names, read } = await openNpz(source, who);
  const { labelColumn } = options;
  const find = (what: "features" | "labels"): string => {
    const only = what === "features" && names.length === 1 ? names[0] : undefined;
    const name = options[what] ?? usualArray(what, names) ?? only;
    if (name !== undefined) return name;
    return refuseTable(
      who,
      `no array is named as the ${what}`,
      `one of ${names.join(", ")} must be`,
      `Say which with ${what}.`,
    );
  };
  let room = MOST_ARRAYS;
  const take = async (name: string): Promise<NpyArray> => {
    const array = await read(name, room);
    room -= 8 * array.data.length;
    return array;
  };
  const named = { ...options, name: options.name ?? nameOf(who) };
  const part = async (features: string, labels: string | undefined): Promise<Dataset> =>
    ownArrays(
      await take(features),
      labels === undefined ? { labelColumn: labelColumn! } : await take(labels),
      named,
      who,
    );
  const features = find("features");
  const labels = labelColumn !== undefined && options.labels === undefined ? undefined : find("labels");
  const train = await part(features, labels);
  if (!both) return { train };
  const [moreFeatures, moreLabels] = [features, labels].map((name) => name?.replace(/train/i, testFor));
  const there = (name: string | undefined, before: string | undefined): boolean =>
    name === undefined || (name !== before && names.includes(name));
  if (!there(moreFeatures, features) || !there(moreLabels, labels)) return { train };
  return { train, test: await part(moreFeatures!, moreLabels) };
}

const testFor = (train: string): string => (train === "TRAIN" ? "TEST" : train.startsWith("T") ? "Test" : "test");

const nameOf = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[^.]*$/, "");

/**
 * Makes a data set of NumPy arrays. Features are [rows], [rows, width] or [rows, height, width] (images). Labels are
 * [rows] or [rows, 1], numbers or texts. Labels may also be a column of the features. Columns to leave out are named by
 * their numbers.
 * @param features the array of features
 * @param labels the array of labels, or `{ labelColumn }`: the number of the column in the features; −1 is the last
 * @param options the name of the data set and the columns to leave out
 * @param who the name for errors
 * @returns the data set
 * @throws UphillError "table" for a value that is not finite (with row and column), or for shapes that do not fit
 */
export function datasetFromArrays(
  features: NpyArray,
  labels: NpyArray | { labelColumn: number },
  options: TableOptions = {},
  who = features.who,
): Dataset {
  return fromArrays(features, labels, options, who, false);
}

/** The same of arrays that nobody else has: their numbers may be moved. */
export function ownArrays(
  features: NpyArray,
  labels: NpyArray | { labelColumn: number },
  options: TableOptions = {},
  who = features.who,
): Dataset {
  return fromArrays(features, labels, options, who, true);
}

function fromArrays(
  features: NpyArray,
  labels: NpyArray | { labelColumn: number },
  options: TableOptions,
  who: string,
  own: boolean,
): Dataset {
  if (own) refuseTableSize(features, who);
  const [rows = 0, ...rest] = features.shape;
  const width = rest.reduce((product, size) => product * size, 1);
  if (features.texts) refuseTable(who, "features are texts", "they must be numbers", "Name another array.");
  if (features.shape.length > 3 || rows === 0 || width === 0) {
    refuseTable(
      who,
      `features have shape (${features.shape.join(", ")})`,
      "1 to 3 dimensions are read, none of size 0",
      "Reshape.",
    );
  }
  const column = "labelColumn" in labels ? labelPlace(features, width, labels.labelColumn, who) : undefined;
  const used = columnsLeft(features, width, column, options, who);
  const texts: readonly (string | undefined)[] =
    "labelColumn" in labels ? textsAt(features.data, width, column!, who) : textsOf(labels, rows, who);
  const whole = (row: number): boolean =>
    texts[row] !== undefined && used.every((c) => !Number.isNaN(features.data[row * width + c]));
  const kept = options.missing === "drop" ? Array.from(texts.keys()).filter(whole) : Array.from(texts.keys());
  if (kept.length === 0)
    refuseTable(who, "a value is missing in every row", "some row must be whole", "Check the file.");
  refuseOdd(features, { width, used, kept, texts, column }, who);
  const same = kept.length === rows && used.length === width;
  const count = kept.length * used.length;
  const data = same ? features.data : own ? features.data.subarray(0, count) : new Float64Array(count);
  // In this order no number is overwritten before it is moved.
  if (!same)
    kept.forEach((row, r) => used.forEach((c, k) => (data[r * used.length + k] = features.data[row * width + c])));
  const image = rest.length === 2 ? { height: rest[0], width: rest[1] } : undefined;
  const left = rows - kept.length;
  const told = kept.map((row) => texts[row]!);
  return tableOf(
    who,
    {
      features: data,
      width: used.length,
      labels: options.labelAs === "number" ? numbersOf(told, kept, who) : { texts: told },
      ...(image && { image }),
      notes: left > 0 ? [`Left out ${left} of ${rows} rows, in which a value is missing.`] : [],
    },
    options,
  );
}

/** @throws UphillError "table" naming the row of a text that is no number */
function numbersOf(texts: readonly string[], rows: readonly number[], who: string): Labels {
  const targets = Float64Array.from(texts, (text) => (isNumeric(text.trim()) ? Number(text) : NaN));
  const odd = targets.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    refuseTable(
      who,
      `the label of row ${rows[odd] + 1} is "${texts[odd]}"`,
      "it must be a number to predict",
      "Name an array of numbers as the label, or take the words as classes of a classifier.",
    );
  return { target: "target", targets };
}

/** @throws UphillError "table" naming a value that is not finite */
function refuseOdd(
  { data }: NpyArray,
  {
    width,
    used,
    kept,
    texts,
    column,
  }: { width: number; used: readonly number[]; kept: readonly number[]; texts: readonly unknown[]; column?: number },
  who: string,
): void {
  const todo = 'Correct it, or leave out such rows (missing: "drop", or --missing drop).';
  for (const row of kept) {
    for (const c of used) {
      const value = data[row * width + c];
      if (!Number.isFinite(value))
        refuseTable(who, `row ${row + 1}, column ${c + 1} is ${value}`, "it must be a finite number", todo);
    }
    if (texts[row] !== undefined) continue;
    const value = column === undefined ? "missing" : data[row * width + column];
    refuseTable(who, `the label of row ${row + 1} is ${value}`, "it must be a finite number or a text", todo);
  }
}

function refuseTableSize({ shape, data }: NpyArray, who: string): void {
  const large = shape.length < 3 && data.length > MOST_NUMBERS;
  if (!large && !(shape[0] > MOST_ROWS)) return;
  refuseTable(
    who,
    `features have shape (${shape.join(", ")})`,
    large
      ? `of a table at most ${MOST_NUMBERS.toLocaleString("en")} numbers are read`
      : `at most ${MOST_ROWS.toLocaleString("en")} rows are read`,
    "Take a sample of the rows, or fewer columns.",
  );
}

function labelPlace({ shape }: NpyArray, width: number, asked: number, who: string): number {
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
  return column;
}

/** The columns that are features. */
function columnsLeft(
  { shape }: NpyArray,
  width: number,
  label: number | undefined,
  { drop = [] }: TableOptions,
  who: string,
): number[] {
  const dropped = drop.map((word) => {
    const place = Number(word) < 0 ? width + Number(word) : Number(word);
    if (/^-?\d+$/.test(word) && place >= 0 && place < width && shape.length < 3) return place;
    return refuseTable(
      who,
      `column "${word}" is to be dropped`,
      `the array has shape (${shape.join(", ")})`,
      "Columns of an array are named by their numbers from 0.",
    );
  });
  const left = new Set([...dropped, ...(label === undefined ? [] : [label])]);
  if (left.size === width) refuseTable(who, "no column is left as a feature", "at least one is needed", "Drop fewer.");
  return Array.from({ length: width }, (_, c) => c).filter((c) => !left.has(c));
}

/** The labels as texts; undefined for one that is missing. */
function textsOf({ shape, data, texts }: NpyArray, rows: number, who: string): (string | undefined)[] {
  const [count = 0, one = 1] = shape;
  if (shape.length > 2 || one !== 1 || count !== rows) {
    refuseTable(
      who,
      `labels have shape (${shape.join(", ")})`,
      `${rows} rows need one label each`,
      "Choose other arrays.",
    );
  }
  return texts ? texts.map((text) => (text === "" ? undefined : text)) : textsAt(data, 1, 0, who);
}

function textsAt(data: Float64Array, width: number, column: number, who: string): (string | undefined)[] {
  return Array.from({ length: data.length / width }, (_, row) => {
    const value = data[row * width + column];
    if (Math.abs(value) === Infinity)
      refuseTable(
        who,
        `the label of row ${row + 1} is ${value}`,
        "it must be a finite number or a text",
        "Correct it.",
      );
    return Number.isNaN(value) ? undefined : String(value);
  });
}
