import { parseOptions, suggest, UphillError, type Fields } from "@uphill/core";
import { findDataset, preparations, type Found, type Step, type TableFlags } from "@uphill/datasets";

export const preparationSteps: Readonly<Record<string, { name: string; options: Fields }>> = Object.fromEntries(
  Object.values(preparations).map((step) => [step.name, step]),
);

/** Where the rows come from and what is done to them; plain data. */
export interface DataSpec {
  /** The name that the user gave; of an own table, its file's name. */
  readonly name: string;
  /** The file with the rows to test on, where it is another. */
  readonly test?: string;
  /** Options of a generated set; of a table, what was said of its columns. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The two classes, or groups of classes as "0+2+4"; empty where the data have two. */
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

/** The name of a step of the preparation. */
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
