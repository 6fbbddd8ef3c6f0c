import { countOf, figuresOf, type ReportFigure } from "@uphill/optimizers";
import { optimizerFamilies } from "@uphill/plugins";
import { totalOf, type Row } from "./rows.js";
import type { Counted, OptimizerSummary } from "./tables.js";

/** What is counted in these rows: what their optimizers declare, and what was counted of others all the same. */
export function countedIn(optimizers: readonly OptimizerSummary[]): Counted[] {
  const names = [...new Set(optimizers.map(({ optimizer }) => optimizer))].filter((name) =>
    Object.hasOwn(optimizerFamilies, name),
  );
  return figuresOf(names.map((name) => optimizerFamilies[name])).flatMap((figure) => {
    const of = names.filter((name) => Object.hasOwn(optimizerFamilies[name].reports, figure.name));
    const rows = optimizers.flatMap((row): Row[] => (row.tuned ? [row, row.tuned] : [row]));
    return of.length > 0 || rows.some((row) => wasCounted(row, figure)) ? [{ ...figure, of }] : [];
  });
}

/**
 * Keeps the counted figures that have a column in tables.
 * @param counted the counted figures
 * @returns those with a head
 */
export function columnsIn(counted: readonly Counted[]): (Counted & { readonly head: string })[] {
  return counted.flatMap(({ head, ...figure }) => (head === undefined ? [] : [{ ...figure, head }]));
}

/**
 * Returns how often a figure was counted in all runs of a row.
 * @param row the row
 * @param figure the figure
 * @returns the sum over the runs
 */
export function totalCount(row: Pick<Row, "runs">, figure: ReportFigure): number {
  return totalOf(row, (run) => countOf(run, figure) ?? 0);
}

/** Mean count up to a point of a curve; null where runs have none. */
export function countAt(point: Row["curve"][number], { name, field }: ReportFigure): number | null {
  const means: Readonly<Record<string, unknown>> = field === undefined ? (point.counts ?? {}) : { ...point };
  return (means[field ?? name] as number | null | undefined) ?? null;
}

/** Whether it was counted at all in the runs of a row. */
export function wasCounted(row: Pick<Row, "curve">, figure: ReportFigure): boolean {
  return row.curve.some((point) => (countAt(point, figure) ?? 0) > 0);
}
