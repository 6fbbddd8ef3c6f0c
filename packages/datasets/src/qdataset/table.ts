import { UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import type { QDatasetExample } from "./generate.js";
import { describeQDataset, parseQDatasetName } from "./profile.js";

/** Examples of one QDataSet, generated or read. */
export interface QDatasetTable {
  /** Its name, which says what was simulated. */
  readonly name: string;
  readonly rows: number;
  /** [rows, 18] or [rows, 540]: for each start state, all observables. */
  readonly expectations: Float64Array;
  /** [rows, pulses, 3 · controls]: amplitude, position, width. */
  readonly pulseParameters: Float64Array;
  readonly source: string;
  /** How they were made or read: full sentences. */
  readonly notes: readonly string[];
}

/** Which numbers of an example are a row's features. */
export const qdatasetFeatures = ["expectations", "pulses", "both"] as const;
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
 * Telling two sets apart: rows alternate between them, class 0 first, as many of each as the shorter has.
 * @throws UphillError "shape" if their rows have different widths
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
