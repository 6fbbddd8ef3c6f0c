import { createHash } from "node:crypto";
import { checkDataset } from "../check-dataset.js";
import type { Dataset } from "../dataset.js";
import { describeBy, type Description } from "../describe.js";

/** What Node's own hash makes of the same numbers, which is several times as fast. */
export function sha256(...parts: readonly Float64Array[]): string {
  const hash = createHash("sha256");
  for (const numbers of parts) hash.update(numbers);
  return hash.digest("hex");
}

/**
 * The same as `describe`, with Node's own hash: of 70,000 images in a second, not in ten.
 * @param parts one table, or the parts of one data set, the training part first
 * @returns what there is to know of it
 * @throws UphillError "dataset" | "shape"
 */
export function describeFiles(...parts: readonly Dataset[]): Description {
  for (const part of parts) checkDataset("describeFiles", "the data", part);
  return describeBy(sha256, parts);
}
