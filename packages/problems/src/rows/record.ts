import { sha256 } from "@uphill/core";
import { imageFamilies, type Dataset, type Fitted, type ImageFamily, type KnownLimit } from "@uphill/datasets";
import type { Parts } from "./parts.js";

/** What is learnt, for the manifest. */
export interface DataRecord {
  readonly name: string;
  /** The first seed, whose rows these are; what other seeds draw and fit follows from the identity. */
  readonly seed: number;
  readonly features: number;
  readonly classes: readonly { readonly label: string; readonly train: number; readonly test: number }[];
  readonly source: string;
  readonly licence: string;
  readonly citation: string | null;
  readonly ceiling: KnownLimit | null;
  /** What was done to the rows: full sentences. */
  readonly notes: readonly string[];
  /** What preparations learnt from the training rows; of many numbers only how many, and their hash. */
  readonly fitted: readonly Omit<Fitted, "width">[];
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

/** What is learnt, in sentences for people. */
export function describeData(record: DataRecord): readonly string[] {
  const { name, seed, features, classes, source, licence, citation, ceiling, notes, warnings } = record;
  const total = (part: "train" | "test"): number => classes.reduce((sum, each) => sum + each[part], 0);
  const told = classes.map(
    ({ label, train, test }) => `class ${label}${shownAs(name, label)} (${train} training and ${test} test rows)`,
  );
  return [
    `${total("train")} training and ${total("test")} test rows of ${features} features.`,
    `Classified, from ${name}: ${told.join(" against ")}.`,
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
