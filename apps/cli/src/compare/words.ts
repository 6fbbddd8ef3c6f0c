import { intervalOf, type Comparison } from "./comparison.js";
import { rateOf } from "./experiment.js";
import type { Row } from "./summary.js";

/** −7.5 % with a true minus sign. */
export function percent(fraction: number, digits = 1): string {
  const text = (100 * Math.abs(fraction)).toFixed(digits);
  return `${fraction < 0 && Number(text) !== 0 ? "−" : fraction > 0 && Number(text) !== 0 ? "+" : ""}${text} %`;
}

export function pText(p: number): string {
  return p < 0.0005 ? "p < 0.0005" : `p = ${p.toFixed(3)}`;
}

/** One row of a table by its name. */
export interface Entry {
  readonly name: string;
  readonly row: Row;
}

/** "sgd (η = 0.3)". */
export function labelOf({ name, row }: Entry): string {
  const rate = rateOf(row.options);
  return rate === null ? name : `${name} (η = ${rate})`;
}

/** "−5.1 % (95 % interval −5.9 % to −4.2 %)", or in the loss's own unit where losses are near 0; null where there is none. */
export function differenceText(comparison: Comparison): string | null {
  const { value, low, high } = intervalOf(comparison);
  if (value === null) return null;
  const text = (size: number): string => sizeText(comparison, size);
  const unit = comparison.measure === "ratio" ? "" : " in loss";
  const range = low === null || high === null ? "no interval" : `95 % interval ${text(low)} to ${text(high)}`;
  return `${text(value)}${unit} (${range})`;
}

/** A difference as it is measured: a percentage, or a number of the loss's own unit. */
export function sizeText({ measure }: Pick<Comparison, "measure">, size: number): string {
  return measure === "ratio" ? percent(size) : signed(size);
}

/** +0.0012 with a true minus sign. */
export function signed(value: number): string {
  return value === 0 ? "0" : `${value < 0 ? "−" : "+"}${figure(Math.abs(value))}`;
}

/** A loss: four decimals, or where these say nothing, two digits. */
export function figure(value: number): string {
  return value === 0 || value >= 0.001 ? value.toFixed(4) : value.toPrecision(2).replace("e-", "e−");
}

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
