import { byName, UphillError, type Fields } from "@uphill/core";
import { fieldsOf, findDataset, generatorOf, optionsOf, type Found, type Step } from "@uphill/datasets";
import { encodings } from "@uphill/encodings";
import { namedSteps, STANDARD_DATASET, testName, type DataSpec, type DataWishes } from "../rows/spec.js";
import type { ClassifierSpec } from "./assembly.js";

/** How many features of a row a classifier takes. */
export function capacityOf({ encoding, qubits, parts }: ClassifierSpec): number {
  return byName(encodings)[encoding].capacity(qubits, parts?.[encoding]);
}

/**
 * Decides where rows come from and what is done to them, and checks everything that can be checked without reading
 * them.
 * @param wishes what the user asks for
 * @param model the classifier, which says how many features it takes
 * @param changes options of data sets and preparations, by their names
 * @returns the decisions, as plain data
 * @throws UphillError "unknown" for a name that does not exist, "options" for everything else
 */
export function dataSpec(
  wishes: DataWishes,
  model: ClassifierSpec,
  changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): DataSpec {
  const { dataset = STANDARD_DATASET, testDataset, classes, prepare = [], table = {} } = wishes;
  const found = findDataset("compare", dataset);
  if (found.kind === "generated" && found.set.target !== undefined) {
    throw new UphillError({
      code: "targets",
      who: "classifier",
      got: `rows of ${dataset} have a number to predict`,
      wanted: "it tells classes apart",
      todo: "Take --problem regression, or another data set.",
    });
  }
  const test = testDataset === undefined ? undefined : testName(found, testDataset);
  if (classes !== undefined && classes.length < 2) {
    throw new UphillError({
      code: "options",
      who: "compare",
      got: `--classes names ${classes.length} (${classes.join(", ")})`,
      wanted: "a classifier tells two classes or more apart",
      todo: "For example --classes 3,6, or two groups: --classes 0+2+4,1+3+5.",
    });
  }
  const asked = namedSteps(prepare, changes);
  if (found.kind === "table") optionsOf(found, changes.get(dataset) ?? {});
  const capacity = capacityOf(model);
  const fields: Partial<Fields> = fieldsOf(found);
  const columns = fields.features?.default;
  // As many columns as the encoding takes, where a set's features are a number of them and nothing else reduces them.
  const width = typeof columns === "number" && prepare.length === 0 ? { features: Math.min(columns, capacity) } : {};
  const given = { ...width, ...changes.get("qdataset"), ...changes.get(dataset) };
  const options = found.kind === "table" ? { ...table } : optionsOf(found, given);
  const preparation = asked.length > 0 ? asked : usualSteps(found, options, model.encoding === "amplitude", capacity);
  return {
    name: found.name,
    ...(test !== undefined && { test }),
    options,
    classes: classes ?? (found.kind === "images" ? ["3", "6"] : []),
    hash: null,
    preparation,
  };
}

/**
 * Counts the classes; of a table of the user's own, once it is read.
 * @param spec where the rows come from
 * @returns the number of classes
 */
export function classCountOf({ classes, options }: DataSpec): number {
  return classes.length || Number(options.classes ?? 2);
}

/** What a generated set wants to be done; for amplitudes with constants behind, so that length and sign are not forgotten. */
function usualSteps(
  found: Found,
  options: Readonly<Record<string, unknown>>,
  amplitudes: boolean,
  capacity: number,
): readonly Step[] {
  if (found.kind !== "generated" && found.kind !== "qdataset") return [];
  const generator = generatorOf(found, options);
  const most = amplitudes ? Math.max(1, Math.floor(capacity / 2)) : capacity;
  const steps = generator.set.usualSteps?.(generator.options, most) ?? [];
  const width = Math.min(capacity, 16);
  return steps.length > 0 && amplitudes ? [...steps, { name: "pad", options: { width, value: 1 } }] : steps;
}
