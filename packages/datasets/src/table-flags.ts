import { UphillError } from "@uphill/core";
import type { ReadTableOptions } from "./node/table.js";
import { formatOf } from "./tables/formats.js";

/** What a command line says of a table of the user's own. Every value is a text or a flag. */
export interface TableFlags {
  /** The column of the class, by its name or its number. */
  readonly label?: string;
  /** How the label is read: as a class, or as a number to predict. */
  readonly labelAs?: "class" | "number";
  /** Columns to leave out, separated by commas. */
  readonly drop?: string;
  /** With .npz: the array of features. */
  readonly features?: string;
  /** Whether the first line names the columns. */
  readonly header?: boolean;
  /** The mark between columns: ",", ";", "tab" or "blanks". */
  readonly delimiter?: string;
  /** What happens to rows in which a value is missing. */
  readonly missing?: "refuse" | "drop";
  /** Words that are classes although they usually mean that a value is missing, separated by commas. */
  readonly labelWords?: string;
}

const names = ["label", "labelAs", "drop", "features", "header", "delimiter", "missing", "labelWords"] as const;

/**
 * Picks the options of a table out of all options of a command line.
 * @param given all options
 * @returns those of the table
 */
export function tableFlags(given: Readonly<Record<string, unknown>>): TableFlags {
  return Object.fromEntries(names.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
}

const list = (text: string): string[] => text.split(",").map((name) => name.trim());

/**
 * Translates the options of a command line into the options of `readTable`. The format of the file decides what they
 * mean.
 * @param path the path of the table
 * @param flags the options
 * @returns the options of `readTable`
 * @throws UphillError "options" for a delimiter that is not known
 */
export function readOptions(path: string, flags: TableFlags): ReadTableOptions {
  const { label, labelAs, drop, features, header, delimiter, missing, labelWords } = flags;
  const format = formatOf(path);
  const numpy = format === "npy" || format === "npz";
  return {
    ...(labelAs !== undefined && { labelAs }),
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
