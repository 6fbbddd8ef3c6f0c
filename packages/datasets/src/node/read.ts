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

/** What was read from files: a training and a test part where they come apart, or one part. */
export interface FileParts {
  readonly train?: Dataset;
  readonly test?: Dataset;
}

/**
 * The rows of a data set that lies in files, as they are there; undefined for one that is to be generated.
 * @param options of qdataset:NAME: `against` and `features`
 * @throws UphillError "files" saying what is missing and where it belongs, and as the readers have it
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
