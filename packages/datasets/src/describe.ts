import { sha256, UphillError } from "@uphill/core";
import { checkDataset } from "./check-dataset.js";
import { classCounts, type KnownLimit, type Dataset } from "./dataset.js";

/** What there is to know of a data set at a glance. */
export interface Description {
  readonly name: string;
  readonly samples: number;
  readonly features: number;
  readonly classes: readonly { readonly label: string; readonly count: number }[];
  /** SHA-256 of the features as little-endian float64 in row order, in hexadecimal: those of training files first. */
  readonly sha256: string;
  readonly source: string;
  readonly licence: string;
  readonly citation?: string;
  readonly ceiling?: KnownLimit;
}

/**
 * Describes one table, or the parts of one data set (training part first) as a whole. Hand it the data as they were read:
 * the hash is over the features as they are.
 * @throws UphillError "shape" if there is no part, or parts differ in width or classes
 * Cost: one pass, and no copy.
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
  const odd = parts.find((part) => part.width !== first.width || part.classes.join("\n") !== first.classes.join("\n"));
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
  return {
    name,
    samples,
    features: width,
    classes: classes.map((label, k) => ({ label, count: counts.reduce((sum, part) => sum + part[k], 0) })),
    sha256: hash(...parts.map(({ features }) => features)),
    source,
    licence,
    ...(citation && { citation }),
    ...(ceiling && { ceiling }),
  };
}
