import { checkNames, UphillError } from "@uphill/core";
import type { Dataset } from "./dataset.js";
import { datasetFromCells } from "./tables/table.js";

/** The rows of {@link dataset}, and what is known of them. */
export interface PlainOptions {
  /** A list of numbers for each row. */
  readonly features: readonly ArrayLike<number>[];
  /** The class of each row. Give this or `targets`. */
  readonly labels?: readonly (string | number | boolean)[];
  /** The number to predict of each row. */
  readonly targets?: ArrayLike<number>;
  /** The name of the number to predict; default "target". */
  readonly target?: string;
  /** The name of each feature. */
  readonly columns?: readonly string[];
  /** The name of the data set; default "dataset". */
  readonly name?: string;
  /** Who made the data; default "made by hand". */
  readonly source?: string;
  /** The licence of the data. */
  readonly licence?: string;
  /** The publication to cite. */
  readonly citation?: string;
}

/** Every option, once: what is not here is refused. */
const names = Object.keys({
  features: true,
  labels: true,
  targets: true,
  target: true,
  columns: true,
  name: true,
  source: true,
  licence: true,
  citation: true,
} satisfies Record<keyof PlainOptions, true>);

/**
 * Makes a data set of your own rows. The class of a row may be any number or text. Classes are sorted: as numbers if
 * all are numbers, otherwise as texts. For regression, give `targets` instead of `labels`.
 * @param options the features, the labels or targets and, if you like, names
 * @returns the data set
 * @throws UphillError "options" for an option that there is not, "table" for rows of different lengths, for a value that is not a finite number (with row and
 *   column), and for fewer than 2 or more than 1000 classes
 * @example
 * ```ts
 * const mine = dataset({ features: [[0.1, 0.9], [0.8, 0.2], [0.2, 0.7]], labels: ["up", "down", "up"] });
 * mine.classes; // ["down", "up"]
 * ```
 */
export function dataset(options: PlainOptions): Dataset {
  checkNames("dataset", names, options);
  const { features, labels, targets, target = "target", columns, ...about } = options;
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "table", who: about.name ?? "dataset", got, wanted, todo });
  };
  const given = features as unknown;
  if (labels !== undefined && targets !== undefined)
    refuse("labels and targets are given", "a row has a class or a number to predict", "Give one of them.");
  const told = (targets ?? labels) as unknown;
  const what = targets === undefined ? "label" : "target";
  if (!isList(given) || !isList(told))
    return refuse(
      `features or ${what}s are no list`,
      "both must be",
      `Give features: [[0.1, 0.2], …] and ${what}s: [0, …].`,
    );
  if (given.length !== told.length)
    refuse(
      `there are ${given.length} rows of features`,
      `there are ${told.length} ${what}s`,
      `Give each row one ${what}.`,
    );
  const width = columns?.length ?? (features[0] as ArrayLike<number> | undefined)?.length ?? 0;
  const odd = features.findIndex((row: unknown) => !isList(row) || row.length !== width);
  if (odd >= 0) {
    const row: unknown = features[odd];
    const got = isList(row) ? `row ${odd + 1} has ${row.length} features` : `row ${odd + 1} is no list of numbers`;
    refuse(got, `each row must have ${width || "some"}`, "Give each row as many numbers.");
  }
  const called = columns ?? Array.from({ length: width }, (_, k) => String(k));
  const rows = features.map((row, r) => [...Array.from(row), told[r]]);
  const name = about.name ?? "dataset";
  const made = datasetFromCells(
    { who: name, names: [...called, `${what} of the row`], rows },
    {
      ...about,
      name,
      label: `${what} of the row`,
      labelAs: targets === undefined ? "class" : "number",
      source: about.source ?? "made by hand",
    },
  );
  return {
    ...made,
    ...(targets !== undefined && { classes: [target] }),
    columns,
    notes: [`${made.rows} rows of ${width} features, made by hand.`],
  };
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
