import * as Plot from "@observablehq/plot";
import { problemFamilies } from "../experiment.js";
import { trainedWord } from "../figures.js";
import type { PresetSummary } from "../summary.js";
import { signed } from "../words.js";
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

/**
 * Differences of the final training loss to the reference, seed by seed, in the loss's own unit. An optimizer that takes the reference's
 * steps at another rate shows none: its difference would be the rate's.
 */
function linesOf({ series }: Panel): Line[] {
  const reference = series.find(({ reference }) => reference);
  return series
    .filter(({ reference }) => !reference)
    .map((one) => {
      if (one.row.versusReference?.judgement === "same-steps") return { one, values: [], missing: 0 };
      const values = one.row.runs.flatMap(({ seed, loss }) => {
        const other = reference?.row.runs.find((run) => run.seed === seed)?.loss.train ?? null;
        return loss.train === null || other === null ? [] : [loss.train - other];
      });
      return { one, values, missing: one.row.runs.length - values.length };
    });
}

/** A dot for each seed, and the median with its 95 % interval. */
export function differenceChart(
  preset: string,
  { reference, problem }: Pick<PresetSummary, "reference" | "problem">,
  panels: readonly Panel[],
): Html {
  const family = problemFamilies[problem.name];
  const words = { reference, objective: family.objective, trained: trainedWord(family) };
  const drawn = panels.map((panel) => ({ panel, lines: linesOf(panel) }));
  const dots = drawn.flatMap(({ lines }) => lines.flatMap(({ values }) => values));
  if (dots.length === 0) return nothing;
  const intervals = drawn.flatMap(({ lines }) => lines.flatMap(({ one }) => medianOf(one) ?? []));
  const point = (mean: number): { mean: number; low: number; high: number } => ({ mean, low: mean, high: mean });
  const domain = domainOf([point(0), ...dots.map(point), ...intervals], 0.4);
  return figure(
    `Differences to ${reference}, seed by seed`,
    nothing,
    drawn.map(({ panel, lines }, index) => ({
      title: panel.title,
      svg: panelChart({ id: chartId(preset, "difference", index), panel, lines, domain, ...words }),
    })),
    `Final ${words.trained} less that of ${reference} on the same seed (same data, same start, same draws): left of zero is better than ${reference}. Above: one small dot a seed. Below: Hodges and Lehmann’s median with its 95 % interval, cut where it would leave the chart.`,
  );
}

function panelChart({
  id,
  panel,
  lines,
  domain,
  reference,
  objective,
  trained,
}: {
  id: string;
  panel: Panel;
  lines: readonly Line[];
  domain: [number, number];
  reference: string;
  objective: string;
  trained: string;
}): Html {
  const within = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  const names = lines.map(({ one }) => (one.name.length > LONGEST ? `${one.name.slice(0, LONGEST - 1)}…` : one.name));
  const marginLeft = 16 + 7.4 * Math.max(...names.map(({ length }) => length));
  const zero = (0 - domain[0]) / (domain[1] - domain[0]);
  return chart(
    {
      id,
      title: `Paired differences to ${reference} in final ${trained}. ${panel.title}`,
      text: `Median difference: ${lines.map((line) => `${line.one.name} ${medianText(line)}`).join("; ")}.`,
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
        label: `← better   difference to ${reference} in ${objective}   worse →`,
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
          const mean = medianOf(one);
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
            medianOf(line.one) && !line.one.identical ? [] : [{ k, text: medianText(line) }],
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

function medianOf({ row }: Series): { mean: number; low: number; high: number } | null {
  const { median, low, high } = row.versusReference?.difference ?? { median: null, low: null, high: null };
  return median === null ? null : { mean: median, low: low ?? median, high: high ?? median };
}

function medianText({ one, values, missing }: Line): string {
  const { identical, judgement, reference, learningRate, difference } = one.row.versusReference!;
  if (identical) return `identical to ${reference}`;
  if (judgement === "same-steps") return `the steps of ${reference} at ${learningRate}`;
  if (difference.median === null)
    return values.length === 0
      ? "no finite difference"
      : missing > 0
        ? `no median: ${missing} of ${values.length + missing} not finite`
        : "no median: runs failed or diverged";
  const { median, low, high } = difference;
  return low === null || high === null ? signed(median) : `${signed(median)} (${signed(low)} to ${signed(high)})`;
}

/** A number with as many decimals as the width of the chart needs. */
function tick(value: number, [low, high]: [number, number]): string {
  const decimals = Math.max(0, Math.ceil(1 - Math.log10(high - low)));
  return decimals > 5 ? value.toExponential(0).replace(/-/g, "−") : value.toFixed(decimals).replace("-", "−");
}
