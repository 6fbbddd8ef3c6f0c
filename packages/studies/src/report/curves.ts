import * as Plot from "@observablehq/plot";
import type { Interval } from "../statistics.js";
import type { CurvePoint } from "../rows.js";
import { chart, chartId, dotStyle, figure, identicalText, inDrawingOrder, legend, lineStyle, remark } from "./chart.js";
import { capital, decimal, NONE } from "./format.js";
import { html, type Html } from "./html.js";
import type { Panel, Series } from "./series.js";

interface Point {
  readonly at: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
const x = (padding = 0): object => ({
  domain: [-padding, 1 + padding],
  ticks: QUARTERS,
  tickFormat: (at: number) => `${100 * at} %`,
  label: "share of the run →",
  labelAnchor: "center",
});

/** The points of a curve that are finite; a missing interval has no width. */
function pointsOf({ row }: Series, pick: (point: CurvePoint) => Interval | null): Point[] {
  return row.curve.flatMap((point) => {
    const { mean, low, high } = pick(point) ?? { mean: null, low: null, high: null };
    return mean === null ? [] : [{ at: point.at, mean, low: low ?? mean, high: high ?? mean }];
  });
}

/** A domain for all means, and for intervals as far as they stay within reach of them (two seeds give huge ones). */
export function domainOf(points: readonly Pick<Point, "mean" | "low" | "high">[], reach = 0.5): [number, number] {
  const least = Math.min(...points.map(({ mean }) => mean));
  const most = Math.max(...points.map(({ mean }) => mean));
  const span = most - least || Math.abs(most) || 1;
  const low = Math.max(least - reach * span, Math.min(...points.map(({ low }) => low)));
  const high = Math.min(most + reach * span, Math.max(...points.map(({ high }) => high)));
  return [low - 0.04 * span, high + 0.04 * span];
}

/** Mean of what is minimised over the run, with its 95 % band. @param trained "training loss" */
export function lossChart(preset: string, panels: readonly Panel[], trained: string): Html {
  const loss = ({ loss }: CurvePoint): Interval => loss;
  const all = panels.flatMap(({ series }) => series.flatMap((one) => pointsOf(one, loss)));
  if (all.length === 0) return html`<p>No ${trained} was finite in every run: there is no curve to draw.</p>`;
  const domain = domainOf(all);
  const within = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const drawn = panels.map((panel, index) => {
    const series = inDrawingOrder(panel.series).map((one) => ({ one, points: pointsOf(one, loss) }));
    const svg = chart(
      {
        id: chartId(preset, "curve", index),
        title: `${capital(trained)} over the run. ${panel.title}`,
        text: ends(panel, `Mean ${trained} at the start and at the end`, loss),
      },
      {
        height: 290,
        marginLeft: 52,
        marginBottom: 42,
        marginRight: 14,
        x: x(),
        y: { domain, label: `↑ ${trained}`, grid: true, ticks: 6 },
        marks: [
          ...series
            .filter(({ one }) => !one.identical)
            .map(({ one, points }) =>
              Plot.areaY(points, {
                x: "at",
                y1: ({ low }: Point) => within(low),
                y2: ({ high }: Point) => within(high),
                fill: one.color,
                // Many bands on one another must not hide the grid.
                fillOpacity: Math.min(0.12, 0.6 / series.length),
              }),
            ),
          ...series.map(({ one, points }) =>
            Plot.lineY(points, { x: "at", y: "mean", ...lineStyle(one), ...one.dash }),
          ),
          ...series.map(({ one, points }) =>
            // Each optimizer marks other points, so that curves on one line keep their symbols apart.
            Plot.dot(
              points.filter((_, k) => k % 5 === (2 + one.index) % 5),
              { x: "at", y: "mean", ...dotStyle(one) },
            ),
          ),
        ],
      },
    );
    return { title: panel.title, svg: html`${svg}${remark(identicalText(panel))}` };
  });
  return figure(
    capital(trained),
    legend(panels),
    drawn,
    "Exact, over everything that is trained on: mean over the seeds, with the 95 % interval of the mean as a band, against the share of the steps or of the budget. A band that would leave the chart is cut. The reference is the wide pale line; dashes on it are curves identical to it. A curve ends where a run has no finite value any more.",
  );
}

/** Mean gradient norm at the start and at every quarter, with intervals; optimizers stand side by side. */
export function gradientChart(preset: string, panels: readonly Panel[]): Html {
  const gradient = ({ gradientNorm }: CurvePoint): Interval | null => gradientNorm;
  const all = panels.flatMap(({ series }) => series.flatMap((one) => pointsOf(one, gradient)));
  if (all.length === 0) return html`<p>No gradient norm was finite in every run: there is nothing to draw.</p>`;
  const domain: [number, number] = [0, 1.03 * domainOf(all)[1]];
  const drawn = panels.map((panel, index) => {
    const step = 0.14 / Math.max(1, panel.series.length - 1);
    const series = inDrawingOrder(panel.series).map((one) => ({
      one,
      points: pointsOf(one, gradient).map((point) => ({
        ...point,
        at: point.at + (one.index - (panel.series.length - 1) / 2) * step,
        low: Math.max(domain[0], point.low),
        high: Math.min(domain[1], point.high),
      })),
    }));
    const svg = chart(
      {
        id: chartId(preset, "gradient", index),
        title: `Gradient norm at the quarters of the run. ${panel.title}`,
        text: ends(panel, "Mean gradient norm at the start and at the end", gradient),
      },
      {
        height: 260,
        marginLeft: 52,
        marginBottom: 42,
        marginRight: 14,
        x: x(0.09),
        y: { domain, label: "↑ gradient norm", grid: true, ticks: 5 },
        marks: series.flatMap(({ one, points }) => [
          Plot.lineY(points, { x: "at", y: "mean", stroke: one.color, strokeWidth: 1, strokeOpacity: 0.35 }),
          Plot.ruleX(points, { x: "at", y1: "low", y2: "high", stroke: one.color, strokeWidth: 1.5 }),
          Plot.dot(points, { x: "at", y: "mean", ...dotStyle(one) }),
        ]),
      },
    );
    return { title: panel.title, svg: html`${svg}${remark(identicalText(panel))}` };
  });
  return figure(
    "Gradient norm",
    legend(panels),
    drawn,
    "Length of the exact gradient at the start and after every quarter of the run: mean over the seeds with its 95 % interval. The symbols of one moment stand side by side. A longer gradient at the end mostly marks a run that has not converged.",
  );
}

function ends({ series }: Panel, what: string, pick: (point: CurvePoint) => Interval | null): string {
  const of = (one: Series): string => {
    const points = pointsOf(one, pick);
    return `${one.name} ${decimal(points.at(0)?.mean ?? null, 4)} to ${decimal(points.at(-1)?.mean ?? null, 4)}`;
  };
  return `${what}: ${series.map(of).join("; ").replaceAll(NONE, "unknown")}.`;
}
