import { sha256, UphillError } from "@uphill/core";
import { parseIdx } from "../idx.js";
import { parseCsv } from "../tables/csv.js";
import { cellsFromRecords, parseJsonTable } from "../tables/json.js";
import { parseNpy, type NpyArray } from "../tables/npy.js";
import { openNpz } from "../tables/numpy.js";
import { parquetRecords } from "../tables/parquet.js";
import type { Cells } from "../tables/table.js";
import { bytesOf, textOf } from "./file.js";

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
}

/**
 * Reads a whole file of any kind that is read here (IDX, .csv, .tsv, .json, .npy, .npz, .parquet), without being told what its
 * label is. IDX is known by its first bytes, all others by their names.
 * @throws UphillError as the reader of that format has it; "files" for other formats
 */
export async function checkFile(path: string): Promise<FileContents> {
  const bytes = bytesOf(path);
  const format = /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  const arrays = (...found: NpyArray[]): FileContents["contents"] =>
    found.map(({ who, shape, type, data }) => ({ name: who, shape, type, sha256: sha256(data) }));
  switch (format) {
    case "csv":
    case "tsv":
      return { format, contents: columns(parseCsv(textOf(bytes, path), path, format === "csv" ? "," : "\t")) };
    case "json":
      return { format, contents: columns(parseJsonTable(textOf(bytes, path), path)) };
    case "parquet":
      return { format, contents: columns(cellsFromRecords(await parquetRecords(bytes, path), path)) };
    case "npy":
      return { format, contents: arrays({ ...parseNpy(bytes, path), who: "array" }) };
    case "npz": {
      const { names, read } = await openNpz(bytes, path);
      const contents: FileContents["contents"][number][] = [];
      for (const name of names) contents.push(...arrays({ ...(await read(name)), who: name }));
      return { format, contents };
    }
  }
  if (bytes[0] === 0 && bytes[1] === 0) {
    const { shape, data } = parseIdx(bytes, path);
    const type = data.constructor.name.replace("Array", "").toLowerCase();
    return { format: "idx", contents: [{ name: "array", shape, type, sha256: sha256(Float64Array.from(data)) }] };
  }
  throw new UphillError({
    code: "files",
    who: path,
    got: `its name ends in ${format ? `.${format}` : "no format"} and it is no IDX file`,
    wanted: "IDX, .csv, .tsv, .json, .npy, .npz and .parquet are read",
    todo: "Convert it.",
  });
}

function columns({ names, rows, textual }: Cells): FileContents["contents"] {
  return names.map((name, c) => {
    const numbers = rows.map((row) => {
      const value = row[c];
      const counts = typeof value === "number" || (textual && typeof value === "string" && value.trim() !== "");
      return counts ? Number(value) : NaN;
    });
    const numeric = numbers.every(Number.isFinite);
    return {
      name,
      shape: [rows.length],
      type: numeric ? "numbers" : "texts",
      ...(numeric && { sha256: sha256(Float64Array.from(numbers)) }),
    };
  });
}
