import type { Dataset } from "../dataset.js";
import { cellsFromRecords } from "./json.js";
import { datasetFromCells, refuseTable, type TableOptions } from "./table.js";

/** The part of hyparquet that is used; `compressors` are those of hyparquet-compressors, where it is installed. */
export interface ParquetReader {
  parquetReadObjects(options: { file: ArrayBuffer; compressors?: object }): Promise<Record<string, unknown>[]>;
  readonly compressors?: object;
}

// Variables, so that neither compiler nor bundlers look for what need not be there.
const [reading, compression] = ["hyparquet", "hyparquet-compressors"];
async function loadReader(): Promise<ParquetReader> {
  const { parquetReadObjects } = (await import(/* @vite-ignore */ reading)) as ParquetReader;
  const more = (await import(/* @vite-ignore */ compression).catch(() => ({}))) as Pick<ParquetReader, "compressors">;
  return { parquetReadObjects, ...(more.compressors && { compressors: more.compressors }) };
}

/**
 * A table in Parquet as a data set, read by the package hyparquet, which users install themselves. It knows files without
 * compression and Snappy's; with hyparquet-compressors beside it, gzip, Zstandard, Brotli and LZ4 too.
 * @throws UphillError "table" where hyparquet is not installed, and as for other tables
 */
export async function datasetFromParquet(
  bytes: Uint8Array,
  who: string,
  options: TableOptions & { load?: () => Promise<ParquetReader> } = {},
): Promise<Dataset> {
  const { load, ...rest } = options;
  return datasetFromCells(cellsFromRecords(await parquetRecords(bytes, who, load), who), rest);
}

/** The rows of a Parquet file. */
export async function parquetRecords(
  bytes: Uint8Array,
  who: string,
  load: () => Promise<ParquetReader> = loadReader,
): Promise<Record<string, unknown>[]> {
  const reader = await load().catch((cause: unknown) =>
    refuseTable(
      who,
      "the package hyparquet is not installed",
      "it reads Parquet",
      "Run: npm install hyparquet.",
      cause,
    ),
  );
  try {
    // A copy, because Node's buffers lie inside larger ones, and their `slice` does not copy.
    const file = new Uint8Array(bytes).buffer;
    return await reader.parquetReadObjects({ file, ...(reader.compressors && { compressors: reader.compressors }) });
  } catch (cause) {
    const { message } = cause as Error;
    const todo = message.includes("compression codec") ? "Run: npm install hyparquet-compressors." : "Write it again.";
    return refuseTable(who, `it cannot be read (${message})`, "it must be a whole Parquet file", todo, cause);
  }
}
