import { checkNames, UphillError } from "@uphill/core";
import type { Dataset } from "./dataset.js";
import { datasetFromCells } from "./tables/table.js";

/** The rows of {@link dataset}, and what is known of them. */
export interface PlainOptions {
  /** A list of numbers for each row. */
  readonly features: readonly ArrayLike<number>[];
  /** The class of each row. */
  readonly labels: readonly (string | number | boolean)[];
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
  columns: true,
  name: true,
  source: true,
  licence: true,
  citation: true,
} satisfies Record<keyof PlainOptions, true>);

/**
 * Makes a data set of your own rows. The class of a row may be any number or text. Classes are sorted: as numbers if
 * all are numbers, otherwise as texts.
 * @param options the features, the labels and, if you like, names
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
  const { features, labels, columns, ...about } = options;
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "table", who: about.name ?? "dataset", got, wanted, todo });
  };
  const given = features as unknown;
  if (!isList(given) || !isList(labels))
    return refuse(
      "features or labels are no list",
      "both must be",
      "Give features: [[0.1, 0.2], …] and labels: [0, …].",
    );
  if (given.length !== labels.length)
    refuse(
      `there are ${given.length} rows of features`,
      `there are ${labels.length} labels`,
      "Give each row one label.",
    );
  const width = columns?.length ?? (features[0] as ArrayLike<number> | undefined)?.length ?? 0;
  const odd = features.findIndex((row: unknown) => !isList(row) || row.length !== width);
  if (odd >= 0) {
    const row: unknown = features[odd];
    const got = isList(row) ? `row ${odd + 1} has ${row.length} features` : `row ${odd + 1} is no list of numbers`;
    refuse(got, `each row must have ${width || "some"}`, "Give each row as many numbers.");
  }
  const called = columns ?? Array.from({ length: width }, (_, k) => String(k));
  const rows = features.map((row, r) => [...Array.from(row), labels[r]]);
  const name = about.name ?? "dataset";
  const made = datasetFromCells(
    { who: name, names: [...called, "label of the row"], rows },
    { ...about, name, label: "label of the row", source: about.source ?? "made by hand" },
  );
  return { ...made, columns, notes: [`${made.rows} rows of ${width} features, made by hand.`] };
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
