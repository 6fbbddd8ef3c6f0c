import { checkNames, number, parseOptions, streams, UphillError, type OptionsOf, type Random } from "@uphill/core";
import { checkDataset } from "./check-dataset.js";
import { classCounts, selectRows, type Dataset } from "./dataset.js";

export const seedField = number({
  default: 0,
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
  integer: true,
  about: "Seed of the choice of rows",
});

/** The options of {@link split}, with their defaults. */
export const splitOptions = {
  /** Rows to train on. */
  train: number({ default: 200, min: 1, integer: true, about: "Rows to train on" }),
  /** Rows to test on. */
  test: number({ default: 200, min: 1, integer: true, about: "Rows to test on" }),
  /** Seed of the choice of rows. */
  seed: seedField,
};

/**
 * Divides rows into a training part and a test part. Each part has the class proportions of the data as near as whole
 * rows allow. No row is in a part twice or in both. Rows keep their order. If the data have fewer rows than asked for,
 * both parts shrink in proportion and use all rows.
 * @param dataset the rows
 * @param options `train` and `test`, the numbers of rows, default 200 each; `seed` of the choice, default 0
 * @returns the parts, and `notes`, which say what was done. Each part's own notes are those of the data followed by
 *   these.
 * @throws UphillError "options" for bad numbers, "split" if a part would have no row of a class
 * @example
 * ```ts
 * const { train, test } = split(moons({ rows: 200, seed: 1 }), { train: 100, test: 100 });
 * ```
 */
export function split(
  dataset: Dataset,
  options: Partial<OptionsOf<typeof splitOptions>> = {},
): { train: Dataset; test: Dataset; notes: readonly string[] } {
  checkDataset("split", "the data", dataset);
  const asked = parseOptions("split", splitOptions, options);
  const { rows } = dataset;
  const wanted = asked.train + asked.test;
  const enough = wanted <= rows;
  const train = enough ? asked.train : Math.round((rows * asked.train) / wanted);
  const test = enough ? asked.test : rows - train;

  const counts = classCounts(dataset);
  const trainCounts = apportion(counts, train);
  const testCounts = apportion(
    counts,
    test,
    counts.map((count, label) => count - trainCounts[label]),
  );
  requireEachClass(dataset, "training", trainCounts);
  requireEachClass(dataset, "test", testCounts);

  const random = streams(asked.seed).stream("split");
  const chosen = shuffledByClass(dataset, (label) => random.at(label));
  const trainRows = chosen.flatMap((order, label) => order.slice(0, trainCounts[label]));
  const testRows = chosen.flatMap((order, label) =>
    order.slice(trainCounts[label], trainCounts[label] + testCounts[label]),
  );
  const notes = [
    ...(enough
      ? []
      : [
          `The data have ${rows} rows, fewer than the ${asked.train} + ${asked.test} asked for: both parts shrank in proportion.`,
        ]),
    `Split into ${train} rows to train on and ${test} to test on, ${dataset.targets ? "" : "each "}${howTaken(dataset)}, seed ${asked.seed}.`,
  ];
  const part = (indices: number[]): Dataset => ({
    ...selectRows(
      dataset,
      indices.sort((a, b) => a - b),
    ),
    notes: [...dataset.notes, ...notes],
  });
  return { train: part(trainRows), test: part(testRows), notes };
}

/**
 * Takes a random part of the rows with the class proportions of the data. It serves data that come as separate training
 * and test files. Rows keep their order. If the data have no more rows than asked for, all are taken.
 * @param dataset the rows
 * @param rows the number of rows to take
 * @param options `seed`, default 0; `stream`, the name of the random stream, default "sample". Two samples with one
 *   seed and different streams are independent.
 * @returns the rows
 * @throws UphillError "options" for bad numbers, "split" if the result would have no row of a class
 */
export function sample(dataset: Dataset, rows: number, options: { seed?: number; stream?: string } = {}): Dataset {
  checkDataset("sample", "the data", dataset);
  checkNames("sample", ["seed", "stream"], options);
  const { stream = "sample", ...rest } = options;
  const fields = {
    /** Rows to keep. */
    rows: number({ default: 0, min: 1, integer: true, about: "Rows to keep" }),
    seed: seedField,
  };
  const asked = parseOptions("sample", fields, { ...rest, rows });
  const kept = Math.min(asked.rows, dataset.rows);
  const counts = apportion(classCounts(dataset), kept);
  requireEachClass(dataset, "sampled", counts);
  const random = streams(asked.seed).stream(stream);
  const chosen = shuffledByClass(dataset, (label) => random.at(label)).flatMap((order, label) =>
    order.slice(0, counts[label]),
  );
  const note =
    kept < asked.rows
      ? `The data have ${kept} rows, fewer than the ${asked.rows} asked for: all were taken.`
      : `Took ${kept} of ${dataset.rows} rows ${howTaken(dataset)}, seed ${asked.seed}, stream "${stream}".`;
  return {
    ...selectRows(
      dataset,
      chosen.sort((a, b) => a - b),
    ),
    notes: [...dataset.notes, note],
  };
}

/** In words. */
export function howTaken({ targets }: Pick<Dataset, "targets">): string {
  return targets ? "at random" : "with the data's class proportions";
}

/**
 * How many of `total` rows each class gives: largest remainders (Hamilton's method), never more than there is room for.
 * In whole numbers throughout, so that ties are true ties; the first class wins them.
 */
function apportion(counts: readonly number[], total: number, room: readonly number[] = counts): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const shares = counts.map((count) => Math.floor((total * count) / all));
  for (let left = total - shares.reduce((sum, share) => sum + share, 0); left > 0; left--) {
    const owed = shares.map((share, label) =>
      share < room[label] ? total * counts[label] - share * all : Number.NEGATIVE_INFINITY,
    );
    shares[owed.indexOf(Math.max(...owed))] += 1;
  }
  return shares;
}

function requireEachClass({ name, classes, rows }: Dataset, part: string, shares: readonly number[]): void {
  const empty = classes.filter((_, label) => !shares[label]);
  if (empty.length === 0) return;
  throw new UphillError({
    code: "split",
    who: name,
    got: `the ${part} rows would have none of class ${empty.join(", ")}`,
    wanted: "each part needs at least one row of each class",
    todo: `Ask for more rows, bring more data (there are ${rows} rows), or select fewer classes.`,
  });
}

/** For each class, its row indices in random order. */
export function shuffledByClass({ classes, labels }: Dataset, at: (label: number) => Random): number[][] {
  const rowsOf: number[][] = classes.map(() => []);
  labels.forEach((label, row) => rowsOf[label].push(row));
  return rowsOf.map((rows, label) =>
    at(label)
      .permutation(rows.length)
      .map((place) => rows[place]),
  );
}
