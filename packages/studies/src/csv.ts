import { sharedFigures, type ReportFigure } from "@uphill/optimizers";
import { columnsIn, totalCount } from "./counted.js";
import { familyIn, fieldOf, furtherFigures } from "./figures.js";
import { deviceSeconds, totalOf, type Row } from "./rows.js";
import type { PresetSummary } from "./summary.js";
import { intervalOf } from "./comparison.js";
import type { Interval } from "./statistics.js";

/** What has columns where it was there. */
interface Optional {
  readonly counted: readonly ReportFigure[];
  /** Names of stopping rules. */
  readonly rules: readonly string[];
}

const STOP_FIELDS = ["runs", "steps", "circuits", "shots", "circuitsEach", "shotsEach"] as const;

const columnsOf = (further: readonly string[], { counted, rules }: Optional): string[] => [
  "preset",
  "optimizer",
  "rates",
  "learningRate",
  "seeds",
  ...["lossTrainQuarter", "lossTrainHalf", "lossTrain", "lossTest", ...further, "gradientNorm"].flatMap((name) => [
    name,
    `${name}Low`,
    `${name}High`,
  ]),
  "reference",
  "referenceLearningRate",
  "measure",
  "against",
  "againstLow",
  "againstHigh",
  "pValue",
  "pHolm",
  "judgement",
  "againstAtOwnRate",
  "pValueAtOwnRate",
  "againstAtReferenceRate",
  "pValueAtReferenceRate",
  "againstAtOwnBest",
  "pValueAtOwnBest",
  ...counted.map(({ name, field }) => field ?? `counts.${name}`),
  "circuitsPerRun",
  "shotsPerRun",
  "circuitsWithIdlePerRun",
  "shotsWithIdlePerRun",
  "deviceSecondsPerRun",
  ...rules.flatMap((name) => STOP_FIELDS.map((field) => `stops.${name}.${field}`)),
];

/** One line a table row; missing values are empty. */
export function summaryCsv(presets: readonly PresetSummary[]): string {
  // Every figure that some preset has.
  const further = [...new Set(presets.flatMap(({ problem }) => furtherFigures(familyIn(problem)).map(fieldOf)))];
  // Shared figures have their columns in every file, others where some optimizer declares them.
  const own = presets.flatMap(({ counted }) => columnsIn(counted)).filter(({ field }) => field === undefined);
  const counted = [
    ...sharedFigures.filter(({ head }) => head !== undefined),
    ...new Map(own.map((figure) => [figure.name, figure])).values(),
  ];
  const cellsOf =
    (problem: PresetSummary["problem"]): Further =>
    ({ summary }) => {
      const own = new Map(furtherFigures(familyIn(problem)).map((figure) => [fieldOf(figure), figure.key]));
      return further.map((field) => (own.has(field) ? summary.metrics[own.get(field)!] : undefined));
    };
  // Without stopping rules there is no column of them.
  const rules = [...new Set(presets.flatMap(({ stops = [] }) => stops.map(({ name }) => name)))];
  const lines = presets.flatMap(({ name, optimizers, problem }) =>
    optimizers.flatMap((row) => [
      ...(row.tuned ? [line([name, row.name, "tuned"], row.tuned, cellsOf(problem), { counted, rules })] : []),
      line([name, row.name, "default"], row, cellsOf(problem), { counted, rules }),
    ]),
  );
  return [columnsOf(further, { counted, rules }), ...lines].map((cells) => `${cells.map(cell).join(",")}\n`).join("");
}

/** The figures of a row, in the order of the columns; empty where its problem has no such figure. */
type Further = (row: Row) => readonly (Interval | undefined)[];

/** @param names preset, optimizer, and which rates */
function line(names: readonly string[], row: Row, further: Further, { counted, rules }: Optional): unknown[] {
  const { summary, horizons, versusReference, controls, runs } = row;
  const interval = ({ mean, low, high }: Interval): unknown[] => [mean, low, high];
  return [
    ...names,
    row.options.learningRate,
    runs.length,
    ...horizons.slice(0, 2).flatMap(({ lossTrain }) => interval(lossTrain)),
    ...interval(summary.lossTrain),
    ...interval(summary.lossTest),
    ...further(row).flatMap((figure) => (figure ? interval(figure) : [null, null, null])),
    ...interval(summary.gradientNorm),
    versusReference?.reference,
    versusReference?.referenceLearningRate,
    versusReference?.measure,
    ...(versusReference ? Object.values(intervalOf(versusReference)) : [null, null, null]),
    versusReference?.pValue,
    versusReference?.pHolm,
    versusReference?.judgement,
    ...[controls?.atOwnRate, controls?.atReferenceRate, controls?.atOwnBest].flatMap((control) =>
      control ? [intervalOf(control).value, control.pValue] : [null, null],
    ),
    ...counted.map((figure) => totalCount(row, figure)),
    totalOf(row, ({ evaluations }) => evaluations.circuits) / runs.length,
    totalOf(row, ({ evaluations }) => evaluations.shots) / runs.length,
    totalOf(row, ({ evaluations }) => evaluations.circuitsWithIdle) / runs.length,
    totalOf(row, ({ evaluations }) => evaluations.shotsWithIdle) / runs.length,
    deviceSeconds(row),
    ...rules.flatMap((name) => {
      const ends = row.stops?.find(({ rule }) => rule === name);
      return STOP_FIELDS.map((field) => ends?.[field]);
    }),
  ];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
