import type { ReadTableOptions } from "@uphill/datasets/node";
import { Option } from "commander";

/** What the command line may say of a table of the user's own. */
export interface TableFlags {
  readonly label?: string;
  readonly drop?: string;
  readonly features?: string;
}

/** The options of every command that reads tables. */
export const tableOptions = (): Option[] => [
  new Option(
    "--label <name>",
    "your own file: the column that holds the class; in .npz the array, of .npy a second file or the number of a column (-1: the last)",
  ),
  new Option("--drop <list>", "your own file: columns to leave out, parted by commas"),
  new Option("--features <name>", "your own .npz file: the array of features"),
];

/** The same in the words of `readTable`, by the kind of file. */
export function readOptions(path: string, { label, drop, features }: TableFlags): ReadTableOptions {
  const numpy = /\.(np[yz])(\.gz)?$/i.exec(path)?.[1].toLowerCase();
  return {
    ...(drop !== undefined && { drop: drop.split(",").map((name) => name.trim()) }),
    ...(features !== undefined && { features }),
    ...(label !== undefined &&
      (numpy === undefined
        ? { label }
        : numpy === "npy" && /^-?\d+$/.test(label)
          ? { labelColumn: Number(label) }
          : { labels: label })),
  };
}
