import { namedSets } from "@uphill/datasets";
import { STANDARD_DATASET } from "@uphill/problems";
import { Option } from "commander";

// Options of every command that takes rows of a data set.

export const datasetOption = (): Option =>
  new Option(
    "--dataset <name>",
    `rows to learn: ${Object.keys(namedSets).join(" | ")} | qdataset:NAME | the path of your own file (default ${STANDARD_DATASET})`,
  );

export const dataDirOption = (): Option =>
  new Option("--data-dir <folder>", "where files of data sets are (default: the platform's place for caches)").env(
    "UPHILL_DATA",
  );

export const classesOption = (): Option =>
  new Option("--classes <list>", "classes, or groups such as 0+2+4,1+3+5 (default of image sets 3,6)");
