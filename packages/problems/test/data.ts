import { isUphillError, streams } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";

/** A labelled table by hand. */
export function table(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  more: Partial<Dataset> = {},
): Dataset {
  return {
    name: "by hand",
    features: Float64Array.from(rows.flat()),
    width: rows[0].length,
    rows: rows.length,
    labels: Int32Array.from(labels),
    classes: ["no", "yes"],
    source: "the test",
    licence: "none needed",
    notes: [],
    ...more,
  };
}

/** Normal features, labels in turn. */
export function randomTable(rows: number, width: number, seed = 1, more: Partial<Dataset> = {}): Dataset {
  const random = streams(seed).stream("table").at();
  const features = Array.from({ length: rows }, () => Array.from({ length: width }, () => random.normal()));
  return table(
    features,
    features.map((_, row) => row % 2),
    more,
  );
}

export function caught(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (isUphillError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("nothing was refused");
}
