import type { Report } from "../report.js";
import type { FigureDeclaration, FigureDeclarations } from "./declaration.js";
import * as index from "./index.js";

/** A figure by the field of the reports that it counts. */
export interface ReportFigure extends FigureDeclaration {
  readonly name: string;
  readonly title: string;
  /** What records and JSON call its count at the top level; undefined for figures of one optimizer, which stand in `counts`. */
  readonly field?: string;
}

/** The counts of the shared figures, by what records call them. */
export type SharedCounts = {
  readonly [N in keyof typeof index as (typeof index)[N]["field"]]: number;
};

/** Counts over a run, or up to some step of it: those of shared figures by their own names, others in `counts`. */
export interface StepCounts extends SharedCounts {
  readonly counts?: Readonly<Record<string, number>>;
}

/** The figures of the index: counted of every optimizer that reports their fields. */
export const sharedFigures: readonly ReportFigure[] = Object.entries(index).map(([name, figure]) => ({
  name,
  ...figure,
}));

/** The figures that are counted over the runs of optimizers: the shared ones, then what the optimizers declare besides. */
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

/** Counts before the first step. */
export function noCounts(figures: readonly ReportFigure[]): StepCounts {
  return counted(figures, () => 0);
}

/** The counts of these figures out of what holds more than them. */
export function countsFrom(figures: readonly ReportFigure[], from: Partial<StepCounts>): StepCounts {
  return counted(figures, (figure) => countOf(from, figure) ?? 0);
}

/** Counts after one more step. */
export function countReport(figures: readonly ReportFigure[], before: StepCounts, report: Report): StepCounts {
  return counted(figures, (figure) => (countOf(before, figure) ?? 0) + Number(Boolean(report[figure.name])));
}

/** How often a figure was counted; undefined where nobody counted it. */
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
