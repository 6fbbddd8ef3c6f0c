import type { Report } from "../report.js";
import type { FigureDeclaration, FigureDeclarations } from "./declaration.js";
import * as index from "./index.js";

/** A figure that is counted over a run, with the field of the reports that it counts. */
export interface ReportFigure extends FigureDeclaration {
  /** The field of the reports. */
  readonly name: string;
  /** The name of the count. */
  readonly title: string;
  /**
   * The name of the count in records and JSON. Undefined for a figure that one optimizer declares for itself; it stands
   * in `counts` under `name`.
   */
  readonly field?: string;
}

/** The counts of the shared figures, by their names in records. */
export type SharedCounts = {
  readonly [N in keyof typeof index as (typeof index)[N]["field"]]: number;
};

/** Counts over a run, or up to a step of it. Shared figures stand under their own names. */
export interface StepCounts extends SharedCounts {
  /** The counts of figures that optimizers declare for themselves, by their names. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** The figures of the index `reports/`. They are counted for every optimizer. */
export const sharedFigures: readonly ReportFigure[] = Object.entries(index).map(([name, figure]) => ({
  name,
  ...figure,
}));

/**
 * Lists the figures that are counted over the runs of some optimizers: the shared ones first, then those that the
 * optimizers declare.
 * @param optimizers the optimizers
 * @returns the figures, each once
 */
export function figuresOf(optimizers: readonly { readonly reports?: FigureDeclarations }[]): ReportFigure[] {
  const own = new Map<string, ReportFigure>();
  for (const { reports = {} } of optimizers) {
    for (const [name, declared] of Object.entries(reports)) {
      if (!Object.hasOwn(index, name) && !own.has(name))
        own.set(name, { ...declared, name, title: declared.title ?? name });
    }
  }
  return [...sharedFigures, ...own.values()];
}

/**
 * Returns the counts before the first step.
 * @param figures the figures that are counted
 * @returns a count of 0 for each
 */
export function noCounts(figures: readonly ReportFigure[]): StepCounts {
  return counted(figures, () => 0);
}

/**
 * Picks the counts of some figures from a larger object, such as a record of a run.
 * @param figures the figures
 * @param from the object
 * @returns the counts; 0 for a figure that the object does not count
 */
export function countsFrom(figures: readonly ReportFigure[], from: Partial<StepCounts>): StepCounts {
  return counted(figures, (figure) => countOf(from, figure) ?? 0);
}

/**
 * Adds one step to the counts.
 * @param figures the figures that are counted
 * @param before the counts before the step; not changed
 * @param report the report of the step
 * @returns the counts after the step
 */
export function countReport(figures: readonly ReportFigure[], before: StepCounts, report: Report): StepCounts {
  return counted(figures, (figure) => (countOf(before, figure) ?? 0) + Number(Boolean(report[figure.name])));
}

/**
 * Returns the count of one figure.
 * @param counts the counts
 * @param figure the figure
 * @returns the count; undefined if it was not counted
 */
export function countOf(counts: Partial<StepCounts>, { name, field }: ReportFigure): number | undefined {
  return field === undefined ? counts.counts?.[name] : (counts as Readonly<Record<string, number | undefined>>)[field];
}

function counted(figures: readonly ReportFigure[], count: (figure: ReportFigure) => number): StepCounts {
  const shared = figures.flatMap((figure) =>
    figure.field === undefined ? [] : [[figure.field, count(figure)] as const],
  );
  const own = figures.flatMap((figure) => (figure.field === undefined ? [[figure.name, count(figure)] as const] : []));
  return {
    ...(Object.fromEntries(shared) as SharedCounts),
    ...(own.length > 0 && { counts: Object.fromEntries(own) }),
  };
}
