import { parseOptions, suggest, UphillError, type Fields } from "@uphill/core";
import { findDataset, preparations, type Found, type Step, type TableFlags } from "@uphill/datasets";

/** Every preparation by its name, with the descriptions of its options. */
export const preparationSteps: Readonly<Record<string, { name: string; options: Fields }>> = Object.fromEntries(
  Object.values(preparations).map((step) => [step.name, step]),
);

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
 * Returns the name of a step of a preparation.
 * @param step the step
 * @returns the name
 */
export function stepName(step: Step): string {
  return typeof step === "string" ? step : step.name;
}

/** The steps that `--prepare` names, with their options. @throws UphillError "unknown" | "options" */
export function namedSteps(
  prepare: readonly string[],
  changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): readonly Step[] {
  return prepare.map((name): Step => {
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
}

/** The name of the file of `--test-dataset`. @throws UphillError "unknown" | "options" where it or the first is no table */
export function testName(found: Found, testDataset: string): string {
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
