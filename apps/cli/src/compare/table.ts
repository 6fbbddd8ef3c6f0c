import Table from "cli-table3";
import {
  deviceSeconds,
  duration,
  GIVEN,
  intervalOf,
  pText,
  sizeText,
  TUNED,
  whyUnranked,
  type Interval,
  type OptimizerSummary,
  type PresetSummary,
  type Row,
} from "@uphill/studies";

/** "0.7735 ±0.0121", the half-width of the 95 % interval; "55.0 [12.3, 100.0]" where it was cut to what is possible. */
function withInterval({ mean, low, high }: Interval, digits: number, scale = 1): string {
  if (mean === null) return "–";
  const text = (value: number): string => (scale * value).toFixed(digits);
  if (low === null || high === null) return text(mean);
  const even = text(mean - low) === text(high - mean);
  return even ? `${text(mean)} ±${text(high - mean)}` : `${text(mean)} [${text(low)}, ${text(high)}]`;
}

/** What the table says of a row beside the reference. */
function versusText({ versusReference }: Pick<Row, "versusReference">): string {
  if (!versusReference) return "";
  const { judgement, reference, learningRate, pValue } = versusReference;
  if (judgement === "identical" || judgement === "plateau" || judgement === "tied") return judgement;
  if (judgement === "same-steps") return `${reference} at ${learningRate}`;
  const { value, low, high } = intervalOf(versusReference);
  if (value === null) return "–";
  const text = (size: number): string => sizeText(versusReference, size);
  const interval = low === null || high === null ? "" : ` [${text(low)}, ${text(high)}]`;
  return `${text(value)}${interval}${pValue === null ? "" : ` ${pText(pValue)}`}${judgement === "not-separated" ? " (rate?)" : ""}`;
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
    versusText(row),
    withInterval(summary.accuracyTest, 1, 100),
    withInterval(summary.gradientNorm, 3),
    String(reversals),
    Math.round(mean(row, ({ evaluations }) => evaluations.circuits)).toLocaleString("en"),
    shots > 0 ? `${shots.toLocaleString("en")}${row.unpriced ? "*" : ""}` : "exact",
    ...deviceTime(row),
  ];
}

const headOf = (reference: string): string[] => [
  "optimizer",
  "η",
  "at ¼",
  "at ½",
  "train loss",
  "test loss",
  `train loss against ${reference} (p: before Holm)`,
  "test acc. %",
  "|∇L|",
  "reversed",
  "circuits/run",
  "shots/run",
];

/** The table of a preset: means over seeds with 95 % intervals. */
export function presetTable({ optimizers, ceiling, reference }: PresetSummary): string {
  const timed = optimizers.some((row) => deviceSeconds(row) !== undefined);
  const head = [...headOf(reference), ...(timed ? ["device time/run"] : [])];
  const table = new Table({ head, style: { head: [], border: [], compact: true }, chars: PLAIN });
  const group = (title: string, rows: readonly { name: string; row: Row }[]): void => {
    table.push([{ colSpan: head.length, content: title }]);
    for (const { name, row } of rows) {
      const why = whyUnranked(row);
      table.push(cells(why === undefined ? name : `${name} (${why})`, row));
    }
  };
  const tuned = optimizers.flatMap(({ name, tuned }) => (tuned ? [{ name, row: tuned }] : []));
  if (tuned.length > 0) group(TUNED, tuned);
  group(
    GIVEN,
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
  const rate = [...tuned, ...optimizers.map((row) => ({ row }))].some(
    ({ row }) => row.versusReference?.judgement === "not-separated",
  );
  const star = optimizers.some((row) => row.unpriced && row.runs.some(({ evaluations }) => evaluations.shots > 0));
  return [
    table.toString(),
    ...(star ? ["* and exact values besides, which have no price in shots"] : []),
    ...(rate ? ["(rate?) the control does not bear this out: rule and rate cannot be told apart"] : []),
  ].join("\n");
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
