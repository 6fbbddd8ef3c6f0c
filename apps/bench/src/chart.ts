import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { CaseResult } from "./result.js";

interface Mark {
  readonly id: string;
  readonly ratio: number;
}

/** How many times as long the best other takes, case by case, beside the bars: an SVG that needs no style from outside. */
export function chart(results: readonly CaseResult[]): string {
  const shown = results.flatMap(({ id, ratio, bar, pass }) => (ratio === null ? [] : [{ id, ratio, bar, pass }]));
  const { document } = parseHTML("<!doctype html><html><body></body></html>") as unknown as { document: unknown };
  const most = Math.max(2, ...shown.map(({ ratio, bar }) => Math.max(ratio, bar)));
  const least = Math.min(0.5, ...shown.map(({ ratio }) => ratio));
  const svg = Plot.plot({
    document,
    width: 720,
    height: 60 + 26 * shown.length,
    marginLeft: 130,
    marginRight: 60,
    style: { fontSize: "12px", background: "white", color: "#222" },
    className: "bench",
    x: { type: "log", domain: [least, most * 1.3], label: "time of the best other ÷ ours (bar: tick)", grid: true },
    y: { label: null, domain: shown.map(({ id }) => id) },
    marks: [
      Plot.barX(shown, {
        x1: () => Math.max(least, 1),
        x2: "ratio",
        y: "id",
        fill: "#2f6f9f",
        insetTop: 4,
        insetBottom: 4,
      }),
      Plot.tickX(shown, { x: "bar", y: "id", stroke: "#c0392b", strokeWidth: 2 }),
      Plot.text(shown, {
        x: (mark: Mark) => Math.max(mark.ratio, 1),
        y: "id",
        text: (mark: Mark) => `${mark.ratio.toFixed(1)} ×`,
        dx: 6,
        textAnchor: "start",
        stroke: "white",
        fill: "#222",
      }),
      Plot.ruleX([1], { stroke: "#222" }),
    ],
  }) as unknown as { outerHTML: string; setAttribute(name: string, value: string): void };
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "Time of the best other divided by ours, for each case, with the bar of each");
  return `${svg.outerHTML}\n`;
}
