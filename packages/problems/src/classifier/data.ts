import { isUphillError, sha256, UphillError } from "@uphill/core";
import {
  applyPreparation,
  applyVariants,
  classCounts,
  findDataset,
  fitPreparation,
  generatorOf,
  groupClasses,
  hashDataset,
  imageFamilies,
  sameColumns,
  sample,
  selectClasses,
  SIMULATION,
  split,
  upright,
  type KnownLimit,
  type Dataset,
  type Fitted,
  type Found,
  type ImageFamily,
  type TableFlags,
} from "@uphill/datasets";
import { allotOne, allotTwo, type Sizes } from "./allot.js";
import type { ClassifierSpec } from "./assembly.js";
import { amplitudeWarningsOf } from "./ceilings.js";
import { capacityOf, STANDARD_DATASET, type DataSpec } from "./data-spec.js";
import { prepare, preparationFor } from "./preparation.js";

/** Below this, a test for what amplitude encoding forgets has no power. */
const ROWS_TO_WARN = 80;

/**
 * Rows that were read once and are shared by all runs. Empty for a generated set: every run makes its rows from its
 * seed.
 */
export interface Source {
  /** The rows to train on. */
  readonly train?: Dataset;
  /** The rows to test on. */
  readonly test?: Dataset;
}

/** What one run learns from and is judged on. */
interface Parts {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly heldOut?: Dataset;
  /** What was fitted on the training rows. */
  readonly fitted: readonly Fitted[];
}

/** How a data set is read. */
export interface SourceWishes extends FilesFrom {
  /** The name of a data set or the path of a table. */
  readonly dataset?: string;
  /** The path of a second table, with the test rows. */
  readonly testDataset?: string;
  /** The numbers of rows that the user gave. */
  readonly sizes?: Partial<Sizes>;
}

/** Where files are, and how they are read. */
export interface FilesFrom {
  /** The folder of the data. */
  readonly dataDir?: string;
  /** What is said of the columns of a table. */
  readonly table?: TableFlags;
  /** Reads a data set that lies in files. Returns undefined for a set that is generated. */
  readonly read: (
    found: Found,
    options: Readonly<Record<string, unknown>>,
    from: Pick<FilesFrom, "dataDir" | "table">,
  ) => Promise<Source | undefined>;
}

/** A classifier and its rows with everything decided. It is plain data. */
export interface ClassifierPlan {
  /** The classifier. */
  readonly model: ClassifierSpec;
  /** Where the rows come from and what is done to them. */
  readonly data: DataSpec;
  /** The numbers of rows. */
  readonly sizes: Sizes;
}

/**
 * Reads a data set that lies in files. It keeps the classes and makes the variants that are asked for, and reduces
 * images to what the encoding holds.
 * @param plan the classifier and its rows
 * @param wishes how the data set is read
 * @returns a promise of the rows, and of the plan with the hash of the raw features and with the numbers of rows that
 *   there are, where the user gave none
 * @throws UphillError, as a rejection: "files", "idx", "table", "class", "classes", "rows", "zero-row", "options" and
 *   others
 */
export async function readSource(
  plan: ClassifierPlan,
  wishes: SourceWishes,
): Promise<{ plan: ClassifierPlan; source: Source }> {
  const { data: spec, model } = plan;
  const found = findDataset("compare", wishes.dataset ?? STANDARD_DATASET);
  const read = await readParts(found, spec, wishes);
  if (!read) return { plan, source: {} };
  refuseSizes(read);
  const chosen = chooseClasses(read, spec.classes);
  const hash = [chosen.train, chosen.test].map((data) => (data ? hashDataset(data) : "-")).join(" ");
  const usual = spec.preparation.length === 0;
  const unblank = (data: Dataset): Dataset => (usual && model.encoding === "amplitude" ? refuseBlank(data) : data);
  // Row numbers are those of the file here; a variant may blank a row that was not.
  const { pools, sizes } = twoPools(
    mapParts(chosen, (data) => unblank(upright(data))),
    plan.sizes,
    wishes.sizes ?? {},
  );
  const varied = found.kind === "images" ? mapParts(applyVariants(pools, spec.options), unblank) : pools;
  const source = usual
    ? mapParts(varied, (data) => prepare(data, preparationFor(data, capacityOf(model)).preparation))
    : varied;
  return {
    plan: {
      model,
      data: { ...spec, options: readOptions(spec.options), hash },
      sizes: fitting(source, sizes ?? plan.sizes, wishes.sizes ?? {}),
    },
    source,
  };
}

/** The files, with the rows of --test-dataset as the test part. */
async function readParts(found: Found, spec: DataSpec, wishes: SourceWishes): Promise<Source | undefined> {
  const read = await wishes.read(found, spec.options, wishes);
  if (wishes.testDataset === undefined || !read?.train) return read;
  const other = await wishes.read(findDataset("compare", wishes.testDataset), {}, wishes);
  return { train: read.train, test: sameColumns(read.train, other!.train!) };
}

/** The same two classes of both parts. @throws UphillError "class" | "classes" */
function chooseClasses(read: Source, classes: readonly string[]): Source {
  const { train, test } = read;
  if (classes.length > 0 || !train || !test || train.image) return mapParts(read, (data) => twoClasses(data, classes));
  const chosen = twoClasses(train, []);
  const counts = classCounts(test);
  const further = test.classes.filter((name, label) => counts[label] > 0 && !chosen.classes.includes(name));
  if (further.length > 0) {
    throw new UphillError({
      code: "classes",
      who: "compare",
      got: `test rows of ${test.name} have class ${further.join(", ")}`,
      wanted: `the classes of ${train.name} are ${chosen.classes.join(" and ")}`,
      todo: "Name the two classes with --classes, or correct the file.",
    });
  }
  const same = test.classes.join("\n") === chosen.classes.join("\n");
  return { train: chosen, test: same ? test : selectClasses(test, chosen.classes) };
}

/** What a generator would have been told says nothing of files. */
function readOptions(options: DataSpec["options"]): DataSpec["options"] {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !SIMULATION.includes(name)));
}

/** The classes or groups of classes that were asked for. @throws UphillError "class" | "classes" */
function twoClasses(data: Dataset, classes: readonly string[]): Dataset {
  if (classes.length === 0) {
    const counts = classCounts(data);
    const present = data.classes.filter((_, label) => counts[label] > 0);
    if (present.length === 2) return data.classes.length === 2 ? data : selectClasses(data, present);
    const [first, second, ...rest] = present;
    throw new UphillError({
      code: "classes",
      who: "compare",
      got: `${data.name} has ${present.length} classes (${present.join(", ")})`,
      wanted: "the classifier tells two classes apart",
      todo: `Choose two, as in --classes ${first},${second}, or join them to groups: --classes ${first}+${rest[0]},${second}.`,
    });
  }
  const groups = classes.map((name) => (data.classes.includes(name) ? [name] : name.split("+")));
  try {
    if (groups.every(({ length }) => length === 1)) return selectClasses(data, classes);
    return groupClasses(data, Object.fromEntries(classes.map((name, k) => [name, groups[k]])));
  } catch (error) {
    if (!isUphillError(error) || error.code !== "class") throw error;
    const todo = `${error.parts.todo} Name two of them with --classes.`;
    throw new UphillError({ ...error.parts, todo, cause: error });
  }
}

const partNames = ["train", "test", "heldOut"] as const;
const typedOf = (given: Partial<Sizes>): Set<keyof Sizes> =>
  new Set(partNames.filter((part) => given[part] !== undefined));

/**
 * Where there is one file only, its rows fall into a pool to train on and one to test on, the same for all seeds: otherwise
 * the test rows of one seed would be training rows of another, and of the choice of the learning rate.
 */
function twoPools(source: Source, asked: Sizes, given: Partial<Sizes>): { pools: Source; sizes?: Sizes } {
  const only = source.train && source.test ? undefined : (source.train ?? source.test);
  if (!only) return { pools: source };
  const { sizes, pool } = allotOne(only.name, only.rows, asked, typedOf(given));
  const { train, test } = split(only, { train: pool, test: only.rows - pool, seed: 0 });
  return { pools: { train, test }, sizes };
}

/** The numbers of rows that the pools have, where nobody asked for more. */
function fitting({ train, test }: Source, asked: Sizes, given: Partial<Sizes>): Sizes {
  const what = { train: `${train!.name}, to train on,`, test: `${test!.name}, to test on,` };
  return allotTwo(what, { train: train!.rows, test: test!.rows }, asked, typedOf(given));
}

function refuseSizes({ train, test }: Source): void {
  if (!train || !test || train.width === test.width) return;
  const size = ({ image }: Dataset): string => (image ? `${image.height} × ${image.width}` : "no images");
  throw new UphillError({
    code: "shape",
    who: train.name,
    got: `training images are ${size(train)} and test images ${size(test)}`,
    wanted: "both must have the same size",
    todo: "Put files of one set into the folder.",
  });
}

function mapParts({ train, test }: Source, change: (data: Dataset) => Dataset): Source {
  return { ...(train && { train: change(train) }), ...(test && { test: change(test) }) };
}

/** A row without a direction cannot be encoded; said before hours of training, with the row. */
function refuseBlank(data: Dataset): Dataset {
  const { name, features, width, rows, labels, classes } = data;
  for (let row = 0; row < rows; row++) {
    if (features.subarray(row * width, (row + 1) * width).some((value) => value !== 0)) continue;
    throw new UphillError({
      code: "zero-row",
      who: name,
      got: `row ${row} of the chosen classes (a ${classes[labels[row]]}) is all zeros`,
      wanted: "amplitude encoding needs a direction",
      todo: "Drop that row from the file, or use --encoding angle.",
    });
  }
  return data;
}

/**
 * Returns the rows of one seed, prepared. Rows of a generated set are drawn from the seed; rows that were read are
 * sampled with it.
 * @param plan the classifier and its rows
 * @param source the rows that were read
 * @param seed the seed
 * @returns the training, test and held-out rows, and what the preparations learnt
 */
export function partsFor(plan: ClassifierPlan, source: Source, seed: number): Parts {
  const known = remembered.get(plan) ?? new Map<number, Parts>();
  remembered.set(plan, known);
  const parts = known.get(seed) ?? makeParts(plan, source, seed);
  known.delete(seed);
  known.set(seed, parts);
  if (known.size > MOST_REMEMBERED) known.delete(known.keys().next().value!);
  return parts;
}

/** Every optimizer meets the rows of a seed again, and simulated ones take their time. */
const remembered = new WeakMap<ClassifierPlan, Map<number, Parts>>();
const MOST_REMEMBERED = 16;

function makeParts(plan: ClassifierPlan, source: Source, seed: number): Parts {
  const { preparation } = plan.data;
  const raw = rawParts(plan, source, seed);
  if (preparation.length === 0) return { ...raw, fitted: [] };
  const { fitted, train } = fitPreparation(raw.train, preparation);
  // Nothing is done but what was asked for: what is no image is neither reduced nor scaled to angles.
  const plain = (data: Dataset): Dataset => ({ ...data, image: undefined });
  const others = (data: Dataset): Dataset => plain(applyPreparation(data, fitted));
  return {
    train: plain(train),
    test: others(raw.test),
    ...(raw.heldOut && { heldOut: others(raw.heldOut) }),
    fitted,
  };
}

function rawParts({ data, sizes }: ClassifierPlan, source: Source, seed: number): Omit<Parts, "fitted"> {
  const { train, test, heldOut } = sizes;
  if (source.train && source.test) {
    const rest = sample(source.train, train + heldOut, { seed, stream: "train" });
    return { ...holdOut(rest, train, heldOut, seed), test: sample(source.test, test, { seed, stream: "test" }) };
  }
  const whole = generated(data, train + test + heldOut, seed);
  const both = split(whole, { train: train + heldOut, test, seed });
  return { ...holdOut(both.train, train, heldOut, seed), test: both.test };
}

/** As many rows of the chosen classes: of k classes, row r has the class r mod k. */
function generated(data: DataSpec, rows: number, seed: number): Dataset {
  const found = findDataset("compare", data.name);
  if (found.kind !== "generated" && found.kind !== "qdataset") throw new Error(`${data.name} is not generated`);
  const { set, options } = generatorOf(found, data.options);
  const make = (count: number): Dataset => ({ ...set({ ...options, rows: count, seed }), name: data.name });
  if (data.classes.length === 0) return twoClasses(make(rows), []);
  const count = Number(options.classes ?? 2);
  const chosen = data.classes.reduce((sum, name) => sum + name.split("+").length, 0);
  return twoClasses(make(Math.ceil((rows * count) / Math.min(chosen, count))), data.classes);
}

function holdOut(rows: Dataset, train: number, heldOut: number, seed: number): Pick<Parts, "train" | "heldOut"> {
  if (heldOut === 0) return { train: rows };
  const { train: kept, test: held } = split(rows, { train, test: heldOut, seed });
  return { train: kept, heldOut: held };
}

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

/**
 * Makes the record of the data.
 * @param plan the classifier and its rows
 * @param source the rows that were read
 * @param seed the first seed
 * @returns the record
 */
export function recordData(plan: ClassifierPlan, source: Source, seed: number): DataRecord {
  const { train, test, fitted } = partsFor(plan, source, seed);
  const [ofTrain, ofTest] = [classCounts(train), classCounts(test)];
  const amplitude = plan.model.encoding === "amplitude" && Math.min(...ofTrain) >= ROWS_TO_WARN;
  return {
    name: train.name,
    seed,
    features: train.width,
    classes: train.classes.map((label, k) => ({ label, train: ofTrain[k], test: ofTest[k] })),
    source: train.source,
    licence: train.licence,
    citation: train.citation ?? null,
    ceiling: train.ceiling ?? null,
    notes: notesOf(train, test),
    fitted: fitted.map(recordFitted),
    warnings: amplitude ? amplitudeWarningsOf(train, test) : [],
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
