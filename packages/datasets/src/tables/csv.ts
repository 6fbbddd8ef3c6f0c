import type { Dataset } from "../dataset.js";
import { hasHeader } from "./header.js";
import { refuseNames, refuseText } from "./limits.js";
import { refuseTable } from "./refuse.js";
import type { Cells } from "./cells.js";
import { datasetFromCells, type TableOptions } from "./table.js";
import { isNumeric } from "./values.js";

/** What may part the columns; " " stands for any number of blanks and tabs. */
const delimiters = [",", "\t", ";", " "] as const;

/** What to tell about a text table if its content does not say it. */
export interface CsvOptions {
  /** The mark between columns: ",", "\t", ";", or " " for any number of blanks and tabs. */
  readonly delimiter?: string;
  /**
   * Whether the first line names the columns. By default the content decides. Columns without names are called 0, 1, …
   */
  readonly header?: boolean;
}

/**
 * Reads text with delimiters, strictly as RFC 4180 says. Fields in quotes may hold delimiters, line ends and doubled
 * quotes. Lines end in LF, CRLF or CR. A byte order mark and empty lines at the end are skipped.
 * The first line names the columns, unless it has numbers wherever the lines below it have. Then it is data, and
 * `notes` say so. If every other line has one field more than the first, as R writes tables, the first column has no
 * name.
 * @param text the content of the file
 * @param who the name of the file, for errors
 * @param delimiter ",", "\t", ";", or " " for any number of blanks and tabs; default ","
 * @param header whether the first line names the columns; by default the content decides
 * @returns the columns and rows
 * @throws UphillError "table" for a stray quote or a row with too few or too many fields (with the line), for another
 *   delimiter than the given one, and for a text that is too large
 */
export function parseCsv(text: string, who: string, delimiter = ",", header?: boolean): Cells {
  const from = text.startsWith("\ufeff") ? 1 : 0;
  refuseText(who, text, delimiter);
  refuseDelimiter(who, text.slice(from, from + LOOKED_AT), delimiter);
  const { records, lines } = split(text, from, who, delimiter);
  while (records.at(-1)?.length === 1 && records.at(-1)![0] === "" && records[0].length > 1) records.pop();
  if (records.length === 0) refuseTable(who, "it is empty", "it must have lines", "Check the file.");
  const width = records[0].length;
  const rowNames = header !== false && hasRowNames(records);
  const odd = records.findIndex((row) => row.length !== width);
  if (odd >= 0 && !rowNames) {
    const got = `line ${lines[odd]} has ${records[odd].length} fields`;
    const wanted = header === false ? `the first line has ${width}` : `the header names ${width}`;
    refuseTable(who, got, wanted, "Put quotes around fields that hold the delimiter.");
  }
  const named = header ?? (rowNames || hasHeader(records));
  const names = named ? records[0].map((name) => name.trim()) : records[0].map((_, c) => String(c));
  refuseNames(who, names);
  return {
    who,
    names: rowNames ? ["", ...names] : names,
    rows: named ? records.slice(1) : records,
    textual: true,
    notes: told(names, header, named),
    place: (row) => `row ${row + 1} (line ${lines[named ? row + 1 : row]})`,
  };
}

/** R writes no name above the names of rows, which all differ. */
function hasRowNames([first, ...rest]: readonly (readonly string[])[]): boolean {
  const width = first.length + 1;
  if (rest.length < 2 || rest.some((row) => row.length !== width)) return false;
  return new Set(rest.map(([name]) => name)).size === rest.length && rest.some((row) => row[width - 1] !== "");
}

function told(names: readonly string[], asked: boolean | undefined, named: boolean): string[] {
  const last = names.length - 1;
  if (!named && asked === undefined) {
    return [
      `The first line holds numbers like the lines below, so it was read as a row, not as names (--header says otherwise); the columns are called 0 to ${last}.`,
    ];
  }
  if (!named) return [`The columns have no names in the file; they are called 0 to ${last}.`];
  if (asked === undefined && names.every((name) => name === "" || /^\d+$/.test(name)))
    return [`The first line counts the columns, so it was read as their names (--no-header says otherwise).`];
  return [];
}

/**
 * Makes a data set of a table in CSV.
 * @param text the content of the file
 * @param who the name of the file, for errors
 * @param options the columns to use, and the layout of the text
 * @returns the data set
 * @throws UphillError "table" as {@link parseCsv} and {@link datasetFromCells}
 * @example
 * ```ts
 * datasetFromCsv("x,y,label\n0.1,0.9,up\n0.8,0.2,down\n", "points.csv").classes; // ["down", "up"]
 * ```
 */
export function datasetFromCsv(text: string, who: string, options: TableOptions & CsvOptions = {}): Dataset {
  const { delimiter, header, ...rest } = options;
  return datasetFromCells(parseCsv(text, who, delimiter, header), rest);
}

/** Characters by which a text's layout is judged. */
const LOOKED_AT = 2 ** 16;
const LOOKED_AT_LINES = 20;

const quoted = /"(?:[^"]|"")*"/g;

/** The mark that parts the columns of a text, judged by its first lines: the first that parts all of them into as many. */
export function delimiterOf(text: string): string | undefined {
  const part = text.slice(0, LOOKED_AT);
  const lines = part.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "");
  // The last one may be cut.
  const whole = (text.length > LOOKED_AT && lines.length > 1 ? lines.slice(0, -1) : lines).slice(0, LOOKED_AT_LINES);
  const bare = whole.map((line) => line.replace(quoted, "q").trim());
  const fields = (line: string, mark: string): string[] => (mark === " " ? line.split(/[ \t]+/) : line.split(mark));
  return delimiters.find((mark) => {
    const [first, ...others] = bare.map((line) => fields(line, mark).length);
    const rest = others[0] ?? first;
    if (first < 2 || others.some((count) => count !== rest)) return false;
    // R writes no name above the names of rows.
    return rest === first || (rest === first + 1 && !fields(bare[0], mark).some(isNumeric));
  });
}

function refuseDelimiter(who: string, start: string, delimiter: string): void {
  const [line] = start.split(/[\r\n]/, 1);
  const bare = line.replace(quoted, "q");
  if (line === "" || (delimiter === " " ? /[ \t]/.test(bare.trim()) : bare.includes(delimiter))) return;
  const other = delimiters.find((mark) => mark !== " " && bare.includes(mark)) ?? delimiterOf(start);
  if (other === undefined || other === delimiter) return;
  const [got, wanted] = [other, delimiter].map((mark) => `parted by ${JSON.stringify(mark)}`);
  refuseTable(
    who,
    `its columns are ${got}`,
    `they must be ${wanted}`,
    `Write .csv with commas, or .tsv with tabs; or say it with delimiter: ${JSON.stringify(other)} (--delimiter ${other === "\t" ? "tab" : `"${other}"`}).`,
  );
}

const [TAB, LF, CR, QUOTE] = [9, 10, 13, 34];

function split(text: string, from: number, who: string, delimiter: string): { records: string[][]; lines: number[] } {
  const records: string[][] = [];
  const lines: number[] = [];
  const blanks = delimiter === " ";
  const mark = delimiter.charCodeAt(0);
  const isMark = (code: number): boolean => code === mark || (blanks && code === TAB);
  const atEnd = (at: number): boolean => {
    const code = text.charCodeAt(at);
    return isMark(code) || code === LF || code === CR;
  };
  let line = 1;
  let at = from;
  let width = 0;
  while (at < text.length) {
    if (blanks) while (isMark(text.charCodeAt(at))) at += 1;
    // Of the right length at once: a list that grows takes several times as much.
    const record = new Array<string>(width);
    let fields = 0;
    lines.push(line);
    for (let more = true; more;) {
      let field: string;
      if (text.charCodeAt(at) === QUOTE) {
        const start = at + 1;
        let end = start;
        for (; ; end += 2) {
          end = text.indexOf('"', end);
          if (end < 0) refuseTable(who, `the quote opened in line ${line} is not closed`, "it must be", "Close it.");
          if (text.charCodeAt(end + 1) !== QUOTE) break;
        }
        field = text.slice(start, end).replaceAll('""', '"');
        at = end + 1;
        line += field.match(/\r\n|\n|\r/g)?.length ?? 0;
        if (at < text.length && !atEnd(at)) strayQuote(who, line);
      } else {
        let end = at;
        while (end < text.length && !atEnd(end)) end += 1;
        field = text.slice(at, end);
        if (field.includes('"')) strayQuote(who, line);
        at = end;
      }
      record[fields++] = field;
      more = at < text.length && isMark(text.charCodeAt(at));
      if (more) at += 1;
      if (more && blanks) {
        while (isMark(text.charCodeAt(at))) at += 1;
        more = at < text.length && text.charCodeAt(at) !== LF && text.charCodeAt(at) !== CR;
      }
    }
    at += text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? 2 : 1;
    line += 1;
    if (fields < record.length) record.length = fields;
    width ||= fields;
    if (blanks && fields === 1 && record[0] === "") lines.pop();
    else records.push(record);
  }
  return { records, lines };
}

function strayQuote(who: string, line: number): never {
  refuseTable(
    who,
    `line ${line} has a quote inside a field`,
    "quotes must enclose a field",
    'Write a quote as "" in a field in quotes.',
  );
}
