import { UphillError } from "@uphill/core";

/** A parser for an option that takes a whole number within bounds. */
export function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[+-]?\d+(e\d+)?$/i.test(text.trim()) && value >= least && value <= most) return value;
    throw new UphillError({
      code: "options",
      who: flag,
      got: `it is "${text}"`,
      wanted: `it must be a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}`,
      todo: `For example ${flag} ${Math.max(least, 3)}.`,
    });
  };
}
