import { sha256, UphillError } from "@uphill/core";
import { checkDataset } from "./check-dataset.js";
import { classCounts, type KnownLimit, type Dataset } from "./dataset.js";
import { moments } from "./preparation/moments.js";

/** What there is to know of a data set at a glance. */
export interface Description {
  /** The name of the data set. */
  readonly name: string;
  /** The number of rows. */
  readonly samples: number;
  /** The number of features of a row. */
  readonly features: number;
  /** The name of each class and its number of rows. Empty if rows have a number to predict. */
  readonly classes: readonly { readonly label: string; readonly count: number }[];
  /** The number to predict, if rows have one instead of a class. */
  readonly target?: TargetSummary;
  /**
   * SHA-256 of the features as little-endian float64 in row order, in hexadecimal. The rows of the training file come
   * first.
   */
  readonly sha256: string;
  /** Who made the data. */
  readonly source: string;
  /** The licence of the data. */
  readonly licence: string;
  /** The publication to cite. */
  readonly citation?: string;
  /** The best accuracy that any classifier can reach on fresh rows, if it is known. */
  readonly ceiling?: KnownLimit;
}

/** A number to predict, over rows. */
export interface TargetSummary {
  /** Its name. */
  readonly name: string;
  /** The least. */
  readonly least: number;
  /** The largest. */
  readonly largest: number;
  /** The mean. */
  readonly mean: number;
  /** The standard deviation, with divisor `rows`. */
  readonly deviation: number;
}

/**
 * Sums up the numbers to predict.
 * @param name their name
 * @param targets the numbers, at least one
 * @returns the summary
 */
export function summariseTargets(name: string, targets: Float64Array): TargetSummary {
  const { mean, deviation } = moments({ features: targets, rows: targets.length, width: 1 });
  return {
    name,
    least: targets.reduce((least, value) => Math.min(least, value), Infinity),
    largest: targets.reduce((largest, value) => Math.max(largest, value), -Infinity),
    mean: mean[0],
    deviation: deviation[0],
  };
}

/**
 * Describes one table, or the parts of one data set as a whole. Give the data as they were read, because the hash is
 * over the features as they are.
 * Cost: one pass, and no copy.
 * @param parts the table; or the parts, the training part first
 * @returns the description
 * @throws UphillError "shape" if there is no part, or if parts differ in width or classes
 */
export function describe(...parts: readonly Dataset[]): Description {
  for (const part of parts) checkDataset("describe", "the data", part);
  return describeBy(sha256, parts);
}

/** The same by another maker of the same hash. */
export function describeBy(
  hash: (...parts: readonly Float64Array[]) => string,
  parts: readonly Dataset[],
): Description {
  const [first] = parts;
  const kindOf = ({ width, classes, targets }: Dataset): string =>
    [width, targets !== undefined, ...classes].join("\n");
  const odd = parts.find((part) => kindOf(part) !== kindOf(first));
  if (parts.length === 0 || odd) {
    throw new UphillError({
      code: "shape",
      who: "describe",
      got: odd ? `parts of ${first.name} have other features or classes` : "there is no part",
      wanted: "the parts of one data set must be alike",
      todo: "Describe them one by one.",
    });
  }
  const { name, width, classes, source, licence, citation, ceiling } = first;
  const samples = parts.reduce((sum, { rows }) => sum + rows, 0);
  const counts = parts.map(classCounts);
  const targets = first.targets && Float64Array.from(parts.flatMap((part) => Array.from(part.targets!)));
  return {
    name,
    samples,
    features: width,
    classes: targets
      ? []
      : classes.map((label, k) => ({ label, count: counts.reduce((sum, part) => sum + part[k], 0) })),
    ...(targets && { target: summariseTargets(classes[0], targets) }),
    sha256: hash(...parts.map(({ features }) => features)),
    source,
    licence,
    ...(citation && { citation }),
    ...(ceiling && { ceiling }),
  };
}
