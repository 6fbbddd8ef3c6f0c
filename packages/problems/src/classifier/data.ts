import { isUphillError, UphillError } from "@uphill/core";
import {
  applyVariants,
  classCounts,
  findDataset,
  generatorOf,
  groupClasses,
  hashDataset,
  selectClasses,
  upright,
  type Dataset,
} from "@uphill/datasets";
import type { Sizes } from "../rows/allot.js";
import { perSeed, preparedParts, rawParts } from "../rows/parts.js";
import { fitting, refuseSizes, twoPools } from "../rows/pools.js";
import { prepare, preparationFor } from "../rows/preparation.js";
import { recordParts, type DataRecord } from "../rows/record.js";
import { mapParts, readOptions, readParts, type Source, type SourceWishes } from "../rows/source.js";
import { STANDARD_DATASET, type DataSpec } from "../rows/spec.js";
import type { ClassifierSpec } from "./assembly.js";
import { amplitudeWarningsOf } from "./ceilings.js";
import { capacityOf } from "./data-spec.js";

/** Below this, a test for what amplitude encoding forgets has no power. */
const ROWS_TO_WARN = 80;

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
      data: { ...spec, ...severalClasses(spec, chosen), options: readOptions(spec.options), hash },
      sizes: fitting(source, sizes ?? plan.sizes, wishes.sizes ?? {}),
    },
    source,
  };
}

/** More than two classes are named, though nobody chose them. */
function severalClasses({ classes }: DataSpec, { train, test }: Source): Partial<DataSpec> {
  const found = (train ?? test)!.classes;
  return classes.length === 0 && found.length > 2 ? { classes: found } : {};
}

/** The same classes of both parts. @throws UphillError "class" | "classes" */
function chooseClasses(read: Source, classes: readonly string[]): Source {
  const { train, test } = read;
  if (classes.length > 0 || !train || !test || train.image)
    return mapParts(read, (data) => chosenClasses(data, classes));
  const chosen = chosenClasses(train, []);
  const counts = classCounts(test);
  const further = test.classes.filter((name, label) => counts[label] > 0 && !chosen.classes.includes(name));
  if (further.length > 0) {
    throw new UphillError({
      code: "classes",
      who: "compare",
      got: `test rows of ${test.name} have class ${further.join(", ")}`,
      wanted: `the classes of ${train.name} are ${chosen.classes.join(" and ")}`,
      todo: "Name the classes with --classes, or correct the file.",
    });
  }
  const same = test.classes.join("\n") === chosen.classes.join("\n");
  return { train: chosen, test: same ? test : selectClasses(test, chosen.classes) };
}

/** The classes or groups of classes that were asked for, by default all that have rows. @throws UphillError "class" | "classes" */
function chosenClasses(data: Dataset, classes: readonly string[]): Dataset {
  if (classes.length === 0) {
    const counts = classCounts(data);
    const present = data.classes.filter((_, label) => counts[label] > 0);
    if (present.length > 1 && present.length <= MOST_CLASSES)
      return data.classes.length === present.length ? data : selectClasses(data, present);
    const [first, second, third] = present;
    throw new UphillError({
      code: "classes",
      who: "compare",
      got:
        present.length < 2
          ? `all rows of ${data.name} are of one class (${first})`
          : `${data.name} has ${present.length} classes (${present.slice(0, SHOWN).join(", ")}, …)`,
      wanted:
        present.length < 2 ? "a classifier tells classes apart" : `a classifier tells ${MOST_CLASSES} apart at most`,
      todo:
        present.length < 2
          ? "Check which column is the label (--label)."
          : `If the label is a number to predict, take another label column; else choose classes, as in --classes ${first},${second}, or join them to groups: --classes ${first}+${third},${second}.`,
    });
  }
  const groups = classes.map((name) => (data.classes.includes(name) ? [name] : name.split("+")));
  try {
    if (groups.every(({ length }) => length === 1)) return selectClasses(data, classes);
    return groupClasses(data, Object.fromEntries(classes.map((name, k) => [name, groups[k]])));
  } catch (error) {
    if (!isUphillError(error) || error.code !== "class") throw error;
    const todo = `${error.parts.todo} Name some of them with --classes.`;
    throw new UphillError({ ...error.parts, todo, cause: error });
  }
}

/** Each class takes a decision value. */
const MOST_CLASSES = 64;
/** In an error. */
const SHOWN = 8;

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
export const partsFor = perSeed(({ data, sizes }: ClassifierPlan, source, seed) =>
  preparedParts(
    rawParts(source, sizes, seed, (rows) => generated(data, rows, seed)),
    data.preparation,
  ),
);

/** As many rows of the chosen classes: of k classes, row r has the class r mod k. */
function generated(data: DataSpec, rows: number, seed: number): Dataset {
  const found = findDataset("compare", data.name);
  if (found.kind !== "generated" && found.kind !== "qdataset") throw new Error(`${data.name} is not generated`);
  const { set, options } = generatorOf(found, data.options);
  const make = (count: number): Dataset => ({ ...set({ ...options, rows: count, seed }), name: data.name });
  if (data.classes.length === 0) return chosenClasses(make(rows), []);
  const count = Number(options.classes ?? 2);
  const chosen = data.classes.reduce((sum, name) => sum + name.split("+").length, 0);
  return chosenClasses(make(Math.ceil((rows * count) / Math.min(chosen, count))), data.classes);
}

/**
 * Makes the record of the data.
 * @param plan the classifier and its rows
 * @param source the rows that were read
 * @param seed the first seed
 * @returns the record
 */
export function recordData(plan: ClassifierPlan, source: Source, seed: number): DataRecord {
  const parts = partsFor(plan, source, seed);
  const { train, test } = parts;
  const [ofTrain, ofTest] = [classCounts(train), classCounts(test)];
  const amplitude = plan.model.encoding === "amplitude" && Math.min(...ofTrain) >= ROWS_TO_WARN;
  // The order of the fields is that of manifests.
  const { name, seed: first, features, ...rest } = recordParts(parts, seed);
  return {
    name,
    seed: first,
    features,
    classes: train.classes.map((label, k) => ({ label, train: ofTrain[k], test: ofTest[k] })),
    ...rest,
    warnings: amplitude ? amplitudeWarningsOf(train, test) : [],
  };
}
