import { Option } from "commander";

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
