import { UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { datasetFromCsv } from "../tables/csv.js";
import { datasetFromJson } from "../tables/json.js";
import { parseNpy } from "../tables/npy.js";
import { datasetFromArrays, datasetFromNpz } from "../tables/numpy.js";
import { datasetFromParquet } from "../tables/parquet.js";
import type { TableOptions } from "../tables/table.js";
import { bytesOf, textOf } from "./file.js";

/** What a table needs to be told, by format. */
export interface ReadTableOptions extends TableOptions {
  /** .npz: the array of features. */
  readonly features?: string;
  /** .npz: the array of labels; .npy: the path of a second file with the labels. */
  readonly labels?: string;
  /** .npy with the labels in a column: which, from 0; −1 is the last. */
  readonly labelColumn?: number;
}

type Reader = (bytes: Uint8Array, path: string, options: ReadTableOptions) => Dataset | Promise<Dataset>;

/** Every format, by the end of the file's name. */
const readers: Readonly<Record<string, Reader>> = {
  csv: (bytes, path, options) => datasetFromCsv(textOf(bytes, path), path, common(options)),
  tsv: (bytes, path, options) => datasetFromCsv(textOf(bytes, path), path, { ...common(options), delimiter: "\t" }),
  json: (bytes, path, options) => datasetFromJson(textOf(bytes, path), path, common(options)),
  npy: fromNpy,
  npz: (bytes, path, options) => datasetFromNpz(bytes, path, options),
  parquet: (bytes, path, options) => datasetFromParquet(bytes, path, common(options)),
};

/** The formats that {@link readTable} reads, as file names end. */
export const tableFormats: readonly string[] = Object.keys(readers);

/**
 * Reads a table of your own: .csv, .tsv, .json, .npy, .npz or .parquet (with the package hyparquet), the texts also as .gz.
 * @throws UphillError "files" if it cannot be read or its name ends otherwise; "table" | "npy" | "zip" naming what is wrong, for
 *         values with row and column
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<Dataset> {
  const format = /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  if (!Object.hasOwn(readers, format)) {
    const known = tableFormats.map((name) => `.${name}`).join(", ");
    return refuse(
      path,
      `its name ends in ${format ? `.${format}` : "no format"}`,
      `tables end in ${known}`,
      "Convert it.",
    );
  }
  return readers[format](bytesOf(path), path, options);
}

function refuse(who: string, got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code: "files", who, got, wanted, todo, cause });
}

/** What all formats understand; a format's own options, given for another, are a mistake worth saying. */
function common({ features, labels, labelColumn, ...rest }: ReadTableOptions): TableOptions {
  const odd = Object.entries({ features, labels, labelColumn }).find(([, value]) => value !== undefined)?.[0];
  if (odd === undefined) return rest;
  return refuse("readTable", `${odd} is given`, "only NumPy's files have such", 'Name the column with "label".');
}

function fromNpy(bytes: Uint8Array, path: string, { labels, labelColumn, ...options }: ReadTableOptions): Dataset {
  const array = parseNpy(bytes, path);
  if (labels !== undefined) return datasetFromArrays(array, parseNpy(bytesOf(labels), labels), options);
  if (labelColumn !== undefined) return datasetFromArrays(array, { labelColumn }, options);
  return refuse(
    path,
    "nothing says where the labels are",
    "one array has none apart",
    "Give labels (a second .npy file) or labelColumn (−1 for the last).",
  );
}
