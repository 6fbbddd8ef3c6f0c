import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isUphillError, UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import type { QDatasetFeatures } from "../qdataset/table.js";
import { dataFolder } from "./folder.js";
import { readImages } from "./images.js";
import { readQDatasetTask } from "./qdataset.js";
import { readTableParts } from "./table.js";
import { fieldsOf, SIMULATION, type Found, type ImageName } from "../find.js";
import { readOptions, type TableFlags } from "../table-flags.js";

/** What was read from files: a training part and a test part, or one part. */
export interface FileParts {
  /** The rows to train on. */
  readonly train?: Dataset;
  /** The rows to test on. */
  readonly test?: Dataset;
}

/**
 * Reads a data set that lies in files.
 * @param found what `findDataset` returned
 * @param options with qdataset:NAME: `against` and `features`
 * @param places `dataDir`, the folder of the data, default {@link dataFolder}; `table`, what the command line says of a
 *   table
 * @returns a promise of the parts; undefined for a set that is generated
 * @throws UphillError "files" with what is missing and where it belongs, and what the readers throw, as a rejection
 */
export async function readFiles(
  found: Found,
  options: Readonly<Record<string, unknown>>,
  { dataDir, table }: { dataDir?: string; table?: TableFlags },
): Promise<FileParts | undefined> {
  const folder = dataDir ?? dataFolder();
  if (found.kind === "table") return readTableParts(found.path, readOptions(found.path, table ?? {}));
  if (found.kind === "images") return images(folder, found.name);
  if (found.kind === "generated" || simulationAsked(found, options) || !hasQDataset(folder, found.set)) {
    return undefined;
  }
  const { against, features } = options as { against: string; features: QDatasetFeatures };
  return { train: await readQDatasetTask(folder, { set: found.set, against, features }) };
}

function images(folder: string, name: ImageName): FileParts {
  try {
    return readImages(folder, { name });
  } catch (error) {
    if (!isUphillError(error) || error.code !== "files") throw error;
    const { todo } = error.parts;
    throw new UphillError({
      ...error.parts,
      todo: `${todo} Or run: uphill datasets fetch ${name}. Another folder is named with --data-dir or UPHILL_DATA.`,
      cause: error,
    });
  }
}

/** Who sets options of the simulation wants it, whatever files there are. */
function simulationAsked(found: Found, options: Readonly<Record<string, unknown>>): boolean {
  const fields = fieldsOf(found);
  return SIMULATION.some((name) => options[name] !== fields[name].default);
}

/** Whether the class that a set is named after lies in the folder. */
function hasQDataset(folder: string, set: string): boolean {
  return [join(folder, "qdataset"), folder].some((place) => {
    try {
      return readdirSync(place).some((name) => name === `${set}.npz` || name === `${set}.zip`);
    } catch {
      return false;
    }
  });
}
