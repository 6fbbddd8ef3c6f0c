import { number, parseOptions, streams, UphillError, type Fields, type OptionsOf, type Streams } from "@uphill/core";
import type { KnownLimit, Dataset } from "./dataset.js";
import type { Step } from "./preparation/fit.js";

const MAX_VALUES = 2 ** 27; // 1 GiB of features

/** What a generated set is, once its options and its seed are known. */
export interface Rows {
  /** The number of features of a row. */
  readonly width: number;
  /** The names of the classes. Left out if the set has a `target`. */
  readonly classes?: readonly string[];
  /**
   * Writes the features of one row into [width] zeros and returns its class, or the number to predict if the set has a
   * `target`. It depends on the number of the row alone.
   */
  fill(row: number, into: Float64Array): number;
  /** What was generated, with all parameters, in full sentences. */
  readonly notes: readonly string[];
  /** The size of the images, if rows are images. */
  readonly image?: Dataset["image"];
  /** The best accuracy that any classifier can reach, if it is known. */
  readonly ceiling?: KnownLimit;
}

/** A generated set, such as `moons`. Call it with a number of rows, a seed and its options to get a {@link Dataset}. */
export interface SyntheticDataset<F extends Fields = Fields> {
  (
    options: {
      /** Number of rows. */
      rows: number;
      /** Seed of the rows: the same seed gives the same rows. */
      seed: number;
    } & Partial<OptionsOf<F>>,
  ): Dataset;
  /** The name that users type. */
  readonly name: string;
  /** What it is, in one phrase for help. */
  readonly about: string;
  /** The descriptions of its options. */
  readonly options: F;
  /** The name of the number to predict. Left out if rows have classes. */
  readonly target?: string;
  /**
   * Returns preparations that make the classes visible, with at most `most` features. Left out if the rows need none.
   */
  usualSteps?(options: OptionsOf<F>, most: number): readonly Step[];
}

const sizeAndSeed = {
  /** Number of rows. */
  rows: number({ default: 400, min: 2, max: MAX_VALUES, integer: true, about: "Number of rows" }),
  /** Seed of everything that is random in the data. */
  seed: number({
    default: 0,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    integer: true,
    about: "Seed of everything that is random in the data",
  }),
};

/**
 * Turns a declaration into a generated set. To add one to Uphill, write a file in `sets/` and a line in its index. Each
 * row depends on its number alone, so a larger set begins with the rows of a smaller one.
 * @param definition the name, the options, and `generate`, which returns {@link Rows} for given options and random
 *   streams
 * @returns the set, to be called with `rows`, `seed` and its options. A call throws UphillError "options" for a value
 *   out of range, and "memory" for more than 2²⁷ numbers (1 GiB).
 * @example
 * ```ts
 * const corners = defineDataset({
 *   name: "corners",
 *   about: "Four noisy corners of a square, opposite ones of one class",
 *   options: { spread: number({ default: 0.2, above: 0, about: "Standard deviation around a corner" }) },
 *   generate({ spread }, streams) {
 *     const rows = streams.stream("corners");
 *     return {
 *       width: 2,
 *       classes: ["0", "1"],
 *       fill(row, into) {
 *         const random = rows.at(row);
 *         const first = random.uniform() < 0.5 ? -1 : 1;
 *         into[0] = first + spread * random.normal();
 *         into[1] = (row % 2 ? -first : first) + spread * random.normal();
 *         return row % 2;
 *       },
 *       notes: [`Four corners of a square with spread ${spread}.`],
 *     };
 *   },
 * });
 * corners({ rows: 100, seed: 1 });
 * ```
 */
export function defineDataset<F extends Fields>(definition: {
  name: string;
  about: string;
  options: F;
  /** The paper or program that the definition goes back to. */
  citation?: string;
  /** The name of the number to predict, if rows have one instead of a class. */
  target?: string;
  usualSteps?(options: OptionsOf<F>, most: number): readonly Step[];
  generate(options: OptionsOf<F>, random: Streams): Rows;
}): SyntheticDataset<F> {
  const { name, about, options: fields, target } = definition;
  const dataset = (given: object): Dataset => {
    const { rows, seed, ...options } = parseOptions(name, { ...fields, ...sizeAndSeed }, given) as OptionsOf<F> &
      OptionsOf<typeof sizeAndSeed>;
    const generated = definition.generate(options as unknown as OptionsOf<F>, streams(seed));
    const { width, classes = [target!], notes, image, ceiling } = generated;
    // A number to predict takes as much as a feature.
    const values = rows * (width + (target === undefined ? 0 : 1));
    if (values > MAX_VALUES) {
      throw new UphillError({
        code: "memory",
        who: name,
        got: `${rows} rows of ${width} features are ${values} numbers`,
        wanted: `at most ${MAX_VALUES} (1 GiB) fit`,
        todo: "Ask for fewer rows or features.",
      });
    }
    const features = new Float64Array(rows * width);
    const labels = new Int32Array(rows);
    const targets = target === undefined ? undefined : new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      (targets ?? labels)[row] = generated.fill(row, features.subarray(row * width, (row + 1) * width));
    }
    return {
      name,
      features,
      width,
      rows,
      labels,
      classes,
      ...(targets && { targets }),
      source: `generated by @uphill/datasets, set "${name}"`,
      licence: "none needed (generated numbers)",
      ...(image && { image }),
      ...(ceiling && { ceiling }),
      ...(definition.citation && { citation: definition.citation }),
      notes: [...notes, `Generated ${rows} rows from seed ${seed}.`],
    };
  };
  Object.defineProperty(dataset, "name", { value: name });
  const { usualSteps } = definition;
  return Object.assign(dataset, {
    about,
    options: fields,
    ...(target !== undefined && { target }),
    ...(usualSteps && { usualSteps }),
  });
}
