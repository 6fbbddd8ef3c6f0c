import type { Fields, OptionsOf } from "@uphill/core";
import type { GradientMethod } from "@uphill/gradients";
import type { Sign } from "@uphill/optimizers";
import type { DataRecord, FilesFrom, Source } from "./classifier/data.js";
import type { DataSpec, DataWishes } from "./classifier/data-spec.js";
import type { Device } from "./device.js";
import type { ProblemInstance } from "./instance.js";

/** A problem with everything decided; plain data. */
export interface ProblemSpec<O = Readonly<Record<string, unknown>>> {
  /** The family's name. */
  readonly name: string;
  /** The family's options, all of them. */
  readonly options: O;
  /** Options of the named parts that it is made of, by their names. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where its rows come from, if it learns from rows. */
  readonly data?: DataSpec;
}

/** A figure that a problem tells exactly at a point. */
export interface Metric<O = Readonly<Record<string, unknown>>> {
  readonly name: string;
  readonly better: "lower" | "higher";
  /** What it is counted in; "" for a pure number. */
  readonly unit: string;
  /** One sentence for help and docs, without its full stop. */
  readonly about: string;
  /** How tables show it: decimals, and whether as a percentage. */
  readonly shown: {
    readonly digits: number;
    readonly percent?: true;
    /** Its name in narrow tables. */
    readonly short?: string;
  };
  /** Whether a problem has this figure; left out where all of the family have. */
  applies?(spec: ProblemSpec<O>): boolean;
  /** The least and the most that it can be; intervals are cut to that. */
  possible?(spec: ProblemSpec<O>): readonly [least: number, most: number];
}

/** How an instance answers: with whose shots, by which gradient, on which device. */
export interface Conditions {
  readonly seed: number;
  /** Which shots it meets; 0, the default: those that every run of the seed meets. */
  readonly shotSeed?: number;
  /** Shots per expectation value in gradients, and in losses that are compared; undefined = exact. */
  readonly shots?: number;
  readonly lossShots?: number;
  readonly gradient?: GradientMethod;
  readonly device?: Device;
}

/** What a family is asked for. */
export interface ProblemWishes {
  /** Options that were given; the others have their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: DataWishes;
  /** Options of the family's parts, of data sets and of steps of their preparation, by name. */
  readonly changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** What plain models reach on the same rows, for one seed; plain data. */
export interface BaselineRecord {
  /** By the names that the family gives its models. */
  readonly models: Readonly<
    Record<string, { readonly train: number | null; readonly test: number | null; readonly reason?: string }>
  >;
  /** The best that any model can reach, where it is known. */
  readonly known: number | null;
  /** Training rows that the models were given. */
  readonly rows: number;
}

/** Rows that a family learns from. */
export interface DataPart<O> {
  /**
   * Reads what lies in files, once for all runs.
   * @param from how to read, and which options were typed: what was not typed fits itself to the rows that there are
   * @returns the spec as it is then, and the rows
   */
  read(
    spec: ProblemSpec<O>,
    from: FilesFrom & { readonly data: DataWishes; readonly typed: Readonly<Record<string, unknown>> },
  ): Promise<{ readonly spec: ProblemSpec<O>; readonly source: Source }>;
  /** What is learnt, for a manifest. @param seed the first one */
  record(spec: ProblemSpec<O>, source: Source, seed: number): DataRecord;
}

/**
 * A family of problems. Add one with a file in `families/` and a line in its index: it then appears in `uphill compare --problem`, in help,
 * JSON, report and docs.
 */
export interface ProblemFamily<O = Readonly<Record<string, unknown>>> {
  readonly name: string;
  /** One sentence for help and docs, without its full stop. */
  readonly about: string;
  readonly options: Fields;
  /** What a problem may be made of and has options under its own name, such as a named Hamiltonian. */
  readonly parts?: readonly { readonly name: string; readonly options: Fields }[];
  /** Options that may also be the name of a file: they are then what it says. */
  readonly texts?: readonly string[];
  readonly metrics: readonly Metric<O>[];
  /** The metric that is minimised: an instance's `loss`. */
  readonly objective: string;
  /** Whether answers come from circuits, and so may come from shots. */
  readonly circuits: boolean;
  /** Only of families that learn from rows. */
  readonly data?: DataPart<O>;
  /** Decides and checks everything that can be without data. @throws UphillError "options" | "unknown" | … */
  plan(wishes: ProblemWishes): ProblemSpec<O>;
  /** The problem in words, for one line of text. */
  describe(spec: ProblemSpec<O>): readonly string[];
  /** Bytes that one run takes, and of what, in words. */
  memory(spec: ProblemSpec<O>): {
    readonly bytes: number;
    /** "6 qubits with 200 rows" */
    readonly what: string;
    /** What to use fewer of. */
    readonly smaller: string;
  };
  /** @throws UphillError naming what does not fit */
  instance(spec: ProblemSpec<O>, conditions: Conditions, source: Source): ProblemInstance;
  /** The fewest circuits that an optimizer can ask for in one request. */
  fewestCircuits?(spec: ProblemSpec<O>): number;
  /** What plain models reach in one of the metrics. */
  readonly baselines?: {
    readonly metric: string;
    /** A heading. */
    readonly about: string;
    /** Each model by its name in JSON, in words. */
    readonly models: Readonly<Record<string, string>>;
    /** How they are fitted: sentences for readers who doubt them. */
    readonly methods: string;
    of(spec: ProblemSpec<O>, source: Source, seed: number): BaselineRecord;
  };
  /** What a reader must know of figures under these shots. */
  cautions?(spec: ProblemSpec<O>, shots: Pick<Conditions, "shots" | "lossShots">): readonly Sign[];
  /** @throws UphillError for an optimizer's option that this problem cannot serve */
  checkOptimizer?(spec: ProblemSpec<O>, alias: string, options: Readonly<Record<string, unknown>>): void;
}

/**
 * Gives the figures that a problem has.
 * @param family the problem's family
 * @param spec the problem
 * @returns its metrics, in the family's order
 */
export function metricsOf<O>(
  { metrics }: Pick<ProblemFamily<O>, "metrics">,
  spec: ProblemSpec<O>,
): readonly Metric<O>[] {
  return metrics.filter(({ applies }) => applies?.(spec) ?? true);
}

/** Declares a family of problems. */
export function defineProblem<F extends Fields>(
  family: ProblemFamily<OptionsOf<F>> & { readonly options: F },
): ProblemFamily {
  // Specs come back as the family made them.
  return family;
}
