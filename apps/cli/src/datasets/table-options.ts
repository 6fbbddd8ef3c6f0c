import { UphillError } from "@uphill/core";
import { formatOf, type ReadTableOptions } from "@uphill/datasets/node";
import { Option } from "commander";

/** What the command line may say of a table of the user's own. */
export interface TableFlags {
  readonly label?: string;
  readonly drop?: string;
  readonly features?: string;
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly missing?: "refuse" | "drop";
  readonly labelWords?: string;
}

/** The options of every command that reads tables. */
export const tableOptions = (): Option[] => [
  new Option(
    "--label <name>",
    "your own file: the column that holds the class, by name or number (-1: the last); in .npz the array, of .npy a second file, or of both the number of a column",
  ),
  new Option("--drop <list>", "your own file: columns to leave out, by name or number, parted by commas"),
  new Option("--features <name>", "your own .npz file: the array of features"),
  new Option("--header", "your own text: the first line names the columns, whatever it holds"),
  new Option("--no-header", "your own text: the first line is a row; columns are called 0, 1, and so on"),
  new Option(
    "--delimiter <mark>",
    "your own text: what parts the columns, if not what its name says: , ; tab or blanks",
  ),
  new Option("--missing <what>", "your own file: rows with missing values refuse the table, or drop out of it").choices(
    ["refuse", "drop"],
  ),
  new Option("--label-words <list>", "your own file: words such as NA or none that are classes, parted by commas"),
];

const names = ["label", "drop", "features", "header", "delimiter", "missing", "labelWords"] as const;

/** What was said of the table and of nothing else. */
export function tableFlags(given: Readonly<Record<string, unknown>>): TableFlags {
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
}

const list = (text: string): string[] => text.split(",").map((name) => name.trim());

/** The same in the words of `readTable`, by the kind of file. */
export function readOptions(path: string, flags: TableFlags): ReadTableOptions {
  const { label, drop, features, header, delimiter, missing, labelWords } = flags;
  const format = formatOf(path);
  const numpy = format === "npy" || format === "npz";
  return {
    ...(drop !== undefined && { drop: list(drop) }),
    ...(features !== undefined && { features }),
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter: markOf(delimiter) }),
    ...(missing !== undefined && { missing }),
    ...(labelWords !== undefined && { labelWords: list(labelWords) }),
    ...(label !== undefined &&
      (!numpy ? { label } : /^-?\d+$/.test(label) ? { labelColumn: Number(label) } : { labels: label })),
  };
}

const marks: Readonly<Record<string, string>> = {
  ",": ",",
  ";": ";",
  tab: "\t",
  "\t": "\t",
  "\\t": "\t",
  blanks: " ",
  " ": " ",
};

function markOf(text: string): string {
  if (Object.hasOwn(marks, text)) return marks[text];
  throw new UphillError({
    code: "options",
    who: "uphill",
    got: `--delimiter is "${text}"`,
    wanted: "columns are parted by , ; tab or blanks",
    todo: 'For example --delimiter ";".',
  });
}
