import { UphillError } from "@uphill/core";
import type { ReadTableOptions } from "./node/table.js";
import { formatOf } from "./tables/formats.js";

/** What a command line may say of a table of the user's own, as texts. */
export interface TableFlags {
  readonly label?: string;
  readonly drop?: string;
  readonly features?: string;
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly missing?: "refuse" | "drop";
  readonly labelWords?: string;
}

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
