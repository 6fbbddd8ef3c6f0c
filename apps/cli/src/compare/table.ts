import Table from "cli-table3";
import {
  columnsIn,
  deviceSeconds,
  duration,
  GIVEN,
  intervalOf,
  familyIn,
  judgedFigures,
  meanOf,
  objectiveTitle,
  problemFamilies,
  pText,
  sizeText,
  stopsCell,
  titleOf,
  totalCount,
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
  const text = (value: number): string => {
    const scaled = scale * value;
    return (Math.abs(scaled) < 1e6 ? scaled.toFixed(digits) : scaled.toExponential(1)).replaceAll("-", "−");
  };
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

function deviceTime(row: Row): string {
  const seconds = deviceSeconds(row);
  if (seconds === undefined) return "";
  return seconds === null ? "unpriced" : `${duration(seconds)}${row.unpriced ? "*" : ""}`;
}

/** A column of the table. */
interface Column {
  readonly head: string;
  /** The metric that it shows on what runs are judged on. */
  readonly metric?: string;
  cell(row: Row): string;
}

/** The columns: those of the problem's figures among those that every problem has; the last one only where there is a device. */
function columnsOf({ optimizers, reference, problem, counted, stops }: PresetSummary): Column[] {
  const family = familyIn(problem);
  const trained = objectiveTitle(family);
  const at = ({ horizons }: Row, k: number): string => withInterval({ ...horizons[k].lossTrain, high: null }, 3);
  return [
    {
      head: "η",
      cell: ({ options }) => (typeof options.learningRate === "number" ? String(options.learningRate) : ""),
    },
    { head: "at ¼", cell: (row) => at(row, 0) },
    { head: "at ½", cell: (row) => at(row, 1) },
    { head: trained, cell: ({ summary }) => withInterval(summary.lossTrain, 4) },
    ...(family.data
      ? [{ head: `test ${family.objective}`, cell: ({ summary }: Row) => withInterval(summary.lossTest, 4) }]
      : []),
    { head: `${trained} against ${reference} (p: before Holm)`, cell: versusText },
    ...judgedFigures(family).map((figure): Column => {
      const { digits, percent } = figure.metric.shown;
      return {
        head: `${titleOf(figure, true)}${percent ? " %" : ""}`,
        metric: figure.metric.name,
        cell: ({ summary }) => withInterval(summary.metrics[figure.key], digits, percent ? 100 : 1),
      };
    }),
    { head: "|∇L|", cell: ({ summary }) => withInterval(summary.gradientNorm, 3) },
    ...columnsIn(counted).map((figure): Column => ({
      head: figure.head,
      cell: (row) => String(totalCount(row, figure)),
    })),
    ...(stops ? [{ head: "ended by", cell: (row: Row) => stopsCell(row.stops) }] : []),
    {
      head: family.circuits ? "circuits/run" : "evaluations/run",
      cell: (row) => Math.round(meanOf(row, ({ evaluations }) => evaluations.circuits)).toLocaleString("en"),
    },
    ...(family.circuits ? [{ head: "shots/run", cell: shotsText }] : []),
    ...(optimizers.some((row) => deviceSeconds(row) !== undefined)
      ? [{ head: "device time/run", cell: deviceTime }]
      : []),
  ];
}

function shotsText(row: Row): string {
  const shots = Math.round(meanOf(row, ({ evaluations }) => evaluations.shots));
  return shots > 0 ? `${shots.toLocaleString("en")}${row.unpriced ? "*" : ""}` : "exact";
}

/** The table of a preset: means over seeds with 95 % intervals. */
export function presetTable(preset: PresetSummary): string {
  const { optimizers, ceiling } = preset;
  const columns = columnsOf(preset);
  const head = ["optimizer", ...columns.map((column) => column.head)];
  const table = new Table({ head, style: { head: [], border: [], compact: true }, chars: PLAIN });
  const group = (title: string, rows: readonly { name: string; row: Row }[]): void => {
    table.push([{ colSpan: head.length, content: title }]);
    for (const { name, row } of rows) {
      const why = whyUnranked(row);
      table.push([why === undefined ? name : `${name} (${why})`, ...columns.map(({ cell }) => cell(row))]);
    }
  };
  const tuned = optimizers.flatMap(({ name, tuned }) => (tuned ? [{ name, row: tuned }] : []));
  if (tuned.length > 0) group(TUNED, tuned);
  group(
    GIVEN,
    optimizers.map((row: OptimizerSummary) => ({ name: row.name, row })),
  );
  if (ceiling) {
    const { baselines } = problemFamilies[preset.problem.name];
    group(baselines!.about, []);
    // Their figures stand under the same metric of the runs.
    const before = 1 + columns.findIndex(({ metric }) => metric === ceiling.metric);
    const line = (name: string, value: string): void => {
      table.push([{ colSpan: before, content: name }, value, { colSpan: head.length - before - 1, content: "" }]);
    };
    const { digits, percent } = familyIn(preset.problem).metrics.find(({ name }) => name === ceiling.metric)!.shown;
    for (const { about, test } of ceiling.models) line(about, withInterval(test, digits, percent ? 100 : 1));
    if (ceiling.known !== null) line("best possible", (100 * ceiling.known).toFixed(2));
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
