import { deviceSeconds, type Row } from "./rows.js";
import type { PresetSummary } from "./summary.js";
import { intervalOf } from "./comparison.js";
import type { Interval } from "./statistics.js";

const COLUMNS = [
  "preset",
  "optimizer",
  "rates",
  "learningRate",
  "seeds",
  ...[
    "lossTrainQuarter",
    "lossTrainHalf",
    "lossTrain",
    "lossTest",
    "accuracyTrain",
    "accuracyTest",
    "gradientNorm",
  ].flatMap((name) => [name, `${name}Low`, `${name}High`]),
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
  "reversals",
  "circuitsPerRun",
  "shotsPerRun",
  "circuitsWithIdlePerRun",
  "shotsWithIdlePerRun",
  "deviceSecondsPerRun",
];

/** One line a table row; missing values are empty. */
export function summaryCsv(presets: readonly PresetSummary[]): string {
  const lines = presets.flatMap(({ name, optimizers }) =>
    optimizers.flatMap((row) => [
      ...(row.tuned ? [line(name, row.name, "tuned", row.tuned)] : []),
      line(name, row.name, "default", row),
    ]),
  );
  return [COLUMNS, ...lines].map((cells) => `${cells.map(cell).join(",")}\n`).join("");
}

function line(preset: string, optimizer: string, rates: string, row: Row): unknown[] {
  const { summary, horizons, versusReference, controls, runs } = row;
  const total = (pick: (run: Row["runs"][number]) => number): number => runs.reduce((sum, run) => sum + pick(run), 0);
  const interval = ({ mean, low, high }: Interval): unknown[] => [mean, low, high];
  return [
    preset,
    optimizer,
    rates,
    row.options.learningRate,
    runs.length,
    ...horizons.slice(0, 2).flatMap(({ lossTrain }) => interval(lossTrain)),
    ...interval(summary.lossTrain),
    ...interval(summary.lossTest),
    ...interval(summary.accuracyTrain),
    ...interval(summary.accuracyTest),
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
    total(({ reversals }) => reversals),
    total(({ evaluations }) => evaluations.circuits) / runs.length,
    total(({ evaluations }) => evaluations.shots) / runs.length,
    total(({ evaluations }) => evaluations.circuitsWithIdle) / runs.length,
    total(({ evaluations }) => evaluations.shotsWithIdle) / runs.length,
    deviceSeconds(row),
  ];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
