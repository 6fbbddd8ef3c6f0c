import type { Metric, ProblemFamily } from "@uphill/problems";
import { problemFamilies } from "./experiment.js";

/** A figure of a run: a metric on the test rows or on the training rows. */
export interface FigureName {
  /** The metric. */
  readonly metric: Metric;
  /** The name of the figure in `metrics` of a run: the name of the metric, with "Train" behind it for training rows. */
  readonly key: string;
  /** On which rows it is measured. Undefined for problem families that do not learn from rows. */
  readonly part?: "train" | "test";
}

/**
 * Returns the family of a problem that was summed up, with those of its metrics that the problem has.
 * @param problem the summary of the problem
 * @returns the family
 */
export function familyIn({
  name,
  metrics,
}: {
  readonly name: string;
  readonly metrics: readonly { readonly name: string }[];
}): ProblemFamily {
  const family = problemFamilies[name];
  const own = new Set(metrics.map((metric) => metric.name));
  return { ...family, metrics: family.metrics.filter((metric) => own.has(metric.name)) };
}

/**
 * Lists every figure of a run.
 * @param family the problem family
 * @returns the figures
 */
export function figureNames({ metrics, data }: ProblemFamily): FigureName[] {
  return metrics.flatMap((metric): FigureName[] =>
    data
      ? [
          { metric, key: trainKey(metric.name), part: "train" },
          { metric, key: metric.name, part: "test" },
        ]
      : [{ metric, key: metric.name }],
  );
}

/** The metric that is minimised. */
export function objectiveOf({ metrics, objective }: ProblemFamily): Metric {
  return metrics.find(({ name }) => name === objective)!;
}

/**
 * Lists every figure of a run except the metric that is minimised.
 * @param family the problem family
 * @returns the figures
 */
export function furtherFigures(family: ProblemFamily): FigureName[] {
  return figureNames(family).filter(({ metric }) => metric.name !== family.objective);
}

/**
 * Lists the further figures that runs are judged by. If there are test rows, these are the figures on the test rows.
 * @param family the problem family
 * @returns the figures
 */
export function judgedFigures(family: ProblemFamily): FigureName[] {
  return furtherFigures(family).filter(({ part }) => part !== "train");
}

/**
 * Returns the heading of what is minimised: "train loss", "energy".
 * @param family the problem family
 * @returns the heading
 */
export function objectiveTitle(family: ProblemFamily): string {
  const trained = figureNames(family).find(({ metric, part }) => metric.name === family.objective && part !== "test");
  return titleOf(trained!);
}

export function trainKey(name: string): string {
  return `${name}Train`;
}

/**
 * Returns the field of a figure in JSON and CSV: "accuracyTest", "gap".
 * @param figure the figure
 * @returns the name of the field
 */
export function fieldOf({ metric, part }: FigureName): string {
  return part === undefined ? metric.name : `${metric.name}${part === "train" ? "Train" : "Test"}`;
}

/**
 * Returns a figure in words: "test accuracy", "gap".
 * @param figure the figure
 * @param short true for narrow tables: "test acc."
 * @returns the words
 */
export function titleOf({ metric, part }: FigureName, short = false): string {
  const name = short ? (metric.shown.short ?? metric.name) : metric.name;
  return part === undefined ? name : `${part} ${name}`;
}

/**
 * Returns what is minimised, in words: "training loss", "value".
 * @param family the problem family
 * @returns the words
 */
export function trainedWord(family: ProblemFamily): string {
  return family.data ? `training ${family.objective}` : family.objective;
}
