import type { FigureDeclaration } from "./declaration.js";

/** A figure of the index, with what records and JSON call its count. Add one with a file in `reports/` and a line in its index. */
export interface SharedFigure<F extends string> extends FigureDeclaration {
  readonly title: string;
  readonly field: F;
}

export function defineReportFigure<const F extends string>(figure: SharedFigure<F>): SharedFigure<F> {
  return figure;
}
