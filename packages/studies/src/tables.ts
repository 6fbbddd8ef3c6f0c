import type { ReportFigure } from "@uphill/optimizers";
import type { Pair } from "./comparison.js";
import type { Row } from "./rows.js";
import type { Interval } from "./statistics.js";
import type { StopSpec } from "./stops.js";
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

/** What plain models reach. In JSON each stands by its name too, with fields such as `accuracyTest`. */
export interface CeilingSummary {
  readonly models: readonly {
    readonly name: string;
    readonly about: string;
    readonly train: Interval;
    readonly test: Interval;
  }[];
  /** The metric that they are judged by. */
  readonly metric: string;
  /** What no rule can pass on average, where it is known of the data; the mean over seeds. */
  readonly known: number | null;
  /** Training rows that they were given. */
  readonly rows: number;
  /** Why figures cannot be had: full sentences. */
  readonly reasons: readonly string[];
}

/** What was solved. */
export interface ProblemSummary {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Options of what the problem is made of, such as a named Hamiltonian and the ansatz, by their names. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The lowest value of what is minimised, where it is known and the same for all seeds. */
  readonly optimum: number | null;
  /** The metric that is minimised. */
  readonly objective: string;
  readonly metrics: readonly { readonly name: string; readonly better: "lower" | "higher"; readonly unit: string }[];
}

/** A figure that is counted over runs. */
export interface Counted extends ReportFigure {
  /** The optimizers that declare it. */
  readonly of: readonly string[];
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
  readonly problem: ProblemSummary;
  /** Stopping rules that were in force, with their options; left out where there were none. */
  readonly stops?: readonly StopSpec[];
  /** What is counted over the runs, as the optimizers declare it. */
  readonly counted: readonly Counted[];
  /** Left out where a problem has no plain models to compare with. */
  readonly ceiling?: CeilingSummary;
  /** Paragraphs, one a line. */
  readonly verdict: string;
}
