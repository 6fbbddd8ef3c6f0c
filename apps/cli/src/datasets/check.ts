import { checkFile, type FileContents } from "@uphill/datasets/node";
import { Command } from "commander";
import type { Common } from "./command.js";
import { readOptions, type TableFlags } from "@uphill/datasets";
import { tableOptions } from "./table-options.js";
import { print, printJson } from "../output.js";

/** `uphill datasets check PATH`. */
export function checkCommand(): Command {
  const command = new Command("check")
    .summary("read a file and say what is in it, or what is wrong with it")
    .description(
      "Reads a whole file: IDX, CSV, TSV, .data, .txt, JSON, .npy, .npz, Parquet, an archive of QDataSet, or a pickle of numbers (nothing in it is run). Where the label is known, by --label or by a usual name, the table is read as a data set. Exit status 2 where it is refused.",
    )
    .argument("<path>", "the file");
  for (const option of tableOptions()) command.addOption(option);
  return command.action(async (path: string, { json, ...flags }: Common & TableFlags) => {
    const found = await checkFile(path, readOptions(path, flags));
    if (json) printJson({ path, ...found });
    else print(text(path, found));
  });
}

function text(path: string, { format, contents, dataset, notes = [] }: FileContents): string[] {
  const width = contents.reduce((most, { name }) => Math.max(most, name.length), 0);
  return [
    `${path}: ${format}, read without fault.`,
    ...contents.map(({ name, shape, type, sha256 }) =>
      `  ${name.padEnd(width)}  ${shape.join(" × ")}  ${type}${sha256 ? `  sha256 ${sha256.slice(0, 16)}…` : ""}`.trimEnd(),
    ),
    ...(dataset
      ? [
          `As a data set: ${dataset.samples} rows of ${dataset.features} features; ${dataset.target ? `${dataset.target.name} from ${dataset.target.least} to ${dataset.target.largest}` : dataset.classes.map(({ label, count }) => `class ${label}: ${count}`).join(", ")}.`,
          `sha256 of the features: ${dataset.sha256}`,
        ]
      : []),
    ...notes.map((note) => `  - ${note}`),
  ];
}
