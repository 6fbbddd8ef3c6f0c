import { createHash } from "node:crypto";
import { UphillError } from "@uphill/core";
import type { Description } from "../describe.js";
import { parseIdx, type IdxData } from "../idx.js";
import { archiveLimits } from "../qdataset/archive.js";
import { numbersOf, NumpyArray, readPickle, type PickleValue } from "../qdataset/pickle.js";
import { MOST_ARRAYS } from "../tables/limits.js";
import { parseNpy, type NpyArray } from "../tables/npy.js";
import { formatOf, tableFormats } from "../tables/formats.js";
import { openNpz, usualArray } from "../tables/numpy.js";
import type { Cells } from "../tables/cells.js";
import { chooseColumns, columnsWithoutLabel, usualLabel } from "../tables/table.js";
import { called, columnOf, isMissing } from "../tables/values.js";
import { openZip } from "../zip.js";
import { statOf } from "./file.js";
import { withSource } from "./file-source.js";
import { describeFiles, sha256 } from "./hash.js";
import { readQDatasetFile } from "./qdataset.js";
import { contentOf, fromCells, readCells, readTableParts, type ReadTableOptions, type TableParts } from "./table.js";

/** What a file holds. */
export interface FileContents {
  /** The format of the file. */
  readonly format: string;
  /** Its arrays with their shapes, or its columns with the shape [rows]. */
  readonly contents: readonly {
    /** The name of the array or column. */
    readonly name: string;
    /** The size of each dimension. */
    readonly shape: readonly number[];
    /** The type of the values. */
    readonly type: string;
    /** SHA-256 of numbers as little-endian float64, in row order. Left out for texts. */
    readonly sha256?: string;
  }[];
  /** The description of the data set. Left out if it is not known which column is the label. */
  readonly dataset?: Description;
  /** What was found out while reading, in full sentences. */
  readonly notes?: readonly string[];
}

type Contents = FileContents["contents"];

/**
 * Reads a whole file of any kind that is read here, and says what it holds: IDX, .csv, .tsv, .data, .txt, .json, .npy,
 * .npz, .parquet, archives of QDataSet, files of `generateQDataset`, and pickles of numbers. IDX files and pickles are
 * known by their first bytes, all others by their names.
 * @param path the path of the file
 * @param options as for {@link readTable}. A table is read as a data set if a label is given or has a usual name.
 * @returns a promise of what the file holds
 * @throws UphillError "files" for another format, and what the reader of the format throws, as a rejection
 */
export async function checkFile(path: string, options: ReadTableOptions = {}): Promise<FileContents> {
  const format = formatOf(path);
  statOf(path);
  if (format === "zip" || (format === "npz" && (await isQDataset(path)))) return qdataset(path);
  const dataset = async (): Promise<Pick<FileContents, "dataset" | "notes">> =>
    described(await readTableParts(path, options));
  const cells = await readCells(path, options);
  if (cells) {
    const known = options.label !== undefined || usualLabel(cells.names) !== undefined;
    const { used, notes } = known ? chooseColumns(cells, options) : columnsWithoutLabel(cells, options);
    const contents = columns(cells, new Set(used), options);
    if (!known) return { format, contents, notes: [...(cells.notes ?? []), ...notes] };
    return { format, contents, ...described({ train: fromCells(path, cells, options) }) };
  }
  if (format === "npz") {
    const { names, contents } = await withSource(path, async (source) => {
      const { names, read } = await openNpz(source, path);
      const contents: Contents[number][] = [];
      for (const name of names) contents.push(array(name, await read(name, MOST_ARRAYS)));
      return { names, contents };
    });
    const known = (["features", "labels"] as const).every((what) => options[what] ?? usualArray(what, names));
    return { format, contents, ...((known || options.labelColumn !== undefined) && (await dataset())) };
  }
  const bytes = contentOf(path);
  if (format === "npy") {
    const known = options.labels !== undefined || options.labelColumn !== undefined;
    const contents = [array("array", parseNpy(bytes, path, MOST_ARRAYS))];
    return { format, contents, ...(known && (await dataset())) };
  }
  if (bytes[0] === 0 && bytes[1] === 0) {
    const { shape, data } = parseIdx(bytes, path);
    const type = data.constructor.name.replace("Array", "").toLowerCase();
    return { format: "idx", contents: [{ name: "array", shape, type, sha256: sha256InPieces(data) }] };
  }
  if (format === "pkl" || format === "pickle" || bytes[0] === 0x80) {
    return { format: "pickle", contents: pickled(readPickle(bytes, path), path) };
  }
  const known = [...tableFormats.map((name) => `.${name}`), "archives of QDataSet (.zip)"].join(", ");
  throw new UphillError({
    code: "files",
    who: path,
    got: `its name ends in ${format ? `.${format}` : "no format"} and it is no IDX file`,
    wanted: `IDX, ${known} and pickles of numbers are read`,
    todo: "Convert it.",
  });
}

const described = ({ train, test }: TableParts): Pick<FileContents, "dataset" | "notes"> => ({
  dataset: describeFiles(...(test ? [train, test] : [train])),
  notes: train.notes.slice(1),
});

const PIECE = 2 ** 20;
/** The same as `sha256` of the values as doubles, which would take eight times the bytes of pixels at once. */
function sha256InPieces(data: IdxData): string {
  const hash = createHash("sha256");
  for (let at = 0; at < data.length; at += PIECE) hash.update(Float64Array.from(data.subarray(at, at + PIECE)));
  return hash.digest("hex");
}

function array(name: string, { shape, type, data, texts }: NpyArray): Contents[number] {
  return { name, shape, type, ...(!texts && { sha256: sha256(data) }) };
}

/** A column is of numbers or of texts throughout, but for those that are no features. */
function columns(cells: Cells, used: ReadonlySet<number>, { missing }: ReadTableOptions): Contents {
  const { names, rows } = cells;
  const whole =
    missing === "drop"
      ? Array.from(rows.keys()).filter((row) => rows[row].every((value, c) => !used.has(c) || !isMissing(value)))
      : undefined;
  return names.map((_, c) => {
    let numbers: Float64Array | undefined;
    try {
      numbers = columnOf(cells, c, used.has(c) ? whole : undefined);
    } catch (error) {
      if (used.has(c)) throw error;
    }
    return {
      name: called(names, c),
      shape: [rows.length],
      type: numbers ? "numbers" : "texts",
      ...(numbers && { sha256: sha256(numbers) }),
    };
  });
}

/** Looks at the directory of the archive only. */
const isQDataset = (path: string): Promise<boolean> =>
  withSource(path, async (source) =>
    (await openZip(source, path, archiveLimits)).some(({ name }) => name === "settings.npy"),
  );

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
