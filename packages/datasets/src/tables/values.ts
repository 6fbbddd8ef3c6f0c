import { refuseTable } from "./refuse.js";
import type { Cells } from "./cells.js";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const truth = /^(true|false)$/i;
const missing = new Set(["", "na", "n/a", "nan", "null", "none", "?"]);

export const isNumeric = (text: string): boolean => decimal.test(text);

/** NaN for what is no number. */
export function asNumber({ textual }: Pick<Cells, "textual">, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return textual && typeof value === "string" && decimal.test(value.trim()) ? Number(value) : NaN;
}

/** True and false of JSON and Parquet, and the words in texts; undefined for all else. */
function asTruth({ textual }: Pick<Cells, "textual">, value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (!textual || typeof value !== "string" || !truth.test(value.trim())) return undefined;
  return value.trim().toLowerCase() === "true";
}

export const isMissing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "number" && Number.isNaN(value)) ||
  (typeof value === "string" && missing.has(value.trim().toLowerCase()));

/** Whether a column holds true and false alone, but for what is missing. */
export function isTruth(cells: Pick<Cells, "textual" | "rows">, column: number): boolean {
  let some = false;
  for (const row of cells.rows) {
    if (isMissing(row[column])) continue;
    if (asTruth(cells, row[column]) === undefined) return false;
    some = true;
  }
  return some;
}

/** How a column without a name is called: by its number, unless another has it for a name. */
export const called = (names: readonly string[], column: number): string =>
  names[column] || (names.includes(String(column)) ? "" : String(column));

/**
 * A column of numbers, or undefined for one of texts. True and false are numbers where a column has nothing else.
 * @throws UphillError "table" with row and column of a value that is missing, or the odd one among numbers
 */
export function columnOf(cells: Cells, column: number, kept?: ArrayLike<number>): Float64Array | undefined {
  const { rows } = cells;
  const count = kept?.length ?? rows.length;
  const place = (k: number): number => kept?.[k] ?? k;
  const bits = isTruth(cells, column);
  const isNumber = (k: number): boolean => Number.isFinite(asNumber(cells, rows[place(k)][column]));
  for (let k = 0; k < count; k++) {
    if (bits || isNumber(k)) {
      const numbers = new Float64Array(count);
      for (let row = 0; row < count; row++) numbers[row] = numberIn(cells, place(row), column, { bits });
      return numbers;
    }
  }
  for (let k = 0; k < count; k++) labelIn(cells, place(k), column);
  return undefined;
}

/**
 * @param about.bits  whether the column holds true and false, which are 1 and 0
 * @param about.label the column that is no feature
 */
export function numberIn(
  cells: Cells,
  row: number,
  column: number,
  { bits = false, label }: { bits?: boolean; label?: number } = {},
): number {
  const value = cells.rows[row][column];
  const result = bits ? Number(asTruth(cells, value) ?? NaN) : asNumber(cells, value);
  if (Number.isFinite(result) && (typeof value !== "bigint" || Number.isSafeInteger(result))) return result;
  if (isMissing(value)) {
    const todo = 'Correct it, leave out such rows (missing: "drop", or --missing drop), or drop the column.';
    return badCell(cells, { row, column }, "is missing", "a number", todo);
  }
  const got = typeof value === "bigint" ? `is ${value}` : `is ${shown(value)}`;
  const words = wordColumns(cells, column, label);
  const todo =
    words.length === 0
      ? "Correct it, leave out the row, or drop the column."
      : `Columns of words are no features: drop them (drop: [${words.map((name) => JSON.stringify(name)).join(", ")}], or --drop ${words.join(",")})${label === undefined ? ", or name one of them as the label" : ""}.`;
  return badCell(cells, { row, column }, got, "a number", todo);
}

const LOOKED_AT = 1000;
const LISTED = 20;
/** The columns that hold nothing but words, if this is one of them. */
function wordColumns(cells: Cells, column: number, label: number | undefined): string[] {
  const some = cells.rows.slice(0, LOOKED_AT);
  const ofWords = (c: number): boolean => {
    const values = some.map((row) => row[c]).filter((value) => !isMissing(value));
    return (
      values.length > 1 && values.every((value) => typeof value === "string" && Number.isNaN(asNumber(cells, value)))
    );
  };
  if (!ofWords(column)) return [];
  const found = cells.names
    .slice(0, LOOKED_AT)
    .flatMap((_, c) => (c !== label && ofWords(c) ? [called(cells.names, c)] : []));
  return found.length > LISTED ? [] : found.filter((name) => !name.includes(","));
}

/** The class of a row. @param words those that are classes, though they usually say that a value is missing */
export function labelIn(cells: Cells, row: number, column: number, words?: ReadonlySet<string>): string {
  const value = cells.rows[row][column];
  if (typeof value === "string" && (!isMissing(value) || words?.has(value.trim()))) return value.trim();
  if (typeof value === "boolean" || typeof value === "bigint" || Number.isFinite(value)) return String(value);
  if (!isMissing(value)) {
    return badCell(cells, { row, column }, `is ${shown(value)}`, "a class", "Correct it, or leave out the row.");
  }
  const word = typeof value === "string" ? value.trim() : "";
  const todo =
    word === ""
      ? 'Correct it, or leave out such rows (missing: "drop", or --missing drop).'
      : `Correct it, leave out such rows (missing: "drop", or --missing drop), or say that "${word}" is a class (labelWords: ["${word}"], or --label-words ${word}).`;
  return badCell(cells, { row, column }, "is missing", "a class", todo);
}

/** The number to predict of a row. */
export function targetIn(cells: Cells, row: number, column: number): number {
  const value = cells.rows[row][column];
  const result = asNumber(cells, value);
  if (Number.isFinite(result)) return result;
  return isMissing(value)
    ? badCell(
        cells,
        { row, column },
        "is missing",
        "a number to predict",
        'Correct it, or leave out such rows (missing: "drop", or --missing drop).',
      )
    : badCell(
        cells,
        { row, column },
        `is ${shown(value)}`,
        "a number to predict",
        "Name a column of numbers as the label, or take the words as classes of a classifier.",
      );
}

const MOST_SHOWN = 40;
function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  const part: unknown = Array.isArray(value) ? value.slice(0, MOST_SHOWN) : value;
  const text = JSON.stringify(part, (_, item: unknown) => (typeof item === "bigint" ? String(item) : item));
  return ((text as string | undefined) ?? typeof value).slice(0, MOST_SHOWN);
}

function badCell(
  cells: Cells,
  { row, column }: { readonly row: number; readonly column: number },
  fault: string,
  wanted: string,
  todo: string,
): never {
  const where = cells.place?.(row) ?? `row ${row + 1}`;
  refuseTable(cells.who, `${where}, column "${called(cells.names, column)}" ${fault}`, `it must be ${wanted}`, todo);
}
