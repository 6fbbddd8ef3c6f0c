import { refuseTable } from "./refuse.js";

// What is read of one table. All of it is counted before any row is made, so that no file, however small it is packed, takes more
// than a few seconds or half a gigabyte.

/** Bytes of a text: CSV, JSON and the like. */
export const MOST_TEXT = 48 * 2 ** 20;
/** Bytes that arrays of NumPy may take, those of the file and 8 for each number: MNIST is a little smaller. */
export const MOST_ARRAYS = 5e8;
/** Numbers and rows of an array that is a table, not images. */
export const MOST_NUMBERS = 2 ** 24;
export const MOST_ROWS = 2 ** 20;
/** Bytes of one such array in its file. */
export const MOST_ARRAY = 128 * 2 ** 20;
/** Columns of a table, and letters of a name. */
const MOST_COLUMNS = 100_000;
const MOST_NAME = 1000;
/** Fields, and what each row takes besides, in fields. */
const MOST_FIELDS = 2 ** 22;
const ROW = 2;
/** The same of a record or a list. */
export const RECORD = 6;
/** How deep lists and records of JSON may lie in each other. */
const MOST_DEPTH = 16;

const count = (value: number): string => value.toLocaleString("en");

/**
 * @param row what a row takes besides its fields, in fields
 * @throws UphillError "table" where a table is too wide or too large
 */
export function refuseSize(
  who: string,
  {
    rows,
    fields,
    columns,
    row = ROW,
    most = MOST_COLUMNS,
  }: { rows: number; fields: number; columns: number; row?: number; most?: number },
): void {
  if (columns > most) {
    refuseTable(
      who,
      `it has ${count(columns)} columns`,
      `at most ${count(most)} are read`,
      "Choose columns, or turn the table by 90 degrees if each row is a feature.",
    );
  }
  if (fields + row * rows <= MOST_FIELDS) return;
  const fit = Math.floor(MOST_FIELDS / (fields / rows + row));
  refuseTable(
    who,
    `it has ${count(rows)} rows and ${count(fields)} values`,
    fit > 0 ? `of such rows at most ${count(fit)} are read` : `at most ${count(MOST_FIELDS)} values are read`,
    "Take a sample of the rows, or fewer columns.",
  );
}

/** @throws UphillError "table" for a name that no person gave */
export function refuseNames(who: string, names: readonly string[]): void {
  const long = names.findIndex((name) => name.length > MOST_NAME);
  if (long < 0) return;
  const got = `the name of column ${long} has ${count(names[long].length)} letters`;
  refuseTable(who, got, `at most ${count(MOST_NAME)} are read`, "Check that it is the right file.");
}

/** Counts what a text holds before it is cut into fields; delimiters in quotes count too. */
export function refuseText(who: string, text: string, delimiter: string): void {
  refuseLength(who, text.length);
  const mark = delimiter.charCodeAt(0);
  let [rows, marks, columns, here, before] = [1, 0, 1, 1, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const blank = mark === 32 && (code === 32 || code === 9);
    // Where blanks part the columns, many together part two.
    if (blank ? before !== 32 : code === mark) {
      marks += 1;
      here += 1;
    } else if (code === 10 ? before !== 13 : code === 13) {
      rows += 1;
      columns = Math.max(columns, here);
      here = 1;
    }
    before = blank ? 32 : code;
  }
  refuseSize(who, { rows, fields: rows + marks, columns: Math.max(columns, here) });
}

/** Counts what a JSON text holds, outside of its strings. */
export function refuseJson(who: string, text: string): void {
  refuseLength(who, text.length);
  let [brackets, commas, depth] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== 34; at++) if (text.charCodeAt(at) === 92) at += 1;
    } else if (code === 44) commas += 1;
    else if (code === 91 || code === 123) {
      brackets += 1;
      depth += 1;
      if (depth > MOST_DEPTH) {
        refuseTable(
          who,
          `its lists and records lie ${depth} deep in each other`,
          `at most ${MOST_DEPTH} levels are read`,
          "Check that it is the right file.",
        );
      }
    } else if (code === 93 || code === 125) depth -= 1;
  }
  refuseSize(who, { rows: Math.max(1, brackets), fields: commas + 1, columns: 1, row: RECORD });
}

/** @throws UphillError "table" for a text of too many bytes */
function refuseLength(who: string, length: number): void {
  if (length <= MOST_TEXT) return;
  refuseTable(
    who,
    `it has ${count(length)} characters`,
    `at most ${count(MOST_TEXT)} are read`,
    "Take a sample of the rows, or fewer columns.",
  );
}
