import { refuseTable } from "./refuse.js";

// What is read of one table. All of it is counted before any row is made, so that no file, however small it is packed, takes more
// than a few seconds or half a gigabyte.

/** Bytes of a text: CSV, JSON and the like. */
export const MOST_TEXT = 48 * 2 ** 20;
/** Bytes that arrays of NumPy may take, those of the file and 8 for each number: MNIST is a little smaller. */
export const MOST_ARRAYS = 5e8;
/** Columns of a table. */
const MOST_COLUMNS = 100_000;
/** Fields, and what each row takes besides: as much as two fields. */
const MOST_FIELDS = 2 ** 23;
const ROW = 2;
/** Lists and records that a JSON text may hold, and how deep they may lie in each other. */
const MOST_BRACKETS = 2 ** 21;
const MOST_DEPTH = 16;

const count = (value: number): string => value.toLocaleString("en");

/** @throws UphillError "table" where a table is too wide or too large */
export function refuseSize(who: string, { rows, fields, columns }: { rows: number; fields: number; columns: number }): void {
  if (columns > MOST_COLUMNS) {
    refuseTable(
      who,
      `it has ${count(columns)} columns`,
      `at most ${count(MOST_COLUMNS)} are read`,
      "Choose columns, or turn the table by 90 degrees if each row is a feature.",
    );
  }
  if (fields + ROW * rows <= MOST_FIELDS) return;
  const most = Math.floor(MOST_FIELDS / (fields / rows + ROW));
  refuseTable(
    who,
    `it has ${count(rows)} rows and ${count(fields)} values`,
    `of such rows at most ${count(most)} are read`,
    "Take a sample of the rows, or fewer columns.",
  );
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
  if (brackets > MOST_BRACKETS) {
    refuseTable(
      who,
      `it has ${count(brackets)} lists and records`,
      `at most ${count(MOST_BRACKETS)} are read`,
      "Take a sample of the rows.",
    );
  }
  refuseSize(who, { rows: Math.max(1, brackets), fields: commas + 1, columns: 1 });
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
