import { intervalOf, type Figures } from "./comparison.js";
import { rateOf } from "./optimizer.js";
import type { Row } from "./rows.js";
import type { OptimizerSummary } from "./tables.js";

/** The title of the tuned rows. */
export const TUNED = "at the rate or options chosen for each";
/** The title of the rows at the given options. */
export const GIVEN = "at the options given";

/** −7.5 % with a true minus sign. */
export function percent(fraction: number, digits = 1): string {
  const text = (100 * Math.abs(fraction)).toFixed(digits);
  return `${fraction < 0 && Number(text) !== 0 ? "−" : fraction > 0 && Number(text) !== 0 ? "+" : ""}${text} %`;
}

/**
 * Writes a p-value: "p = 0.004", or "p < 0.0005".
 * @param p the p-value
 * @returns the text
 */
export function pText(p: number): string {
  return p < 0.0005 ? "p < 0.0005" : `p = ${p.toFixed(3)}`;
}

/** One row of a table by its name. */
export interface RowEntry {
  readonly name: string;
  readonly row: Row;
}

/** "sgd (η = 0.3)". */
export function labelOf({ name, row }: RowEntry): string {
  const rate = rateOf(row.options);
  return rate === null ? name : `${name} (η = ${rate})`;
}

/** A row by a name that no other row has: "nlr (η = 0.3)", "cobyla (tuned)". */
export interface NamedRow {
  readonly label: string;
  readonly row: Row;
}

/** The rows of an optimizer: at what tuning chose, and at the given options where these are others. */
export function ownRows(optimizer: OptimizerSummary): NamedRow[] {
  const { name, tuned } = optimizer;
  const given = { label: labelOf({ name, row: optimizer }), row: optimizer };
  // Runs at the given options are done once: the tuned row then shows the same.
  if (!tuned?.tuning || JSON.stringify(tuned.options) === JSON.stringify(optimizer.options)) return [given];
  const label = labelOf({ name, row: tuned });
  const told = label === given.label;
  return [
    { label: told ? `${name} (tuned)` : label, row: tuned },
    { ...given, label: told ? `${name} (as given)` : given.label },
  ];
}

/**
 * "−5.1 % (95 % interval −5.9 % to −4.2 %)", or in the own unit of what is minimised where that is near 0.
 * @param objective what is minimised
 * @returns null where there is none
 */
export function differenceText(comparison: Figures, objective: string): string | null {
  const { value, low, high } = intervalOf(comparison);
  if (value === null) return null;
  const text = (size: number): string => sizeText(comparison, size);
  const unit = comparison.measure === "ratio" ? "" : ` in ${objective}`;
  const range = low === null || high === null ? "no interval" : `95 % interval ${text(low)} to ${text(high)}`;
  return `${text(value)}${unit} (${range})`;
}

/**
 * Writes the size of a difference: a percentage for ratios, otherwise a number in the unit of the loss.
 * @param figures the figures of the comparison, or its measure
 * @param size the size
 * @returns the text
 */
export function sizeText({ measure }: Pick<Figures, "measure">, size: number): string {
  return measure === "ratio" ? percent(size) : signed(size);
}

/** +0.0012 with a true minus sign. */
export function signed(value: number): string {
  return value === 0 ? "0" : `${value < 0 ? "−" : "+"}${figure(Math.abs(value))}`;
}

/** A loss: four decimals, or where these say nothing, two digits; with a true minus sign. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 0.001 && size < 1e6);
  return (plain ? value.toFixed(4) : value.toPrecision(2)).replaceAll("-", "−");
}

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
