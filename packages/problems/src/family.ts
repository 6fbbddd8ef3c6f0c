import type { Fields, OptionsOf } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import type { Sign } from "@uphill/optimizers";
import { checkConditionsOf, type Conditions } from "./conditions.js";
import type { ProblemInstance } from "./instance.js";
import type { DataRecord } from "./rows/record.js";
import type { FilesFrom, Source } from "./rows/source.js";
import type { DataSpec, DataWishes } from "./rows/spec.js";

/** A problem with everything decided. It is plain data. */
export interface ProblemSpec<O = Readonly<Record<string, unknown>>> {
  /** The name of the problem family. */
  readonly name: string;
  /** All options of the family. */
  readonly options: O;
  /** Options of the named parts of the problem, by the names of the parts. Example: a named Hamiltonian. */
  readonly parts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where its rows come from, if the family learns from rows. */
  readonly data?: DataSpec;
}

/** A figure that a problem computes exactly at a point. */
export interface Metric<O = Readonly<Record<string, unknown>>> {
  /** The name of the metric. */
  readonly name: string;
  /** Which direction is good. */
  readonly better: "lower" | "higher";
  /** The unit; "" for a pure number. */
  readonly unit: string;
  /** What it is, in one sentence for help and docs, without the full stop. */
  readonly about: string;
  /** How tables show it: the number of decimals, and whether as a percentage. */
  readonly shown: {
    /** The number of decimals. */
    readonly digits: number;
    /** True if it is shown as a percentage. */
    readonly percent?: true;
    /** Its name in narrow tables. */
    readonly short?: string;
  };
  /** Returns whether a problem has it. Left out: every problem of the family has it. */
  applies?(spec: ProblemSpec<O>): boolean;
  /** Returns the least and the most that it can be. Intervals are cut to that. */
  possible?(spec: ProblemSpec<O>): readonly [least: number, most: number];
}

/** What a user asks a problem family for. */
export interface ProblemWishes {
  /** The options that were given. The others have their defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The data set and its preparation. */
  readonly data: DataWishes;
  /** Options of the family's parts, of data sets and of preparations, by their names. */
  readonly changes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** What plain models reach on the rows of one seed. It is plain data. */
export interface BaselineRecord {
  /**
   * The figure of each model on training and test rows, by the name of the model; null with a reason if there is none.
   */
  readonly models: Readonly<
    Record<string, { readonly train: number | null; readonly test: number | null; readonly reason?: string }>
  >;
  /** The best that any model can reach; null if it is not known. */
  readonly known: number | null;
  /** The number of training rows that the models got. */
  readonly rows: number;
}

/** Rows that are there already. */
export interface GivenRows {
  /** The rows to train on. */
  readonly train: Dataset;
  /** The rows to test on. */
  readonly test?: Dataset;
  /** Rows that are neither trained nor tested on. */
  readonly heldOut?: Dataset;
}

/** How a problem family gets the rows that it learns from. */
export interface DataPart<O> {
  /** The problem on rows that are there already, just as they are. @throws UphillError naming what does not fit */
  instance(spec: ProblemSpec<O>, conditions: Conditions, rows: GivenRows): ProblemInstance;
  /**
   * Reads what lies in files, once for all runs.
   * @param spec the problem
   * @param from how files are read, and which options the user gave; options that were not given are fitted to the rows
   *   that there are
   * @returns a promise of the problem with these options, and of the rows
   */
  read(
    spec: ProblemSpec<O>,
    from: FilesFrom & { readonly data: DataWishes; readonly typed: Readonly<Record<string, unknown>> },
  ): Promise<{ readonly spec: ProblemSpec<O>; readonly source: Source }>;
  /** Returns the number of training rows that the figures rest on. */
  trained(spec: ProblemSpec<O>): number;
  /**
   * Returns the record of the data for a manifest.
   * @param spec the problem
   * @param source the rows that were read
   * @param seed the first seed
   * @returns the record
   */
  record(spec: ProblemSpec<O>, source: Source, seed: number): DataRecord;
}

/**
 * A kind of problem, such as `classifierFamily`. To add one to Uphill, write a file in `families/` and a line in its
 * index. It then appears in `uphill compare --problem`, in help, JSON, report and docs.
 */
export interface ProblemFamily<O = Readonly<Record<string, unknown>>> {
  /** The name that users type. */
  readonly name: string;
  /** What it is, in one sentence for help and docs, without the full stop. */
  readonly about: string;
  /** The descriptions of its options. */
  readonly options: Fields;
  /**
   * The parts that a problem may be made of and that have options under their own names, such as named Hamiltonians.
   */
  readonly parts?: readonly { readonly name: string; readonly options: Fields }[];
  /** Options whose value may be the name of a file. The content of the file is then the value. */
  readonly texts?: readonly string[];
  /** The figures that it computes exactly. */
  readonly metrics: readonly Metric<O>[];
  /** The name of the metric that is minimised. `loss` of an instance returns it. */
  readonly objective: string;
  /**
   * Starts that only this family has, by name, each with a phrase about it. The starts of `@uphill/circuits` serve every
   * family.
   */
  readonly starts?: Readonly<Record<string, string>>;
  /** True if answers come from circuits. They may then come from shots. */
  readonly circuits: boolean;
  /** How it gets its rows. Only for families that learn from rows. */
  readonly data?: DataPart<O>;
  /**
   * Decides and checks everything that can be decided without data.
   * @throws UphillError "options", "unknown" and others, for every mistake in the wishes
   */
  plan(wishes: ProblemWishes): ProblemSpec<O>;
  /** Describes the problem in words, for one line of text. */
  describe(spec: ProblemSpec<O>): readonly string[];
  /** Returns how many bytes one run takes, of what, and what to use fewer of. */
  memory(spec: ProblemSpec<O>): {
    readonly bytes: number;
    /** What takes them: "6 qubits with 200 rows". */
    readonly what: string;
    /** What to use fewer of. */
    readonly smaller: string;
  };
  /**
   * Makes the problem ready to be solved.
   * @throws UphillError with what does not fit
   */
  instance(spec: ProblemSpec<O>, conditions: Conditions, source: Source): ProblemInstance;
  /** Returns the fewest circuits that an optimizer can ask for in one request. */
  fewestCircuits?(spec: ProblemSpec<O>): number;
  /** Plain models to compare with. */
  readonly baselines?: {
    /** The metric that they are judged by. */
    readonly metric: string;
    /** A heading. */
    readonly about: string;
    /** Each model in words, by its name in JSON. */
    readonly models: Readonly<Record<string, string>>;
    /** How they are fitted, in sentences for readers who doubt them. */
    readonly methods: string;
    /** Fits the models on the rows of one seed. */
    of(spec: ProblemSpec<O>, source: Source, seed: number): BaselineRecord;
  };
  /** Returns what a reader must know of figures that come from these shots and this start. */
  cautions?(
    spec: ProblemSpec<O>,
    given: Pick<Conditions, "shots" | "lossShots"> & { readonly start?: string },
  ): readonly Sign[];
  /**
   * Checks that this problem can serve an option of an optimizer.
   * @throws UphillError if it cannot
   */
  checkOptimizer?(spec: ProblemSpec<O>, alias: string, options: Readonly<Record<string, unknown>>): void;
}

/**
 * Declares a problem family. Its `instance` refuses conditions that nothing can answer under. To add one to Uphill, write a file in `families/` and a line in its index.
 * @param family the family
 * @returns the family, with its types checked
 */
export function defineProblem<F extends Fields>(
  family: ProblemFamily<OptionsOf<F>> & { readonly options: F },
): Omit<ProblemFamily, "options"> & { readonly options: F } {
  // Specs come back as the family made them.
  const { instance } = family as ProblemFamily;
  return {
    ...(family as ProblemFamily & { readonly options: F }),
    instance(spec, conditions, source) {
      checkConditionsOf(family, conditions);
      return instance.call(family, spec, conditions, source);
    },
  };
}
