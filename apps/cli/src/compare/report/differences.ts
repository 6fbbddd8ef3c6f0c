import * as Plot from "@observablehq/plot";
import { percent } from "../verdict.js";
import { chart, chartId, dotStyle, figure, WIDTH } from "./chart.js";
import { domainOf } from "./curves.js";
import { nothing, type Html } from "./html.js";
import type { Panel, Series } from "./series.js";

interface Line {
  readonly one: Series;
  /** One value for each seed where both losses are finite. */
  readonly values: readonly number[];
  readonly missing: number;
}

/** Room for one optimizer, in pixels. */
const ROOM = 46;
const LONGEST = 16;

/** Relative differences of the final training loss to SGD, seed by seed. */
function linesOf({ series }: Panel): Line[] {
  const reference = series.find(({ reference }) => reference);
  return series
    .filter(({ reference }) => !reference)
    .map((one) => {
      const values = one.row.runs.flatMap(({ seed, loss }) => {
        const sgd = reference?.row.runs.find((run) => run.seed === seed)?.loss.train ?? null;
        return loss.train === null || sgd === null || sgd === 0 ? [] : [(loss.train - sgd) / sgd];
      });
      return { one, values, missing: one.row.runs.length - values.length };
    });
}

/** A dot for each seed, and the mean with its 95 % interval. */
export function differenceChart(preset: string, panels: readonly Panel[]): Html {
  const drawn = panels.map((panel) => ({ panel, lines: linesOf(panel) }));
  const dots = drawn.flatMap(({ lines }) => lines.flatMap(({ values }) => values));
  if (dots.length === 0) return nothing;
  const intervals = drawn.flatMap(({ lines }) => lines.flatMap(({ one }) => intervalOf(one) ?? []));
  const point = (mean: number): { mean: number; low: number; high: number } => ({ mean, low: mean, high: mean });
  const domain = domainOf([point(0), ...dots.map(point), ...intervals], 0.4);
  return figure(
    "Differences to SGD, seed by seed",
    nothing,
    drawn.map(({ panel, lines }, index) => ({
      title: panel.title,
      svg: panelChart(preset, index, panel, lines, domain),
    })),
    "Final training loss against SGD's on the same seed (same data, same start, same draws), as a part of SGD's: left of zero is better than SGD. Above: one small dot a seed. Below: the mean with its 95 % interval, cut where it would leave the chart.",
  );
}

function panelChart(
  preset: string,
  index: number,
  panel: Panel,
  lines: readonly Line[],
  domain: [number, number],
): Html {
  const within = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const names = lines.map(({ one }) => (one.name.length > LONGEST ? `${one.name.slice(0, LONGEST - 1)}…` : one.name));
  const marginLeft = 16 + 7.4 * Math.max(...names.map(({ length }) => length));
  const zero = (0 - domain[0]) / (domain[1] - domain[0]);
  return chart(
    {
      id: chartId(preset, "difference", index),
      title: `Paired differences to SGD in final training loss. ${panel.title}`,
      text: `Mean difference: ${lines.map((line) => `${line.one.name} ${meanText(line)}`).join("; ")}.`,
    },
    {
      width: WIDTH,
      height: 52 + ROOM * lines.length,
      marginLeft,
      marginRight: 18,
      marginTop: 8,
      marginBottom: 44,
      x: {
        domain,
        ticks: 5,
        tickFormat: (value: number) => tick(value, domain),
        label: "← better   difference to SGD in %   worse →",
        labelAnchor: "center",
        grid: true,
      },
      y: { domain: [lines.length - 0.5, -0.5], axis: null },
      marks: [
        Plot.ruleX([0], { stroke: "currentColor", strokeWidth: 1.5 }),
        Plot.ruleY(lines.slice(1), { y: (_: Line, k: number) => k + 0.5, stroke: "currentColor", strokeOpacity: 0.12 }),
        Plot.text(names, {
          x: domain[0],
          y: (_: string, k: number) => k,
          text: (name: string) => name,
          textAnchor: "end",
          dx: -10,
        }),
        ...lines.flatMap(({ one, values }, k) => {
          const dotRow = values.map((value, seed) => ({
            value,
            y: k - 0.18 + 0.24 * (seed / Math.max(1, values.length - 1) - 0.5),
          }));
          const mean = intervalOf(one);
          return [
            Plot.dot(dotRow, { x: "value", y: "y", r: 2.6, fill: one.color, fillOpacity: 0.6 }),
            ...(mean && !one.identical
              ? [
                  Plot.ruleY([mean], {
                    y: k + 0.22,
                    x1: within(mean.low),
                    x2: within(mean.high),
                    stroke: one.color,
                    strokeWidth: 2.5,
                  }),
                  Plot.dot([mean], { x: within(mean.mean), y: k + 0.22, ...dotStyle(one), r: 5 }),
                ]
              : []),
          ];
        }),
        Plot.text(
          lines.flatMap((line, k) =>
            intervalOf(line.one) && !line.one.identical ? [] : [{ k, text: meanText(line) }],
          ),
          {
            x: 0,
            y: ({ k }: { k: number }) => k + 0.22,
            text: "text",
            textAnchor: zero > 0.5 ? "end" : "start",
            dx: zero > 0.5 ? -8 : 8,
            fontStyle: "italic",
          },
        ),
      ],
    },
  );
}

function intervalOf({ row }: Series): { mean: number; low: number; high: number } | null {
  const { mean, low, high } = row.versusSgd?.relative ?? { mean: null, low: null, high: null };
  return mean === null ? null : { mean, low: low ?? mean, high: high ?? mean };
}

function meanText({ one, values, missing }: Line): string {
  if (one.identical) return "identical to SGD";
  const mean = intervalOf(one);
  if (mean === null)
    return values.length === 0
      ? "no finite difference"
      : `no mean: ${missing} of ${values.length + missing} not finite`;
  const { low, high } = one.row.versusSgd!.relative;
  return low === null || high === null
    ? percent(mean.mean)
    : `${percent(mean.mean)} (${percent(low)} to ${percent(high)})`;
}

/** A percentage without its sign of unit, with as many decimals as the width of the chart needs. */
function tick(value: number, [low, high]: [number, number]): string {
  const width = high - low;
  return percent(value, width < 0.0004 ? 3 : width < 0.004 ? 2 : width < 0.06 ? 1 : 0).replace(" %", "");
}
