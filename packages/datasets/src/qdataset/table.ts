import { UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import type { QDatasetExample } from "./generate.js";
import { describeQDataset, parseQDatasetName } from "./profile.js";

/** Examples of one set of QDataSet, generated or read. */
export interface QDatasetTable {
  /** The name of the set, which says what was simulated. */
  readonly name: string;
  /** The number of examples. */
  readonly rows: number;
  /** [rows, 18] or [rows, 540]: for each start state, the values of all observables. */
  readonly expectations: Float64Array;
  /** [rows, pulses, 3 · controls]: amplitude, position and width of each pulse. */
  readonly pulseParameters: Float64Array;
  /** Who made the examples. */
  readonly source: string;
  /** How they were made or read, in full sentences. */
  readonly notes: readonly string[];
}

/** What the features of a row can be: expectation values, pulse parameters, or both. */
export const qdatasetFeatures = ["expectations", "pulses", "both"] as const;
/** One of {@link qdatasetFeatures}. */
export type QDatasetFeatures = (typeof qdatasetFeatures)[number];

const STRENGTH = 100; // the largest amplitude

/** One row of features; amplitudes are divided by 100, so that all features lie in [−1, 1]. */
export function featuresOf(
  { expectations, pulseParameters }: Pick<QDatasetExample, "expectations" | "pulseParameters">,
  which: QDatasetFeatures,
): Float64Array {
  const pulses = which === "expectations" ? [] : pulseParameters.map((x, k) => (k % 3 === 0 ? x / STRENGTH : x));
  return Float64Array.of(...(which === "pulses" ? [] : expectations), ...pulses);
}

/** What the features are, for a note. */
export function describeFeatures(which: QDatasetFeatures): string {
  const expectations = "the expectation values of all Pauli words after each start state";
  const pulses = "the pulse parameters (amplitudes divided by 100)";
  return { expectations, pulses, both: `${expectations}, and ${pulses}` }[which];
}

/** Which two sets are told apart, for a note. */
export const describeClasses = (first: string, second: string): string =>
  `Class 0 is ${first} (${describeQDataset(parseQDatasetName(first))}), class 1 is ${second} (${describeQDataset(parseQDatasetName(second))}).`;

export const qdatasetCitation =
  "Perrier, Youssry & Ferrie 2021, QDataSet: Quantum Datasets for PickleStack Learning, arXiv:2108.06661, doi:10.5281/zenodo.5202814";

/**
 * Makes a data set of two sets that a classifier has to tell apart. Rows alternate between them, class 0 first. The
 * shorter set decides the number of rows.
 * @param first the examples of class 0
 * @param second the examples of class 1
 * @param options `features`, what the features of a row are; default "expectations"
 * @returns the data set
 * @throws UphillError "shape" if the rows of the two sets have different widths
 */
export function qdatasetTask(
  first: QDatasetTable,
  second: QDatasetTable,
  { features: which = "expectations" }: { features?: QDatasetFeatures } = {},
): Dataset {
  const pairs = Math.min(first.rows, second.rows);
  const rows = [first, second].map(
    (table) =>
      (row: number): Float64Array =>
        featuresOf(exampleOf(table, row), which),
  );
  const widths = rows.map((row) => row(0).length);
  const width = widths[0];
  if (width !== widths[1]) {
    throw new UphillError({
      code: "shape",
      who: "qdatasetTask",
      got: `${first.name} has rows of ${width} features and ${second.name} of ${widths[1]}`,
      wanted: "both must agree",
      todo: "Choose sets of the same qubits and controls.",
    });
  }
  const features = new Float64Array(2 * pairs * width);
  for (let row = 0; row < 2 * pairs; row++) features.set(rows[row % 2](Math.floor(row / 2)), row * width);
  return {
    name: `qdataset:${second.name}`,
    features,
    width,
    rows: 2 * pairs,
    labels: Int32Array.from({ length: 2 * pairs }, (_, row) => row % 2),
    classes: [first.name, second.name],
    source: first.source === second.source ? first.source : `${first.source}; ${second.source}`,
    licence: "see the source",
    citation: qdatasetCitation,
    notes: [
      describeClasses(first.name, second.name),
      `The ${width} features are ${describeFeatures(which)}.`,
      ...first.notes,
      ...second.notes,
    ],
  };
}

function exampleOf(table: QDatasetTable, row: number): Pick<QDatasetExample, "expectations" | "pulseParameters"> {
  const part = (all: Float64Array): Float64Array => {
    const width = all.length / table.rows;
    return all.subarray(row * width, (row + 1) * width);
  };
  return { expectations: part(table.expectations), pulseParameters: part(table.pulseParameters) };
}
