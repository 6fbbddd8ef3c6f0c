import type { Dataset } from "../dataset.js";
import { delimiterOf, parseCsv, type CsvOptions } from "../tables/csv.js";
import { datasetFromJson, parseJsonTable } from "../tables/json.js";
import { parseNpy } from "../tables/npy.js";
import { ownArrays, partsFromNpz } from "../tables/numpy.js";
import { datasetFromParquet, parquetCells } from "../tables/parquet.js";
import { formatOf, tableFormats, type TableFormat } from "../tables/formats.js";
import { MOST_ARRAY, MOST_ARRAYS, MOST_TEXT } from "../tables/limits.js";
import type { Cells } from "../tables/cells.js";
import { datasetFromCells, type TableOptions } from "../tables/table.js";
import { withSource } from "./file-source.js";
import type { ByteSource } from "../zip.js";
import { bytesOf, refuse, textOf } from "./file.js";

/** What to tell about a table in a file. Some options belong to some formats. */
export interface ReadTableOptions extends TableOptions, CsvOptions {
  /** With .npz: the name of the array of features. */
  readonly features?: string;
  /** With .npz: the name of the array of labels. With .npy: the path of a second file with the labels. */
  readonly labels?: string;
  /** With .npy and .npz, if labels are a column of the features: its number from 0; −1 is the last. */
  readonly labelColumn?: number;
}

/** A table, and its test rows if the file has them apart. */
export interface TableParts {
  /** The rows to train on. */
  readonly train: Dataset;
  /** The rows to test on. */
  readonly test?: Dataset;
}

interface Format {
  /** A text is read up to another size, and arrays. */
  readonly text?: true;
  readonly most?: number;
  /** Columns and rows as they are in the file, of formats that have them. */
  cells?(bytes: Uint8Array, path: string, options: ReadTableOptions): Cells | Promise<Cells>;
  parts?(bytes: Uint8Array, path: string, options: ReadTableOptions): TableParts | Promise<TableParts>;
  /** The same of a format whose files are read in parts: an archive is never in memory as a whole. */
  partsOf?(source: ByteSource, path: string, options: ReadTableOptions): Promise<TableParts>;
}

/** A text that commas, tabs or what it is found to be parted by cut into fields. */
function textFormat(usual?: string): Format {
  const cells = (bytes: Uint8Array, path: string, { delimiter, header }: ReadTableOptions): Cells => {
    const text = textOf(bytes, path);
    return parseCsv(text, path, delimiter ?? usual ?? delimiterOf(text) ?? ",", header);
  };
  return {
    text: true,
    cells,
    parts: (bytes, path, options) => ({ train: datasetFromCells(cells(bytes, path, options), common(options)) }),
  };
}

/** Every format, by the end of the file's name. */
const formats: Readonly<Record<TableFormat, Format>> = {
  csv: textFormat(","),
  tsv: textFormat("\t"),
  data: textFormat(),
  txt: textFormat(),
  json: {
    text: true,
    cells: (bytes, path) => parseJsonTable(textOf(bytes, path), path),
    parts: (bytes, path, options) => ({ train: datasetFromJson(textOf(bytes, path), path, withoutText(options)) }),
  },
  npy: { most: MOST_ARRAY, parts: (bytes, path, options) => ({ train: fromNpy(bytes, path, withoutHeader(options)) }) },
  npz: { partsOf: (source, path, options) => partsFromNpz(source, path, withoutHeader(options)) },
  parquet: {
    cells: (bytes, path) => parquetCells(bytes, path),
    parts: async (bytes, path, options) => ({ train: await datasetFromParquet(bytes, path, withoutText(options)) }),
  },
};

/** How to read what a file's name says it is; undefined where it says nothing known. */
function formatNamed(name: string): Format | undefined {
  return Object.hasOwn(formats, name) ? formats[name as TableFormat] : undefined;
}

/**
 * Reads a table of your own: .csv, .tsv, .data, .txt, .json, .npy, .npz or .parquet (with the package hyparquet). All
 * but .npz may also end in .gz.
 * @param path the path of the file
 * @param options the columns to use, and what else the format needs
 * @returns a promise of the data set
 * @throws UphillError, as a rejection: "files" if the file cannot be read or has another ending; "table", "npy" or
 *   "zip" with what is wrong, for values with row and column
 * @example
 * ```ts
 * const iris = await readTable("iris.csv", { label: "species", drop: ["id"] });
 * ```
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Dataset> {
  return (await readTableParts(path, options)).train;
}

/**
 * Reads a table as {@link readTable} does. If a .npz file has the arrays x_test and y_test beside x_train and y_train,
 * it also reads the test rows.
 * @param path the path of the file
 * @param options as for {@link readTable}
 * @returns a promise of the training rows and, if the file has them, the test rows
 * @throws UphillError as {@link readTable}
 */
export async function readTableParts(path: string, options: ReadTableOptions = {}): Promise<TableParts> {
  const name = formatOf(path);
  const format = formatNamed(name);
  if (!format) {
    const known = tableFormats.map((format) => `.${format}`).join(", ");
    return refuse(path, `its name ends in ${name ? `.${name}` : "no format"}`, `tables end in ${known}`, "Convert it.");
  }
  const { parts, partsOf } = format;
  if (partsOf) return withSource(path, (source) => partsOf(source, path, options));
  return parts!(contentOf(path), path, options);
}

/** The columns and rows of a file that has such; undefined for other formats. */
export async function readCells(path: string, options: ReadTableOptions): Promise<Cells | undefined> {
  const name = formatOf(path);
  return formatNamed(name)?.cells?.(contentOf(path), path, options);
}

/** The bytes of a file, as many as its format may have. */
export function contentOf(path: string): Uint8Array {
  const { text, most = text ? MOST_TEXT : undefined } = formatNamed(formatOf(path)) ?? {};
  return bytesOf(path, most);
}

/** Such columns and rows as a data set. */
export function fromCells(path: string, cells: Cells, options: ReadTableOptions): Dataset {
  return datasetFromCells(
    cells,
    formatNamed(formatOf(path))?.text && cells.textual ? common(options) : withoutText(options),
  );
}

/** What all formats understand; a format's own options, given for another, are a mistake worth saying. */
function common({ features, labels, labelColumn, ...rest }: ReadTableOptions): TableOptions & CsvOptions {
  const odd = Object.entries({ features, labels, labelColumn }).find(([, value]) => value !== undefined)?.[0];
  if (odd === undefined) return rest;
  return refuse("readTable", `${odd} is given`, "only NumPy's files have such", 'Name the column with "label".');
}

function withoutHeader({ delimiter, header, ...rest }: ReadTableOptions): Omit<ReadTableOptions, keyof CsvOptions> {
  const odd = Object.entries({ delimiter, header }).find(([, value]) => value !== undefined)?.[0];
  if (odd === undefined) return rest;
  return refuse("readTable", `${odd} is given`, "only .csv, .tsv, .data and .txt have such", `Leave ${odd} out.`);
}

const withoutText = (options: ReadTableOptions): TableOptions => common(withoutHeader(options));

function fromNpy(bytes: Uint8Array, path: string, { labels, labelColumn, ...options }: ReadTableOptions): Dataset {
  const array = parseNpy(bytes, path, MOST_ARRAYS);
  if (labels !== undefined)
    return ownArrays(array, parseNpy(bytesOf(labels, MOST_ARRAY), labels, MOST_ARRAYS), options);
  if (labelColumn !== undefined) return ownArrays(array, { labelColumn }, options);
  return refuse(
    path,
    "nothing says where the labels are",
    "one array has none apart",
    "Give labels (a second .npy file) or labelColumn (−1 for the last).",
  );
}
