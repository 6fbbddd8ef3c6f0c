import Table from "cli-table3";
import { digits, times } from "./format.js";
import type { CaseResult } from "./result.js";

const HEAD = ["case", "ours", "best other", "", "ratio", "bar", "pass", "ratio, 2 threads"];

/** A case's row: id, ours, best, its name, ratio, bar, verdict, ratio on two threads. */
export function cells({ id, unit, ours, best, ratio, bar, pass, twoThreads }: CaseResult): string[] {
  const limit = ratio === null && best === null && pass !== null;
  return [
    id,
    `${digits(ours)} ${unit}`,
    best ? `${digits(best.ms)} ms` : "–",
    best?.name ?? "",
    times(ratio),
    limit ? `≤ ${bar} ${unit}` : `≥ ${bar} ×`,
    pass === null ? "–" : pass ? "yes" : "no",
    twoThreads ? times(twoThreads.ratio) : "",
  ];
}

/** All cases, for a terminal. */
export function resultTable(results: readonly CaseResult[]): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  for (const result of results) table.push(cells(result));
  return table.toString();
}

/** Every side of every case, for a terminal: name, threads, median and deciles. */
export function sidesTable(results: readonly CaseResult[]): string {
  const table = new Table({
    head: ["case", "side", "threads", "median ms", "10–90 %", "calls"],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, sides } of results) {
    for (const { name, threads, counts, ms, low, high, calls } of sides) {
      table.push([
        id,
        counts ? name : `${name} *`,
        String(threads),
        digits(ms),
        `${digits(low)}–${digits(high)}`,
        String(calls),
      ]);
    }
  }
  const starred = results.some(({ sides }) => sides.some(({ counts }) => !counts));
  return table.toString() + (starred ? "\n* a trick that its documentation does not tell: shown, decides nothing" : "");
}
