const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [365.25 * 86400, "years"],
  [86400, "days"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
  [1e-3, "ms"],
  [0, "µs"],
];

/**
 * Writes a time for people, with at least two digits.
 * @param seconds the time, not below 0
 * @returns the text, such as "3.2 h"
 */
export function duration(seconds: number): string {
  const [size, name] = UNITS.find(([least]) => seconds >= least)!;
  const value = seconds / (size || 1e-6);
  return `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1)} ${name}`;
}
