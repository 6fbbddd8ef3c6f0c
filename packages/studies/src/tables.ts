import type { Pair } from "./comparison.js";
import type { Row } from "./rows.js";
import type { Interval } from "./statistics.js";
import type { Tuning } from "./tuning.js";

/** A row at what tuning chose. */
export interface TunedRow extends Row {
  /** Null where tuning turned other options, or had nothing to turn. */
  readonly learningRate: number | null;
  /** Null where there was nothing to tune: this is then the row at the given options, beside the tuned ones. */
  readonly tuning: null | (Omit<Tuning, "candidates" | "rate"> & { readonly losses: Tuning["candidates"] });
}

export interface OptimizerSummary extends Row {
  /** The alias. */
  readonly name: string;
  /** The optimizer behind the alias. */
  readonly optimizer: string;
  readonly tuned: TunedRow | null;
  /** Why runs of it failed; null where none did. Such an optimizer is not ranked. */
  readonly failed: string | null;
}

export interface CeilingSummary {
  readonly logistic: { readonly accuracyTrain: Interval; readonly accuracyTest: Interval };
  readonly quadraticRidge: { readonly accuracyTrain: Interval; readonly accuracyTest: Interval };
  /** Accuracy that no rule can pass on average, where it is known of the data; the mean over seeds. */
  readonly known: number | null;
  /** Training rows that the two were given. */
  readonly rows: number;
  /** Why figures cannot be had: full sentences. */
  readonly reasons: readonly string[];
}

export interface PresetSummary {
  readonly name: string;
  readonly about: string;
  /** The experiment in one line, as it was run. */
  readonly setting: string;
  /** The alias that all others are compared with. */
  readonly reference: string;
  readonly optimizers: readonly OptimizerSummary[];
  /** Everyone against everyone, to explore; not judged. */
  readonly pairs: { readonly tuned: readonly Pair[] | null; readonly given: readonly Pair[] };
  readonly ceiling: CeilingSummary;
  /** Paragraphs, one a line. */
  readonly verdict: string;
}
