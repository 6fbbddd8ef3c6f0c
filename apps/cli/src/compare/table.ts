import Table from "cli-table3";
import { duration } from "./duration.js";
import { deviceSeconds, type OptimizerSummary, type PresetSummary, type Row } from "./summary.js";
import type { Interval } from "./statistics.js";
import { percent, pText } from "./verdict.js";

/** "0.7735 ±0.0121"; the half-width of the 95 % interval. */
function withInterval({ mean, high }: Interval, digits: number, scale = 1): string {
  if (mean === null) return "–";
  const text = (scale * mean).toFixed(digits);
  return high === null ? text : `${text} ±${(scale * (high - mean)).toFixed(digits)}`;
}

function versus({ versusSgd }: Row): string {
  if (!versusSgd) return "";
  if (versusSgd.identical) return "identical";
  const { relative, pValue } = versusSgd;
  if (relative.mean === null) return "–";
  const interval =
    relative.low === null || relative.high === null ? "" : ` [${percent(relative.low)}, ${percent(relative.high)}]`;
  return `${percent(relative.mean)}${interval}${pValue === null ? "" : ` ${pText(pValue)}`}`;
}

const mean = (row: Row, pick: (run: Row["runs"][number]) => number): number =>
  row.runs.reduce((sum, run) => sum + pick(run), 0) / Math.max(1, row.runs.length);

/** A cell where there is a device, none where there is not. */
function deviceTime(row: Row): string[] {
  const seconds = deviceSeconds(row);
  if (seconds === undefined) return [];
  return [seconds === null ? "unpriced" : `${duration(seconds)}${row.unpriced ? "*" : ""}`];
}

function cells(name: string, row: Row): string[] {
  const { summary, runs } = row;
  const reversals = runs.reduce((sum, run) => sum + run.reversals, 0);
  const shots = Math.round(mean(row, ({ evaluations }) => evaluations.shots));
  return [
    name,
    typeof row.options.learningRate === "number" ? String(row.options.learningRate) : "",
    ...row.horizons.slice(0, 2).map(({ lossTrain }) => withInterval({ ...lossTrain, high: null }, 3)),
    withInterval(summary.lossTrain, 4),
    withInterval(summary.lossTest, 4),
    versus(row),
    withInterval(summary.accuracyTest, 1, 100),
    withInterval(summary.gradientNorm, 3),
    String(reversals),
    Math.round(mean(row, ({ evaluations }) => evaluations.circuits)).toLocaleString("en"),
    shots > 0 ? `${shots.toLocaleString("en")}${row.unpriced ? "*" : ""}` : "exact",
    ...deviceTime(row),
  ];
}

const HEAD = [
  "optimizer",
  "η",
  "at ¼",
  "at ½",
  "train loss",
  "test loss",
  "against sgd (p: before Holm)",
  "test acc. %",
  "|∇L|",
  "reversed",
  "circuits/run",
  "shots/run",
];

/** The table of a preset: means over seeds, ± the half-width of the 95 % interval. */
export function presetTable({ optimizers, ceiling }: PresetSummary): string {
  const timed = optimizers.some((row) => deviceSeconds(row) !== undefined);
  const head = timed ? [...HEAD, "device time/run"] : HEAD;
  const table = new Table({ head, style: { head: [], border: [], compact: true }, chars: PLAIN });
  const group = (title: string, rows: readonly { name: string; row: Row }[]): void => {
    table.push([{ colSpan: head.length, content: title }]);
    for (const { name, row } of rows) {
      const failed = row.runs.some(({ stopped }) => stopped === "failed");
      table.push(cells(failed ? `${name} (failed)` : name, row));
    }
  };
  const tuned = optimizers.flatMap(({ name, tuned }) => (tuned ? [{ name, row: tuned }] : []));
  if (tuned.length > 0)
    group(
      tuned.every(({ row }) => row.learningRate !== null)
        ? "each at the rate chosen for it"
        : "each at the rate chosen for it, where it has one",
      tuned,
    );
  group(
    tuned.length > 0 ? "at the defaults, or the options given" : "at the options given",
    optimizers.map((row: OptimizerSummary) => ({ name: row.name, row })),
  );
  group("classical, on the same features", []);
  for (const [name, { accuracyTest }] of Object.entries({
    "logistic regression": ceiling.logistic,
    "quadratic ridge": ceiling.quadraticRidge,
  })) {
    table.push([
      { colSpan: 7, content: name },
      withInterval(accuracyTest, 1, 100),
      { colSpan: head.length - 8, content: "" },
    ]);
  }
  if (ceiling.known !== null) {
    const cell = (100 * ceiling.known).toFixed(2);
    table.push([{ colSpan: 7, content: "best possible" }, cell, { colSpan: head.length - 8, content: "" }]);
  }
  const star = optimizers.some((row) => row.unpriced && row.runs.some(({ evaluations }) => evaluations.shots > 0));
  return table.toString() + (star ? "\n* and exact values besides, which have no price in shots" : "");
}

const PLAIN = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ",
};
