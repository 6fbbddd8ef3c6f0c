import { number, parseOptions, streams, UphillError, type OptionsOf } from "@uphill/core";
import { checkDataset } from "./check-dataset.js";
import { classCounts, selectRows, type Dataset } from "./dataset.js";
import { howTaken, seedField, shuffledByClass } from "./split.js";

/** The options of {@link kFold}, with their defaults. */
export const kFoldOptions = {
  /** Number of parts. */
  folds: number({ default: 5, min: 2, integer: true, about: "Number of parts" }),
  /** Seed of the choice of rows. */
  seed: seedField,
};

/**
 * Divides rows for cross-validation. The rows fall into `folds` parts, each with the class proportions of the data as
 * near as whole rows allow. Each part is the test part once; the other parts together are then the training part. Rows
 * keep their order.
 * @param dataset the rows
 * @param options `folds`, default 5; `seed` of the division, default 0
 * @returns the training and the test part of each fold
 * @throws UphillError "options" for bad numbers, "split" if a class has fewer rows than there are folds
 * @example
 * ```ts
 * for (const { train, test } of kFold(moons({ rows: 100, seed: 1 }), { folds: 5 })) {
 *   console.log(train.rows, test.rows); // 80 20
 * }
 * ```
 */
export function kFold(
  dataset: Dataset,
  options: Partial<OptionsOf<typeof kFoldOptions>> = {},
): { train: Dataset; test: Dataset }[] {
  checkDataset("kFold", "the data", dataset);
  const { folds, seed } = parseOptions("kFold", kFoldOptions, options);
  const counts = classCounts(dataset);
  const scarce = counts.findIndex((count) => count < folds);
  if (scarce >= 0) {
    throw new UphillError({
      code: "split",
      who: dataset.name,
      got: `class ${dataset.classes[scarce]} has ${counts[scarce]} rows`,
      wanted: `each of ${folds} folds needs at least one row of each class`,
      todo: "Ask for fewer folds, bring more rows, or select classes.",
    });
  }
  const random = streams(seed).stream("folds");
  const fold = new Int32Array(dataset.rows);
  // Dealt out like cards, class after class without a new start, so that the folds' sizes differ by one row at most.
  shuffledByClass(dataset, (label) => random.at(label))
    .flat()
    .forEach((row, place) => (fold[row] = place % folds));
  const rows = Array.from(fold.keys());
  return Array.from({ length: folds }, (_, k) => {
    const note = `Fold ${k + 1} of ${folds}, ${dataset.targets ? "" : "each "}${howTaken(dataset)}, seed ${seed}.`;
    const part = (inside: (row: number) => boolean): Dataset => ({
      ...selectRows(dataset, rows.filter(inside)),
      notes: [...dataset.notes, note],
    });
    return { train: part((row) => fold[row] !== k), test: part((row) => fold[row] === k) };
  });
}
