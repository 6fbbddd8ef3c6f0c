import type { Dataset } from "../dataset.js";
import { refuseJson, refuseNames } from "./limits.js";
import { refuseTable } from "./refuse.js";
import type { Cells } from "./cells.js";
import { datasetFromCells, type TableOptions } from "./table.js";

const FORMS = "it must be a list of records with the same keys, or { features: [[…], …], labels: […] }";

/**
 * Reads a list of records, or `{ features, labels }` with a list of numbers for each row (columns are then called 0, 1, … and
 * label). Numbers must be numbers: texts are refused.
 * @throws UphillError "table" with row and column, or for a text that is too large
 */
export function parseJsonTable(text: string, who: string): Cells {
  let value: unknown;
  refuseJson(who, text);
  try {
    value = JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch (cause) {
    refuseTable(who, `it is not JSON (${(cause as Error).message})`, FORMS, "Check that the file is whole.", cause);
  }
  if (Array.isArray(value)) return cellsFromRecords(value, who);
  const { features, labels } = (value ?? {}) as { features?: unknown; labels?: unknown };
  if (!Array.isArray(features) || !Array.isArray(labels)) {
    return refuseTable(who, "it is neither of the two forms", FORMS, "Write it in one of these forms.");
  }
  if (features.length !== labels.length) {
    refuseTable(
      who,
      `there are ${features.length} rows of features`,
      `there are ${labels.length} labels`,
      "Check the file.",
    );
  }
  const width = Array.isArray(features[0]) ? features[0].length : 0;
  const rows = features.map((row: unknown, r) => {
    if (Array.isArray(row) && row.length === width && width > 0) return [...(row as unknown[]), labels[r] as unknown];
    const got = Array.isArray(row) ? `row ${r + 1} has ${row.length} features` : `row ${r + 1} is no list`;
    return refuseTable(who, got, `each row must be a list of ${width || "some"} numbers`, "Check that row.");
  });
  return { who, names: [...Array.from({ length: width }, (_, i) => String(i)), "label"], rows };
}

/** A list of plain objects with the same keys as a table. */
export function cellsFromRecords(records: readonly unknown[], who: string): Cells {
  const keysOf = (record: unknown): string[] =>
    typeof record === "object" && record !== null && !Array.isArray(record) ? Object.keys(record) : [];
  if (records.length === 0)
    refuseTable(who, "there is no row", "it must have some", "Check that it is the right file.");
  const names = keysOf(records[0]);
  if (names.length === 0) refuseTable(who, "its first row is no record", FORMS, "Write it in one of these forms.");
  refuseNames(who, names);
  const known = new Set(names);
  const rows = records.map((record, r) => {
    const keys = keysOf(record);
    const extra = keys.find((key) => !known.has(key));
    if (extra !== undefined) {
      refuseTable(
        who,
        `row ${r + 1} has a column "${extra}"`,
        "row 1 has none of that name",
        "Give all rows the same keys.",
      );
    }
    return names.map((name) =>
      Object.hasOwn(record as object, name) ? (record as Record<string, unknown>)[name] : undefined,
    );
  });
  return { who, names, rows };
}

/**
 * Makes a data set of a table in JSON: a list of records, or `{ features, labels }` with a list of numbers for each
 * row. Numbers must be numbers; texts are refused.
 * @param text the content of the file
 * @param who the name of the file, for errors
 * @param options the columns to use
 * @returns the data set
 * @throws UphillError "table" with row and column, or for a text that is too large
 */
export function datasetFromJson(text: string, who: string, options: TableOptions = {}): Dataset {
  return datasetFromCells(parseJsonTable(text, who), options);
}
