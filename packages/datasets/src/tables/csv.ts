import type { Dataset } from "../dataset.js";
import { datasetFromCells, refuseTable, type Cells, type TableOptions } from "./table.js";

/**
 * Reads delimited text as RFC 4180 has it, strictly: fields in quotes may hold delimiters, line ends and doubled quotes; lines end
 * in LF or CRLF; a byte order mark and empty lines at the end are skipped. The first line names the columns.
 * @param who       the file's name, for errors
 * @param delimiter "," or "\t"
 * @throws UphillError "table" with the line of a stray quote or of a row with too few or too many fields, or where another mark
 *         parts the columns
 */
export function parseCsv(text: string, who: string, delimiter = ","): Cells {
  const { records, lines } = split(text.startsWith("\ufeff") ? text.slice(1) : text, who, delimiter);
  while (records.at(-1)?.length === 1 && records.at(-1)![0] === "" && records[0].length > 1) records.pop();
  if (records.length === 0) refuseTable(who, "it is empty", "its first line must name the columns", "Check the file.");
  const [names, ...rows] = records;
  const other = [",", ";", "\t"].find((mark) => names.length === 1 && names[0].includes(mark));
  if (other !== undefined) {
    const [got, wanted] = [other, delimiter].map((mark) => `parted by ${JSON.stringify(mark)}`);
    refuseTable(who, `its columns are ${got}`, `they must be ${wanted}`, "Write .csv with commas, or .tsv with tabs.");
  }
  const odd = rows.findIndex((row) => row.length !== names.length);
  if (odd >= 0) {
    const got = `line ${lines[odd + 1]} has ${rows[odd].length} fields`;
    refuseTable(who, got, `the header names ${names.length}`, "Put quotes around fields that hold the delimiter.");
  }
  return {
    who,
    names: names.map((name) => name.trim()),
    rows,
    textual: true,
    place: (row) => `row ${row + 1} (line ${lines[row + 1]})`,
  };
}

/** A table in CSV as a data set. @throws UphillError "table" */
export function datasetFromCsv(
  text: string,
  who: string,
  options: TableOptions & { delimiter?: string } = {},
): Dataset {
  const { delimiter, ...rest } = options;
  return datasetFromCells(parseCsv(text, who, delimiter), rest);
}

function split(text: string, who: string, delimiter: string): { records: string[][]; lines: number[] } {
  const records: string[][] = [];
  const lines: number[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const record: string[] = [];
    lines.push(line);
    for (let more = true; more;) {
      let field: string;
      if (text[at] === '"') {
        const opened = line;
        field = "";
        for (at += 1; ; at += 2) {
          const end = text.indexOf('"', at);
          if (end < 0) refuseTable(who, `the quote opened in line ${opened} is not closed`, "it must be", "Close it.");
          field += text.slice(at, end);
          at = end;
          if (text[end + 1] !== '"') break;
          field += '"';
        }
        at += 1;
        line += field.split("\n").length - 1;
        if (at < text.length && !atEnd(text, at, delimiter)) strayQuote(who, line);
      } else {
        let end = at;
        while (end < text.length && !atEnd(text, end, delimiter)) end += 1;
        field = text.slice(at, end);
        if (field.includes('"')) strayQuote(who, line);
        at = end;
      }
      record.push(field);
      more = text[at] === delimiter;
      if (more) at += 1;
    }
    at += text[at] === "\r" ? 2 : 1;
    line += 1;
    records.push(record);
  }
  return { records, lines };
}

const atEnd = (text: string, at: number, delimiter: string): boolean =>
  text[at] === delimiter || text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");

function strayQuote(who: string, line: number): never {
  refuseTable(
    who,
    `line ${line} has a quote inside a field`,
    "quotes must enclose a field",
    'Write a quote as "" in a field in quotes.',
  );
}
