import { fingerprint, sha256, shown, UphillError } from "@uphill/core";
import { checkDataset } from "./check-dataset.js";
import type { Dataset } from "./dataset-type.js";

export type { Dataset, KnownLimit } from "./dataset-type.js";

/**
 * Takes rows by their numbers.
 * @param dataset the rows to choose from
 * @param indices the numbers of the rows, in the order of the result. A row may be named more than once.
 * @returns the chosen rows
 * @throws UphillError "dataset" if it is not a data set, "rows" if there is no list of numbers, or for a number that is
 *   not one of 0 … rows−1
 */
export function selectRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  checkDataset("selectRows", "the data", dataset);
  if (typeof (indices as unknown) !== "object" || !Number.isSafeInteger((indices as typeof indices | null)?.length)) {
    throw new UphillError({
      code: "rows",
      who: dataset.name,
      got: (indices as unknown) === undefined ? "the row numbers are missing" : `the row numbers are ${shown(indices)}`,
      wanted: "they must be a list of numbers",
      todo: "Write selectRows(data, [0, 2, 5]).",
    });
  }
  const { width } = dataset;
  const features = new Float64Array(indices.length * width);
  const labels = new Int32Array(indices.length);
  const targets = dataset.targets && new Float64Array(indices.length);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row];
    if (!Number.isInteger(from) || from < 0 || from >= dataset.rows) {
      throw new UphillError({
        code: "rows",
        who: dataset.name,
        got: `row ${from} was asked for`,
        wanted: `its rows are 0 to ${dataset.rows - 1}`,
        todo: "Name rows that exist.",
      });
    }
    features.set(dataset.features.subarray(from * width, (from + 1) * width), row * width);
    labels[row] = dataset.labels[from];
    if (targets) targets[row] = dataset.targets[from];
  }
  return { ...dataset, features, labels, ...(targets && { targets }), rows: indices.length };
}

/**
 * Keeps the rows of some classes. Rows keep their order. The class that is named first becomes class 0, the next class
 * 1, and so on.
 * @param dataset the rows
 * @param names the names of the classes, as the data have them; at least two
 * @returns the kept rows
 * @throws UphillError "class" if a class has no rows, a class is named twice, or fewer than two are named
 * @example
 * ```ts
 * const pair = selectClasses(digits, ["3", "6"]); // class 3 becomes 0, class 6 becomes 1
 * ```
 */
export function selectClasses(dataset: Dataset, names: readonly string[]): Dataset {
  checkDataset("selectClasses", "the data", dataset);
  const counts = classCounts(dataset);
  const present = dataset.classes.filter((_, label) => counts[label] > 0);
  const refuse = (got: string, wanted: string): never => {
    const todo = `Its classes are ${present.join(", ")}.`;
    throw new UphillError({ code: "class", who: dataset.name, got, wanted, todo });
  };
  if (dataset.targets) refuseTargets(dataset);
  if (names.length < 2) refuse(`${names.length} of its classes are named`, "at least two are needed");
  const labelOf = new Map<number, number>();
  for (const [label, name] of names.entries()) {
    if (names.indexOf(name) !== label) refuse(`class ${name} is named twice`, "each class may be named once");
    if (!present.includes(name)) refuse(`class ${name} is asked for`, "the data have no row of it");
    labelOf.set(dataset.classes.indexOf(name), label);
  }
  const kept: number[] = [];
  for (let row = 0; row < dataset.rows; row++) if (labelOf.has(dataset.labels[row])) kept.push(row);
  // Fewer classes are easier to tell apart: what was known of all of them no longer holds.
  const selected = { ...selectRows(dataset, kept), ceiling: undefined };
  return {
    ...selected,
    labels: selected.labels.map((label) => labelOf.get(label)!),
    classes: [...names],
    notes: [...dataset.notes, `Kept classes ${names.join(", ")}: ${kept.length} of ${dataset.rows} rows.`],
  };
}

function refuseTargets({ name, classes }: Dataset): never {
  throw new UphillError({
    code: "class",
    who: name,
    got: "classes are to be chosen",
    wanted: `its rows have a number to predict (${classes[0]}) and no classes`,
    todo: "Take all of its rows.",
  });
}

/**
 * Joins classes to groups. Rows of classes that are in no group are left out.
 * @param dataset the rows
 * @param groups the names of the classes of each group. The first group becomes class 0, and so on.
 * @returns the rows with the groups as classes
 * @throws UphillError "class" if a class has no rows, a class is named twice, or there are fewer than two groups
 * @example
 * ```ts
 * groupClasses(digits, { even: ["0", "2", "4"], odd: ["1", "3", "5"] });
 * ```
 */
export function groupClasses(dataset: Dataset, groups: Readonly<Record<string, readonly string[]>>): Dataset {
  checkDataset("groupClasses", "the data", dataset);
  const names = Object.keys(groups);
  const empty = names.find((name) => groups[name].length === 0);
  if (names.length < 2 || empty !== undefined) {
    throw new UphillError({
      code: "class",
      who: dataset.name,
      got: empty === undefined ? `${names.length} groups of classes are named` : `group ${empty} has no class`,
      wanted: "at least two groups with at least one class each are needed",
      todo: 'Write groups such as { even: ["0", "2"], odd: ["1", "3"] }.',
    });
  }
  const selected = selectClasses(dataset, Object.values(groups).flat());
  const groupOf = names.flatMap((name, group) => groups[name].map(() => group));
  const joined = names.map((name) => `${name} (${groups[name].join(", ")})`).join(" and ");
  return {
    ...selected,
    labels: selected.labels.map((label) => groupOf[label]),
    classes: names,
    notes: [...dataset.notes, `Joined classes to groups ${joined}: ${selected.rows} of ${dataset.rows} rows.`],
  };
}

/**
 * Counts the rows of each class.
 * @param dataset the rows
 * @returns the counts, [classes]
 */
export function classCounts({ classes, labels }: Dataset): number[] {
  const counts = classes.map(() => 0);
  for (const label of labels) counts[label] += 1;
  return counts;
}

/**
 * Computes a SHA-256 of features, labels, targets and shape. It is the same on every machine. Names and notes do not change it.
 * Cost: one pass.
 * @param dataset the rows
 * @returns the hash, in hexadecimal
 */
export function hashDataset({ rows, width, features, labels, targets }: Dataset): string {
  // The parts are hashed one by one because all the bytes of a large table would not fit into one text.
  return fingerprint({
    rows,
    width,
    features: sha256(features),
    labels: sha256(Float64Array.from(labels)),
    ...(targets && { targets: sha256(targets) }),
  });
}
