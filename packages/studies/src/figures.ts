import type { Metric, ProblemFamily } from "@uphill/problems";
import { problemFamilies } from "./experiment.js";
import type { ProblemSummary } from "./tables.js";

/** A figure of a run: a metric on what it is judged on, or on what it was trained on. */
export interface FigureName {
  readonly metric: Metric;
  /** In `metrics` of a run: the metric's name, or that with "Train". */
  readonly key: string;
  /** Which rows; undefined for families that learn from none. */
  readonly part?: "train" | "test";
}

/** The family of a problem that was summed up, with those of its metrics that the problem has. */
export function familyIn({ name, metrics }: Pick<ProblemSummary, "name" | "metrics">): ProblemFamily {
  const family = problemFamilies[name];
  const own = new Set(metrics.map((metric) => metric.name));
  return { ...family, metrics: family.metrics.filter((metric) => own.has(metric.name)) };
}

/** Every figure of a run in a family of problems. */
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

/** Every figure besides the one that is minimised. */
export function furtherFigures(family: ProblemFamily): FigureName[] {
  return figureNames(family).filter(({ metric }) => metric.name !== family.objective);
}

/** Those of them that runs are judged by: on test rows where there are any. */
export function judgedFigures(family: ProblemFamily): FigureName[] {
  return furtherFigures(family).filter(({ part }) => part !== "train");
}

/** What is minimised, as a heading: "train loss", "energy". */
export function objectiveTitle(family: ProblemFamily): string {
  const trained = figureNames(family).find(({ metric, part }) => metric.name === family.objective && part !== "test");
  return titleOf(trained!);
}

export function trainKey(name: string): string {
  return `${name}Train`;
}

/** A figure where JSON and CSV have one field for it: "accuracyTest", "gap". */
export function fieldOf({ metric, part }: FigureName): string {
  return part === undefined ? metric.name : `${metric.name}${part === "train" ? "Train" : "Test"}`;
}

/** A figure in words: "test accuracy", "gap". @param short for narrow tables: "test acc." */
export function titleOf({ metric, part }: FigureName, short = false): string {
  const name = short ? (metric.shown.short ?? metric.name) : metric.name;
  return part === undefined ? name : `${part} ${name}`;
}

/** What is minimised, in words: "training loss", "value". */
export function trainedWord(family: ProblemFamily): string {
  return family.data ? `training ${family.objective}` : family.objective;
}
