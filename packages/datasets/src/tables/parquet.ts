import type { Dataset } from "../dataset.js";
import { cellsFromRecords } from "./json.js";
import { datasetFromCells, refuseTable, type TableOptions } from "./table.js";

/** The part of hyparquet that is used. */
export interface ParquetReader {
  parquetReadObjects(options: { file: ArrayBuffer }): Promise<Record<string, unknown>[]>;
}

// A variable, so that neither compiler nor bundlers look for what need not be there.
const optional = "hyparquet";
const loadReader = async (): Promise<ParquetReader> => (await import(/* @vite-ignore */ optional)) as ParquetReader;

/**
 * A table in Parquet as a data set, read by the package hyparquet, which users install themselves.
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
    return await reader.parquetReadObjects({ file: bytes.slice().buffer });
  } catch (cause) {
    return refuseTable(
      who,
      `it cannot be read (${(cause as Error).message})`,
      "it must be a whole Parquet file",
      "Write it again.",
      cause,
    );
  }
}
