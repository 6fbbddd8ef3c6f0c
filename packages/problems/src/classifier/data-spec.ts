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

export const preparationSteps: Readonly<Record<string, { name: string; options: Fields }>> = Object.fromEntries(
  Object.values(preparations).map((step) => [step.name, step]),
);

/** How many features of a row a classifier takes. */
export function capacityOf({ encoding, qubits }: ClassifierSpec): number {
  return byName(encodings)[encoding].capacity(qubits);
}

/** Where the rows come from and what is done to them; plain data. */
export interface DataSpec {
  /** The name that the user gave; of an own table, its file's name. */
  readonly name: string;
  /** The file with the rows to test on, where it is another. */
  readonly test?: string;
  /** Options of a generated set; of a table, what was said of its columns. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The classes, or groups of classes as "0+2+4"; empty for all that the data have. */
  readonly classes: readonly string[];
  /** SHA-256 of the chosen classes' features and labels, where they were read from files. */
  readonly hash: string | null;
  /** Steps fitted on the training rows of each seed; empty for the usual reduction of images. */
  readonly preparation: readonly Step[];
}

/** Rows to learn unless others are named. */
export const STANDARD_DATASET = "gaussian";

/** What the user asked for. */
export interface DataWishes {
  /** Default {@link STANDARD_DATASET}. */
  readonly dataset?: string;
  /** A second table, with the rows to test on. */
  readonly testDataset?: string;
  readonly classes?: readonly string[];
  /** Names of preparations, in order. */
  readonly prepare?: readonly string[];
  readonly table?: TableFlags;
}

/** The names that `--set NAME.OPTION=VALUE` may use for the data. */
export function namesOf({ dataset = STANDARD_DATASET, prepare = [] }: DataWishes): string[] {
  const found = findDataset("compare", dataset);
  return [dataset, ...(found.kind === "qdataset" ? ["qdataset"] : []), ...prepare];
}

/** @throws UphillError "unknown" | "options" */
export function dataSpec(
  wishes: DataWishes,
  model: ClassifierSpec,
  changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): DataSpec {
  const { dataset = STANDARD_DATASET, testDataset, classes, prepare = [], table = {} } = wishes;
  const found = findDataset("compare", dataset);
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

/** How many classes there are; of an own table, once it is read. */
export function classCountOf({ classes, options }: DataSpec): number {
  return classes.length || Number(options.classes ?? 2);
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

/** The name of a step of the preparation. */
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
