import { findDataset, sameColumns, SIMULATION, type Dataset, type Found, type TableFlags } from "@uphill/datasets";
import type { Sizes } from "./allot.js";
import type { DataSpec } from "./spec.js";

/** Rows read once and shared by all runs; empty for a generated set, which every run makes from its seed. */
export interface Source {
  readonly train?: Dataset;
  readonly test?: Dataset;
}

/** What decides about rows, and what the user said of them. */
export interface SourceWishes extends FilesFrom {
  readonly dataset?: string;
  /** Another file, with the rows to test on. */
  readonly testDataset?: string;
  /** The numbers of rows that the user typed. */
  readonly sizes?: Partial<Sizes>;
}

/** Where files are, what was said of their columns, and who reads them. */
export interface FilesFrom {
  readonly dataDir?: string;
  readonly table?: TableFlags;
  /** Reads what lies in files; undefined for a set that is to be generated. */
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
