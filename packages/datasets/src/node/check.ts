import { sha256, UphillError } from "@uphill/core";
import { describe, type Description } from "../describe.js";
import { parseIdx } from "../idx.js";
import { archiveLimits } from "../qdataset/archive.js";
import { numbersOf, NumpyArray, readPickle, type PickleValue } from "../qdataset/pickle.js";
import { parseCsv } from "../tables/csv.js";
import { cellsFromRecords, parseJsonTable } from "../tables/json.js";
import { parseNpy, type NpyArray } from "../tables/npy.js";
import { openNpz, usualArray } from "../tables/numpy.js";
import { parquetRecords } from "../tables/parquet.js";
import { columnOf, refuseShape, usualLabel, type Cells } from "../tables/table.js";
import { openZip } from "../zip.js";
import { bytesOf, textOf } from "./file.js";
import { fileSource } from "./file-source.js";
import { readQDatasetFile } from "./qdataset.js";
import { readTable, type ReadTableOptions } from "./table.js";

/** What a file holds: arrays with their shape, or columns with [rows]. */
export interface FileContents {
  readonly format: string;
  readonly contents: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly type: string;
    /** Of numbers as little-endian float64, in row order. */
    readonly sha256?: string;
  }[];
  /** The data set that the file is, where it is known which part of it is the label. */
  readonly dataset?: Description;
}

type Contents = FileContents["contents"];

/**
 * Reads a whole file of any kind that is read here: IDX, .csv, .tsv, .json, .npy, .npz, .parquet, archives of QDataSet, what
 * `generateQDataset` writes, and pickles of numbers. IDX and pickles are known by their first bytes, all others by their names.
 * @param options as for {@link readTable}: with a label, or one of a usual name, a table is read as a data set
 * @throws UphillError as the reader of that format has it; "files" for other formats
 */
export async function checkFile(path: string, options: ReadTableOptions = {}): Promise<FileContents> {
  const format = /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  if (format === "zip" || (format === "npz" && (await isQDataset(path)))) return qdataset(path);
  const bytes = bytesOf(path);
  const dataset = async (): Promise<Description> => describe(await readTable(path, options));
  const table = async (cells: Cells): Promise<FileContents> => {
    const { label = cells.names[usualLabel(cells.names) ?? -1], drop = [] } = options;
    const contents = columns(cells, [label, ...drop]);
    return { format, contents, ...((label as string | undefined) !== undefined && { dataset: await dataset() }) };
  };
  switch (format) {
    case "csv":
    case "tsv":
      return table(parseCsv(textOf(bytes, path), path, format === "csv" ? "," : "\t"));
    case "json":
      return table(parseJsonTable(textOf(bytes, path), path));
    case "parquet":
      return table(cellsFromRecords(await parquetRecords(bytes, path), path));
    case "npy": {
      const known = options.labels !== undefined || options.labelColumn !== undefined;
      const contents = [array("array", parseNpy(bytes, path))];
      return { format, contents, ...(known && { dataset: await dataset() }) };
    }
    case "npz": {
      const { names, read } = await openNpz(bytes, path);
      const contents: Contents[number][] = [];
      for (const name of names) contents.push(array(name, await read(name)));
      const known = (["features", "labels"] as const).every((what) => options[what] ?? usualArray(what, names));
      return { format, contents, ...(known && { dataset: await dataset() }) };
    }
  }
  if (bytes[0] === 0 && bytes[1] === 0) {
    const { shape, data } = parseIdx(bytes, path);
    const type = data.constructor.name.replace("Array", "").toLowerCase();
    return { format: "idx", contents: [{ name: "array", shape, type, sha256: sha256(Float64Array.from(data)) }] };
  }
  if (format === "pkl" || format === "pickle" || bytes[0] === 0x80) {
    return { format: "pickle", contents: pickled(readPickle(bytes, path), path) };
  }
  throw new UphillError({
    code: "files",
    who: path,
    got: `its name ends in ${format ? `.${format}` : "no format"} and it is no IDX file`,
    wanted: "IDX, .csv, .tsv, .json, .npy, .npz, .parquet, archives of QDataSet (.zip) and pickles of numbers are read",
    todo: "Convert it.",
  });
}

function array(name: string, { shape, type, data }: NpyArray): Contents[number] {
  return { name, shape, type, sha256: sha256(data) };
}

/** A column is of numbers or of texts throughout, but for those named. */
function columns(cells: Cells, lenient: readonly string[]): Contents {
  refuseShape(cells);
  return cells.names.map((name, c) => {
    let numbers: Float64Array | undefined;
    try {
      numbers = columnOf(cells, c);
    } catch (error) {
      if (!lenient.includes(name)) throw error;
    }
    return {
      name,
      shape: [cells.rows.length],
      type: numbers ? "numbers" : "texts",
      ...(numbers && { sha256: sha256(numbers) }),
    };
  });
}

/** Looks at the directory of the archive only. */
async function isQDataset(path: string): Promise<boolean> {
  const source = await fileSource(path).catch(() => undefined);
  if (!source) return false; // What is wrong with it is said where it is read.
  try {
    return (await openZip(source, path, archiveLimits)).some(({ name }) => name === "settings.npy");
  } finally {
    await source.close();
  }
}

async function qdataset(path: string): Promise<FileContents> {
  const { name, rows, expectations, pulseParameters } = await readQDatasetFile(path, { whole: true });
  const part = (what: string, data: Float64Array): Contents[number] => ({
    name: what,
    shape: [rows, data.length / rows],
    type: "<f8",
    sha256: sha256(data),
  });
  return {
    format: `qdataset ${name}`,
    contents: [part("expectations", expectations), part("pulse_parameters", pulseParameters)],
  };
}

function pickled(value: PickleValue, who: string): Contents {
  const one = (name: string, item: PickleValue): Contents[number] => {
    if (item instanceof NumpyArray) {
      return { name, shape: item.shape, type: item.dtype, sha256: sha256(numbersOf(item, who)) };
    }
    if (Array.isArray(item)) return { name, shape: [item.length], type: "list" };
    return { name, shape: [], type: item === null ? "none" : item instanceof Map ? "dict" : typeof item };
  };
  return value instanceof Map ? [...value].map(([key, item]) => one(String(key), item)) : [one("value", value)];
}
