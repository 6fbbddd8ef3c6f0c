import { findDataset, sameColumns, SIMULATION, type Dataset, type Found, type TableFlags } from "@uphill/datasets";
import type { Sizes } from "./allot.js";
import type { DataSpec } from "./spec.js";

/**
 * Rows that were read once and are shared by all runs. Empty for a generated set: every run makes its rows from its
 * seed.
 */
export interface Source {
  /** The rows to train on. */
  readonly train?: Dataset;
  /** The rows to test on. */
  readonly test?: Dataset;
}

/** How a data set is read. */
export interface SourceWishes extends FilesFrom {
  /** The name of a data set or the path of a table. */
  readonly dataset?: string;
  /** The path of a second table, with the test rows. */
  readonly testDataset?: string;
  /** The numbers of rows that the user gave. */
  readonly sizes?: Partial<Sizes>;
}

/** Where files are, and how they are read. */
export interface FilesFrom {
  /** The folder of the data. */
  readonly dataDir?: string;
  /** What is said of the columns of a table. */
  readonly table?: TableFlags;
  /** Reads a data set that lies in files. Returns undefined for a set that is generated. */
  readonly read: (
    found: Found,
    options: Readonly<Record<string, unknown>>,
    from: Pick<FilesFrom, "dataDir" | "table">,
  ) => Promise<Source | undefined>;
}

/** The files, with the rows of --test-dataset as the test part. */
export async function readParts(found: Found, spec: DataSpec, wishes: SourceWishes): Promise<Source | undefined> {
  const read = await wishes.read(found, spec.options, wishes);
  if (wishes.testDataset === undefined || !read?.train) return read;
  const other = await wishes.read(findDataset("compare", wishes.testDataset), {}, wishes);
  return { train: read.train, test: sameColumns(read.train, other!.train!) };
}

/** What a generator would have been told says nothing of files. */
export function readOptions(options: DataSpec["options"]): DataSpec["options"] {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !SIMULATION.includes(name)));
}

/** The same change of each part that there is. */
export function mapParts({ train, test }: Source, change: (data: Dataset) => Dataset): Source {
  return { ...(train && { train: change(train) }), ...(test && { test: change(test) }) };
}
