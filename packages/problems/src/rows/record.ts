import { sha256 } from "@uphill/core";
import {
  imageFamilies,
  type Dataset,
  type Fitted,
  type ImageFamily,
  type KnownLimit,
  type TargetSummary,
} from "@uphill/datasets";
import type { Parts } from "./parts.js";

/** What is learnt from, for a manifest. */
export interface DataRecord {
  /** The name of the data set. */
  readonly name: string;
  /** The first seed, whose rows these are. What other seeds draw and fit follows from the identity. */
  readonly seed: number;
  /** The number of features of a row. */
  readonly features: number;
  /** The name of each class and its numbers of training and test rows. */
  readonly classes: readonly { readonly label: string; readonly train: number; readonly test: number }[];
  /** The number to predict, over the training rows, with the numbers of rows. `classes` is then empty. */
  readonly target?: TargetSummary & { readonly train: number; readonly test: number };
  /** Who made the data. */
  readonly source: string;
  /** The licence of the data. */
  readonly licence: string;
  /** The publication to cite; null if there is none. */
  readonly citation: string | null;
  /** The best accuracy that any classifier can reach; null if it is not known. */
  readonly ceiling: KnownLimit | null;
  /** What was done to the rows, in full sentences. */
  readonly notes: readonly string[];
  /** What preparations learnt from the training rows. Of long lists, only the length and the hash. */
  readonly fitted: readonly Omit<Fitted, "width">[];
  /** What a reader must know of these data, in full sentences. */
  readonly warnings: readonly string[];
}

const MOST_NUMBERS = 64;
/** Enough to see a state, and to know it again. */
function recordFitted({ name, options, state }: Fitted): DataRecord["fitted"][number] {
  const short = Object.entries(state).map(([key, value]) => {
    const long = Array.isArray(value) && value.length > MOST_NUMBERS;
    return [key, long ? `${value.length} numbers, sha256 ${sha256(Float64Array.from(value as number[]))}` : value];
  });
  return { name, options, state: Object.fromEntries(short) as Fitted["state"] };
}

/** What a record says of rows of any kind. */
export function recordParts({ train, test, fitted }: Parts, seed: number): Omit<DataRecord, "classes" | "warnings"> {
  return {
    name: train.name,
    seed,
    features: train.width,
    source: train.source,
    licence: train.licence,
    citation: train.citation ?? null,
    ceiling: train.ceiling ?? null,
    notes: notesOf(train, test),
    fitted: fitted.map(recordFitted),
  };
}

/** Each sentence once; what is true of one part only says so. */
function notesOf(train: Dataset, test: Dataset): string[] {
  const ofTrain = train.notes.map((note) => (test.notes.includes(note) ? note : `Training rows: ${note}`));
  return [
    ...new Set([
      ...ofTrain,
      ...test.notes.filter((note) => !train.notes.includes(note)).map((note) => `Test rows: ${note}`),
    ]),
  ];
}

/**
 * Writes the record of the data in sentences.
 * @param record the record
 * @returns the sentences
 */
export function describeData(record: DataRecord): readonly string[] {
  const { name, seed, features, classes, target, source, licence, citation, ceiling, notes, warnings } = record;
  const total = (part: "train" | "test"): number =>
    target ? target[part] : classes.reduce((sum, each) => sum + each[part], 0);
  const told = classes.map(
    ({ label, train, test }) => `class ${label}${shownAs(name, label)} (${train} training and ${test} test rows)`,
  );
  return [
    `${total("train")} training and ${total("test")} test rows of ${features} features.`,
    target
      ? `Predicted, from ${name}: ${target.name}, from ${target.least} to ${target.largest} in the training rows, with mean ${target.mean} and standard deviation ${target.deviation}. The circuit learns it standardised by these; rmse is in its own unit.`
      : `Classified, from ${name}: ${told.join(" against ")}.`,
    `Source: ${source}; licence: ${licence}.`,
    ...(citation === null ? [] : [`Citation: ${citation}.`]),
    ...(ceiling === null
      ? []
      : [`Known ceiling: ${(100 * ceiling.accuracy).toFixed(2)} % accuracy. ${ceiling.reason}`]),
    ...warnings,
    `What follows was done for seed ${seed}; every other seed draws, splits and prepares rows of its own in the same way.`,
    ...notes,
  ];
}

/** What a class of an image set shows, where its name does not say. */
function shownAs(name: string, label: string): string {
  const families: Readonly<Record<string, ImageFamily>> = imageFamilies;
  const family = Object.hasOwn(families, name) ? families[name] : undefined;
  const shown = family?.descriptions?.[family.classes.indexOf(label)];
  return shown === undefined ? "" : `, ${shown}`;
}
