import { byName, pick, type ItemName } from "@uphill/core";
import { fieldsOf, findDataset, tableFlags, type TableFlags } from "@uphill/datasets";
import { readFiles } from "@uphill/datasets/node";
import { encodings, type Encoding } from "@uphill/encodings";
import {
  classifier,
  dataSpec,
  featuresFor,
  namesOf,
  partsFor,
  preparationSteps,
  readSource,
  STANDARD_DATASET,
} from "@uphill/problems";
import { setting } from "../options.js";

export const encodingByName = byName(encodings) as Readonly<Record<string, Encoding>>;

/** What says which rows are taken, and how they are encoded. */
export interface RowsGiven extends TableFlags {
  readonly dataset?: string;
  readonly testDataset?: string;
  readonly dataDir?: string;
  readonly classes?: string;
  readonly prepare?: string[];
  readonly train?: number;
  readonly test?: number;
  readonly qubits: number;
  readonly encoding: string;
  readonly set?: string[];
  readonly seed: number;
}

/** The rows of one part, as the encoding takes them. */
export interface KernelRows {
  readonly features: Float64Array;
  readonly labels: Int32Array;
}

/** Usual numbers of rows. */
export const ROWS = { train: 100, test: 100 };

/** Reads or generates the rows and prepares them as `uphill compare` does. @throws UphillError as its parts do */
export async function rowsFor(given: RowsGiven): Promise<{
  readonly name: string;
  readonly classes: readonly string[];
  readonly width: number;
  readonly train: KernelRows;
  readonly test: KernelRows;
  /** Options of the encoding that were given. */
  readonly options: Readonly<Record<string, unknown>>;
}> {
  const { dataset, testDataset, classes, prepare, qubits, seed } = given;
  const encoding = pick("kernel", "encoding", encodingByName, given.encoding);
  const table = tableFlags({ ...given });
  const wishes = {
    ...(dataset !== undefined && { dataset }),
    ...(testDataset !== undefined && { testDataset }),
    ...(classes !== undefined && { classes: classes.split(",").map((name) => name.trim()) }),
    ...(prepare && { prepare }),
    ...(Object.keys(table).length > 0 && { table }),
  };
  const changes = changesOf(given.set ?? [], encoding, wishes);
  const model = classifier({ qubits, encoding: encoding.name as ItemName<typeof encodings> });
  const data = dataSpec(wishes, model, changes);
  const typed = {
    ...(given.train !== undefined && { train: given.train }),
    ...(given.test !== undefined && { test: given.test }),
  };
  const { plan, source } = await readSource(
    { model, data, sizes: { ...ROWS, ...typed, heldOut: 0 } },
    {
      ...wishes,
      ...(given.dataDir !== undefined && { dataDir: given.dataDir }),
      sizes: typed,
      read: readFiles,
    },
  );
  const parts = partsFor(plan, source, seed);
  const angles = encoding({ qubits, width: 1 }).operations.length > 0;
  const rows = (part: typeof parts.train): KernelRows => ({
    features: featuresFor(part, encoding.capacity(qubits), angles),
    labels: part.labels,
  });
  const train = rows(parts.train);
  return {
    name: data.name,
    classes: parts.train.classes,
    width: train.features.length / parts.train.rows,
    train,
    test: rows(parts.test),
    options: changes.get(encoding.name) ?? {},
  };
}

/** `--set NAME.OPTION=VALUE` of the encoding, the data set or a step, gathered by name. @throws UphillError "options" | "unknown" */
function changesOf(
  sets: readonly string[],
  encoding: Encoding,
  wishes: Parameters<typeof namesOf>[0],
): Map<string, Record<string, unknown>> {
  const found = findDataset("kernel", wishes.dataset ?? STANDARD_DATASET);
  const fields = Object.fromEntries([
    ...namesOf(wishes).map((name) => [name, fieldsOf(found)] as const),
    ...Object.values(preparationSteps)
      .filter(({ name }) => wishes.prepare?.includes(name))
      .map(({ name, options }) => [name, options] as const),
    [encoding.name, encoding.options] as const,
  ]);
  const changes = new Map<string, Record<string, unknown>>();
  for (const text of sets) {
    const name = text.slice(0, text.lastIndexOf(".", text.indexOf("=")));
    const [key, value] = setting(name, pick("kernel --set", "name", fields, name), text);
    changes.set(name, { ...changes.get(name), [key]: value });
  }
  return changes;
}
