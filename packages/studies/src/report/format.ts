import type { Interval } from "../statistics.js";
import { percent } from "../words.js";
import { html, type Html } from "./html.js";

/** What stands where there is no finite value. */
export const NONE = "–";

/** A number with so many decimals and a true minus sign; very large and very small ones by their exponent. */
export function decimal(value: number | null, digits: number): string {
  if (value === null || !Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  const plain = size === 0 || (size < 1e5 && size >= 0.5 * 10 ** -digits);
  return (plain ? value.toFixed(digits) : value.toExponential(1)).replace(/-/g, "−");
}

/** With a capital letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 1,234,567 */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** A percentage without the plus that `percent` gives to differences. */
export function share(fraction: number | null, digits = 1): string {
  return fraction === null ? NONE : percent(fraction, digits).replace("+", "");
}

/** A mean, and under it its interval. */
export function meanCell({ mean, low, high }: Interval, text: (value: number) => string): Html {
  if (mean === null) return html`${NONE}`;
  if (low === null || high === null) return html`${text(mean)}`;
  return html`${text(mean)} <small>[${text(low)}, ${text(high)}]</small>`;
}

/** Any option's value in words: no quotes around text, no "null". */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === "") return NONE;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(Number(value.toPrecision(12)));
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? NONE : value.map(valueText).join(", ");
  return pairsText(value);
}

/** name = value · name = value */
export function pairsText(options: object): string {
  const pairs = Object.entries(options).map(([name, value]) => `${name}\u00a0=\u00a0${valueText(value)}`);
  return pairs.length === 0 ? NONE : pairs.join(" · ");
}
