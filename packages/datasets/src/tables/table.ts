import { suggest, UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";

const MOST_CLASSES = 1000;
const usualLabels = ["label", "class", "target", "y"];

/** What a user may say of a table of their own. */
export interface TableOptions {
  /** The column that holds the class; by default label, class, target or y, the first of them that there is. */
  readonly label?: string;
  /** Columns to leave out: numbers of rows, names. */
  readonly drop?: readonly string[];
  readonly name?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly citation?: string;
}

/** A table as a file has it: texts (CSV) or values (JSON, Parquet). */
export interface Cells {
  /** The file's name, for errors. */
  readonly who: string;
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** Numbers are written as texts, as CSV has no others. */
  readonly textual?: boolean;
  /** How people find a row again, where a row number does not say it: "row 3 (line 5)". */
  place?(row: number): string;
}

export function refuseTable(who: string, got: string, wanted: string, todo: string, cause?: unknown): never {
  throw new UphillError({ code: "table", who, got, wanted, todo, cause });
}

/**
 * One column as labels, all others as features. Classes are in ascending order, of numbers or else of texts.
 * @throws UphillError "table" naming row and column of a value that is missing, no number, or not finite; for a label column
 *         that is not there, or has one class or more than 1000
 */
export function datasetFromCells(cells: Cells, options: TableOptions = {}): Dataset {
  const { who, names, rows } = cells;
  const { drop = [] } = options;
  refuseShape(cells);
  const unknown = drop.find((name) => !names.includes(name));
  if (unknown !== undefined)
    refuseTable(who, `column "${unknown}" is to be dropped`, "there is none", listed(unknown, names));
  const label = labelColumn(who, names, options.label);
  const used = names.flatMap((name, i) => (i === label || drop.includes(name) ? [] : [i]));
  if (used.length === 0) refuseTable(who, "no column is left as a feature", "at least one is needed", "Drop fewer.");
  const features = new Float64Array(rows.length * used.length);
  let next = 0;
  rows.forEach((row, r) => used.forEach((c) => (features[next++] = numberIn(cells, row[c], r, c))));
  const texts = rows.map((row, r) => labelIn(cells, row[label], r, label));
  return tableOf(who, { features, width: used.length, texts }, options);
}

/** Features and the class of each row as one data set. */
export function tableOf(
  who: string,
  { features, width, texts, image }: Pick<Dataset, "features" | "width" | "image"> & { texts: readonly string[] },
  { name, source, licence, citation }: TableOptions,
): Dataset {
  const classes = inOrder([...new Set(texts)]);
  if (classes.length < 2 || classes.length > MOST_CLASSES) {
    const got = `its labels have ${classes.length} different values`;
    refuseTable(who, got, `there must be 2 to ${MOST_CLASSES} classes`, "Name another column as the label.");
  }
  const index = new Map(classes.map((text, k) => [text, k]));
  const stem = who.split(/[\\/]/).at(-1)!;
  return {
    name: name ?? stem.replace(/\..*$/, ""),
    features,
    width,
    rows: texts.length,
    labels: Int32Array.from(texts, (text) => index.get(text)!),
    classes,
    ...(image && { image }),
    source: source ?? stem,
    licence: licence ?? "not stated",
    ...(citation && { citation }),
    notes: [`Read ${texts.length} rows of ${width} features from ${stem}.`],
  };
}

/** @throws UphillError "table" where columns have no name or one name, or there is no row */
export function refuseShape({ who, names, rows }: Cells): void {
  const empty = names.findIndex((name) => name === "");
  if (empty >= 0)
    refuseTable(who, `column ${empty + 1} has no name`, "each needs one", "Give the table a header line.");
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) refuseTable(who, `two columns are called "${twice}"`, "names must differ", "Rename one.");
  if (rows.length === 0) refuseTable(who, "there is no row", "it must have some", "Check that it is the right file.");
}

/** The column that is the label by its name. In this order: a table of x, y and label has its class in the last. */
export function usualLabel(names: readonly string[]): number | undefined {
  return usualLabels
    .map((usual) => names.findIndex((name) => name.toLowerCase() === usual))
    .find((found) => found >= 0);
}

function labelColumn(who: string, names: readonly string[], asked?: string): number {
  if (asked !== undefined) {
    if (names.includes(asked)) return names.indexOf(asked);
    return refuseTable(
      who,
      `its label column is said to be "${asked}"`,
      "there is no such column",
      listed(asked, names),
    );
  }
  const place = usualLabel(names);
  if (place !== undefined) return place;
  return refuseTable(who, "no column is named as the label", "one column must hold the class", listed("", names));
}

function listed(word: string, names: readonly string[]): string {
  const shown = names.slice(0, 20).join(", ") + (names.length > 20 ? ` and ${names.length - 20} more` : "");
  return `${word && suggest(word, names)}Name one of its columns: ${shown}.`;
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const missing = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);

/** NaN for what is no number. */
function asNumber({ textual }: Cells, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return textual && typeof value === "string" && decimal.test(value.trim()) ? Number(value) : NaN;
}

/**
 * A column of numbers, or undefined for one of texts.
 * @throws UphillError "table" with row and column of a value that is missing, or the odd one among numbers
 */
export function columnOf(cells: Cells, column: number): Float64Array | undefined {
  const values = cells.rows.map((row) => row[column]);
  if (values.some((value) => Number.isFinite(asNumber(cells, value)))) {
    return Float64Array.from(values, (value, row) => numberIn(cells, value, row, column));
  }
  values.forEach((value, row) => labelIn(cells, value, row, column));
  return undefined;
}

function numberIn(cells: Cells, value: unknown, row: number, column: number): number {
  const result = asNumber(cells, value);
  if (typeof value === "bigint" && !Number.isSafeInteger(result)) return badCell(cells, `is ${value}`, row, column);
  if (Number.isFinite(result)) return result;
  return badCell(cells, isMissing(value) ? "is missing" : `is ${shown(value)}`, row, column);
}

const isMissing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === "string" && missing.has(value.trim().toLowerCase()));

const shown = (value: unknown): string =>
  typeof value === "number" ? String(value) : JSON.stringify(value).slice(0, 40);

function labelIn(cells: Cells, value: unknown, row: number, column: number): string {
  if (typeof value === "string" && !isMissing(value)) return value.trim();
  if (typeof value === "boolean" || typeof value === "bigint" || Number.isFinite(value)) return String(value);
  return badCell(cells, isMissing(value) ? "is missing" : `is ${shown(value)}`, row, column, "a class");
}

function badCell({ who, names, place }: Cells, fault: string, row: number, column: number, wanted = "a number"): never {
  const where = place?.(row) ?? `row ${row + 1}`;
  const todo =
    wanted === "a number" ? "Correct it, leave out the row, or drop the column." : "Correct it, or leave out the row.";
  refuseTable(who, `${where}, column "${names[column]}" ${fault}`, `it must be ${wanted}`, todo);
}

function inOrder(names: readonly string[]): string[] {
  const numeric = names.every((name) => decimal.test(name));
  return [...names].sort((a, b) => (numeric && Number(a) !== Number(b) ? Number(a) - Number(b) : a < b ? -1 : 1));
}
