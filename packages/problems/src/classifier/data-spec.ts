import { byName, type Fields, parseOptions, suggest, UphillError } from "@uphill/core";
import {
  fieldsOf,
  findDataset,
  generatorOf,
  optionsOf,
  preparations,
  type Found,
  type Step,
  type TableFlags,
} from "@uphill/datasets";
import { encodings } from "@uphill/encodings";
import type { ClassifierSpec } from "./assembly.js";

/** Every preparation by its name, with the descriptions of its options. */
export const preparationSteps: Readonly<Record<string, { name: string; options: Fields }>> = Object.fromEntries(
  Object.values(preparations).map((step) => [step.name, step]),
);

/** How many features of a row a classifier takes. */
export function capacityOf({ encoding, qubits }: ClassifierSpec): number {
  return byName(encodings)[encoding].capacity(qubits);
}

/** Where rows come from and what is done to them. It is plain data. */
export interface DataSpec {
  /** The name that the user gave. For a table of the user's own it is the name of the file. */
  readonly name: string;
  /** The file with the test rows, if it is another one. */
  readonly test?: string;
  /** The options of a generated set, or what was said of the columns of a table. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The classes, or groups of classes as "0+2+4"; empty for all that the data have. */
  readonly classes: readonly string[];
  /** SHA-256 of the features and labels of the chosen classes; null if they were not read from files. */
  readonly hash: string | null;
  /** The preparations, fitted on the training rows of each seed. Empty for the usual reduction of images. */
  readonly preparation: readonly Step[];
}

/** The data set that is learnt unless another one is named. */
export const STANDARD_DATASET = "gaussian";

/** What a user asks for. */
export interface DataWishes {
  /** The name of a data set or the path of a table; default {@link STANDARD_DATASET}. */
  readonly dataset?: string;
  /** The path of a second table, with the test rows. */
  readonly testDataset?: string;
  /** The classes, or groups of classes such as "0+2+4". */
  readonly classes?: readonly string[];
  /** The names of preparations, in order. */
  readonly prepare?: readonly string[];
  /** What is said of a table of the user's own. */
  readonly table?: TableFlags;
}

/**
 * Lists the names that `--set NAME.OPTION=VALUE` may use for the data.
 * @param wishes the data set and its preparation
 * @returns the names
 */
export function namesOf({ dataset = STANDARD_DATASET, prepare = [] }: DataWishes): string[] {
  const found = findDataset("compare", dataset);
  return [dataset, ...(found.kind === "qdataset" ? ["qdataset"] : []), ...prepare];
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
  const test = testDataset === undefined ? undefined : testName(found, testDataset);
  if (classes !== undefined && classes.length !== 2) {
    throw new UphillError({
      code: "options",
      who: "compare",
      got: `--classes names ${classes.length} (${classes.join(", ")})`,
      wanted: "the classifier tells two classes apart",
      todo: "For example --classes 3,6, or two groups: --classes 0+2+4,1+3+5.",
    });
  }
  const asked = prepare.map((name): Step => {
    const item = Object.hasOwn(preparationSteps, name) ? preparationSteps[name] : undefined;
    if (item) return { name, options: parseOptions(name, item.options, changes.get(name)) };
    const known = Object.keys(preparationSteps).join(", ");
    const todo = suggest(name, Object.keys(preparationSteps)).trim() || "See uphill compare --help.";
    throw new UphillError({
      code: "unknown",
      who: "compare",
      got: `--prepare is "${name}"`,
      wanted: `it must be one of ${known}`,
      todo,
    });
  });
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

function testName(found: Found, testDataset: string): string {
  const other = findDataset("compare", testDataset);
  if (found.kind === "table" && other.kind === "table") return other.name;
  throw new UphillError({
    code: "options",
    who: "compare",
    got: `--dataset is ${found.name} and --test-dataset ${testDataset}`,
    wanted: "only a file of your own has its test rows in another",
    todo: "Name two files, or leave --test-dataset out.",
  });
}

/**
 * Returns the name of a step of a preparation.
 * @param step the step
 * @returns the name
 */
export function stepName(step: Step): string {
  return typeof step === "string" ? step : step.name;
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
