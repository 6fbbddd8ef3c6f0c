import type { ReportFigure } from "@uphill/optimizers";
import type { Pair } from "./comparison.js";
import type { Row } from "./rows.js";
import type { Interval } from "./statistics.js";
import type { StopSpec } from "./stops.js";
import type { Tuning } from "./tuning.js";

/** A row at what tuning chose. */
export interface TunedRow extends Row {
  /** The learning rate that was chosen; null if tuning chose other options or had nothing to choose. */
  readonly learningRate: number | null;
  /**
   * How it was chosen; null if there was nothing to tune. The row then shows the given options, beside the tuned rows
   * of others.
   */
  readonly tuning: null | (Omit<Tuning, "candidates" | "rate"> & { readonly losses: Tuning["candidates"] });
}

/** The rows of one optimizer: the row at the given options, and the tuned row. */
export interface OptimizerSummary extends Row {
  /** The alias of the optimizer. */
  readonly name: string;
  /** The name of the optimizer behind the alias. */
  readonly optimizer: string;
  /** The row at what tuning chose; null without tuning. */
  readonly tuned: TunedRow | null;
  /** Why runs of it failed; null if none did. Such an optimizer is not ranked. */
  readonly failed: string | null;
}

/** What plain models reach. In JSON each also stands under its own name, with fields such as `accuracyTest`. */
export interface CeilingSummary {
  /** The models, each with its figure on training and test rows. */
  readonly models: readonly {
    readonly name: string;
    readonly about: string;
    readonly train: Interval;
    readonly test: Interval;
  }[];
  /** The metric of the figures. */
  readonly metric: string;
  /** The best that any rule can reach on average, as a mean over seeds; null if it is not known of the data. */
  readonly known: number | null;
  /** The number of training rows that the models got. */
  readonly rows: number;
  /** Why figures are missing, in full sentences. */
  readonly reasons: readonly string[];
}

/** The problem that was solved. */
export interface ProblemSummary {
  /** The name of the problem family. */
  readonly name: string;
  /** The options of the problem. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Options of what the problem is made of, such as a named Hamiltonian and the ansatz, by their names. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The lowest possible value of what is minimised; null if it is not known or not the same for all seeds. */
  readonly optimum: number | null;
  /** The name of the metric that is minimised. */
  readonly objective: string;
  /** The metrics, each with its good direction and its unit. */
  readonly metrics: readonly { readonly name: string; readonly better: "lower" | "higher"; readonly unit: string }[];
}

/** A figure that is counted over runs. */
export interface Counted extends ReportFigure {
  /** The names of the optimizers that declare it. */
  readonly of: readonly string[];
}

/** The tables of one preset, with comparisons and verdict. */
export interface PresetSummary {
  /** The name of the preset. */
  readonly name: string;
  /** What it is, in one sentence. */
  readonly about: string;
  /** The experiment in one line, as it was run. */
  readonly setting: string;
  /** The alias of the optimizer that all others are compared with. */
  readonly reference: string;
  /** The rows, optimizer by optimizer. */
  readonly optimizers: readonly OptimizerSummary[];
  /**
   * Every optimizer beside every other one, at the tuned and at the given options. These figures are for exploring and
   * are not judged.
   */
  readonly pairs: { readonly tuned: readonly Pair[] | null; readonly given: readonly Pair[] };
  /** The problem that was solved. */
  readonly problem: ProblemSummary;
  /** Stopping rules that were in force, with their options; left out where there were none. */
  readonly stops?: readonly StopSpec[];
  /** The figures that are counted over the runs. */
  readonly counted: readonly Counted[];
  /** What plain models reach. Left out if the problem has no plain models. */
  readonly ceiling?: CeilingSummary;
  /** The verdict, one paragraph on each line. */
  readonly verdict: string;
}
