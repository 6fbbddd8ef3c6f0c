import type { Dataset } from "../dataset.js";
import { cellsFromRecords } from "./json.js";
import { RECORD, refuseSize } from "./limits.js";
import { refuseTable } from "./refuse.js";
import type { Cells } from "./cells.js";
import { datasetFromCells, type TableOptions } from "./table.js";

/** By the name of a compression: takes packed bytes and the length that they unpack to. */
type Compressors = Readonly<Record<string, (input: Uint8Array, length: number) => Uint8Array>>;

/** The part of the package hyparquet that is used. */
export interface ParquetReader {
  /** Reads the rows of a file. */
  parquetReadObjects(options: { file: ArrayBuffer; compressors?: object }): Promise<Record<string, unknown>[]>;
  /** Reads the description at the end of a file. */
  parquetMetadata?(file: ArrayBuffer): ParquetMetadata;
  /** More compressions: those of the package hyparquet-compressors, if it is installed. */
  readonly compressors?: object;
}

/** What the end of a Parquet file says of it. */
interface ParquetMetadata {
  readonly num_rows: bigint;
  readonly schema: readonly { readonly name: string; readonly num_children?: number }[];
  readonly row_groups: readonly {
    readonly columns: readonly {
      readonly meta_data?: { readonly num_values: bigint; readonly total_uncompressed_size: bigint };
    }[];
  }[];
  readonly key_value_metadata?: readonly { readonly key: string; readonly value?: string }[];
}

/** Bytes that the pages of a file may unpack to. */
const MOST_BYTES = 96 * 2 ** 20;
/** Columns of a Parquet file: hyparquet's time grows with their square. */
const MOST_COLUMNS = 4000;

/** hyparquet is an optional dependency: it is there unless it was left out on purpose. */
async function loadReader(): Promise<ParquetReader> {
  const { parquetMetadata, parquetReadObjects, snappyUncompress } = await import("hyparquet");
  const more = await import("hyparquet-compressors").catch(() => undefined);
  const snappy = (input: Uint8Array, length: number): Uint8Array => {
    const output = new Uint8Array(length);
    snappyUncompress(input, output);
    return output;
  };
  return {
    parquetReadObjects: parquetReadObjects as ParquetReader["parquetReadObjects"],
    parquetMetadata: (file) => parquetMetadata(file),
    compressors: { SNAPPY: snappy, ...more?.compressors },
  };
}

/**
 * Makes a data set of a table in Parquet. The package hyparquet reads it, an optional dependency. It knows files
 * without compression and with Snappy's. If hyparquet-compressors is installed too, it knows gzip, Zstandard, Brotli
 * and LZ4. Columns that pandas wrote as the index of the rows are left out.
 * @param bytes the whole file
 * @param who the name of the file, for errors
 * @param options the columns to use; `load` returns another reader in place of hyparquet
 * @returns a promise of the data set
 * @throws UphillError "table", as a rejection, if hyparquet is not installed, and as for other tables
 */
export async function datasetFromParquet(
  bytes: Uint8Array,
  who: string,
  options: TableOptions & { load?: () => Promise<ParquetReader> } = {},
): Promise<Dataset> {
  const { load, ...rest } = options;
  return datasetFromCells(await parquetCells(bytes, who, load), rest);
}

/** The rows of a Parquet file. */
export async function parquetCells(
  bytes: Uint8Array,
  who: string,
  load: () => Promise<ParquetReader> = loadReader,
): Promise<Cells> {
  const reader = await load().catch((cause: unknown) =>
    refuseTable(who, "the package hyparquet is not installed", "it reads Parquet", install("hyparquet"), cause),
  );
  // A copy, because Node's buffers lie inside larger ones, and their `slice` does not copy.
  const file = new Uint8Array(bytes).buffer;
  const told = guarded(who, () => reader.parquetMetadata?.(file));
  if (told) refuseLarge(who, told);
  const compressors = reader.parquetMetadata
    ? metered(who, (reader.compressors ?? {}) as Compressors)
    : reader.compressors;
  const records = await reader
    .parquetReadObjects({ file, ...(compressors && { compressors }) })
    .catch((cause: unknown) => refuseFile(who, cause));
  return { ...cellsFromRecords(records, who), index: told ? pandasIndex(told) : [] };
}

function guarded<T>(who: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    return refuseFile(who, cause);
  }
}

function refuseFile(who: string, cause: unknown): never {
  if (cause instanceof TooLarge) {
    refuseTable(
      who,
      `its pages unpack to more than ${MOST_BYTES} bytes`,
      "no more are read",
      "Take a sample of the rows, or fewer columns.",
    );
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  const todo = message.includes("compression codec") ? install("hyparquet-compressors") : "Write it again.";
  return refuseTable(who, `it cannot be read (${message})`, "it must be a whole Parquet file", todo, cause);
}

const install = (name: string): string => `Run: npm install ${name}. In a clone of Uphill, run: npm run setup.`;

/** Counted before anything is unpacked: a page of one value may stand for billions. */
function refuseLarge(who: string, { num_rows, schema, row_groups }: ParquetMetadata): void {
  const chunks = row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data));
  const values = chunks.reduce((sum, chunk) => sum + Number(chunk?.num_values ?? 0), 0);
  const bytes = chunks.reduce((sum, chunk) => sum + Number(chunk?.total_uncompressed_size ?? 0), 0);
  const rows = Number(num_rows);
  const columns = schema.filter(({ num_children = 0 }) => num_children === 0).length;
  const fields = Math.max(values, rows * columns);
  if (fields > 0) refuseSize(who, { rows: Math.max(1, rows), fields, columns, row: RECORD, most: MOST_COLUMNS });
  if (bytes > MOST_BYTES) refuseFile(who, new TooLarge());
}

class TooLarge extends Error {}

/** The same compressors, but all pages together unpack to so much and no more, whatever the file says of itself. */
function metered(who: string, compressors: Compressors): Compressors {
  let bytes = 0;
  return Object.fromEntries(
    Object.entries(compressors).map(([name, unpack]) => [
      name,
      (input: Uint8Array, length: number) => {
        bytes += length;
        if (bytes > MOST_BYTES) throw new TooLarge(who);
        return unpack(input, length);
      },
    ]),
  );
}

/**
 * The columns that pandas says are its index; an index that only counts is no column.
 * Source: pandas' developer guide, "Storing pandas DataFrame objects in Apache Parquet format".
 */
function pandasIndex({ key_value_metadata = [] }: ParquetMetadata): string[] {
  const text = key_value_metadata.find(({ key }) => key === "pandas")?.value;
  if (text === undefined) return [];
  try {
    const { index_columns: columns } = JSON.parse(text) as { index_columns?: unknown };
    return Array.isArray(columns) ? columns.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}
