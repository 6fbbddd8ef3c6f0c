import type { Experiment } from "./experiment.js";
import { holm, meanInterval, type Interval } from "./statistics.js";
import type { CeilingSummary, OptimizerSummary, Row } from "./summary.js";

/** −7.5 % with a true minus sign. */
export function percent(fraction: number, digits = 1): string {
  const text = (100 * Math.abs(fraction)).toFixed(digits);
  return `${fraction < 0 && Number(text) !== 0 ? "−" : fraction > 0 && Number(text) !== 0 ? "+" : ""}${text} %`;
}

export function pText(p: number): string {
  return p < 0.0005 ? "p < 0.0005" : `p = ${p.toFixed(3)}`;
}

function rangeText({ low, high }: Interval): string {
  return low === null || high === null
    ? "no interval below two seeds"
    : `95 % interval ${percent(low)} to ${percent(high)}`;
}

type Judged = { readonly name: string; readonly row: Row; readonly adjusted: number | null };

/** Holm's correction runs over the comparisons with SGD in one table. */
function judge(rows: readonly { name: string; row: Row }[]): Judged[] {
  const adjusted = holm(rows.map(({ row }) => row.versusSgd?.pValue ?? null));
  return rows.map((entry, k) => ({ ...entry, adjusted: adjusted[k] }));
}

/** What one row says against SGD, as a clause. */
function clause({ row: { versusSgd }, adjusted }: Judged): string {
  if (!versusSgd) return "has nothing to be compared with";
  const { relative } = versusSgd;
  if (relative.mean === null) return "has no finite difference to sgd";
  const size = `${percent(relative.mean)} against sgd (${rangeText(relative)}`;
  if (adjusted === null) return `stands at ${size}; fewer than six pairs give no p-value), which decides nothing`;
  const p = `${pText(adjusted)} after Holm)`;
  if (adjusted >= 0.05) return `stands at ${size}, ${p}: undecided`;
  return relative.mean < 0 ? `is better: ${size}, ${p}` : `is worse: ${size}, ${p}`;
}

/**
 * The verdict in words: on the tuned rows, and what the default rows alone would have claimed.
 * @returns paragraphs, one a line
 */
export function verdict(
  experiment: Experiment,
  optimizers: readonly OptimizerSummary[],
  ceiling: CeilingSummary,
): string {
  const defaults = optimizers.map((row) => ({ name: row.name, row: row }));
  const tuned = optimizers.flatMap(({ name, tuned }) =>
    tuned ? [{ name, row: tuned, rate: tuned.learningRate }] : [],
  );
  const paragraphs: readonly string[][] =
    tuned.length > 0
      ? [
          [
            `Each optimizer at its best learning rate of ${experiment.rates.join(", ")}, chosen on ${experiment.settings.tuningSeeds} other seeds: ${leader(tuned)}`,
          ],
          [...against(tuned), ...againstLeader(optimizers, tuned)],
          edges(experiment, tuned),
          ["The rows at the defaults alone would have claimed:", ...orElse(against(defaults), leader(defaults))],
        ]
      : [[`At the options given, without tuning: ${leader(defaults)}`], against(defaults)];
  return [
    ...paragraphs,
    reversals(optimizers),
    failures(optimizers),
    price(experiment, optimizers),
    [ceilingText(ceiling)],
  ]
    .map((sentences) => sentences.join(" "))
    .filter(Boolean)
    .join("\n");
}

function orElse(sentences: string[], other: string): string[] {
  return sentences.length > 0 ? sentences : [other];
}

function price({ equalShots, budget, settings }: Experiment, optimizers: readonly OptimizerSummary[]): string[] {
  if (equalShots) return [`Every optimizer could spend ${(budget.shots ?? 0).toLocaleString("en")} shots.`];
  const unpriced = settings.shots > 0 && optimizers.some((row) => row.unpriced);
  return unpriced
    ? ["Exact losses were used in comparisons and have no price in shots: this ranking is unpriced."]
    : [];
}

/** The first row with the lowest mean training loss. */
function best<T extends { readonly row: Row }>(rows: readonly T[]): T | undefined {
  const mean = ({ row }: T): number => row.summary.lossTrain.mean ?? Infinity;
  return rows.filter((entry) => mean(entry) < Infinity).sort((a, b) => mean(a) - mean(b))[0];
}

function leader(rows: readonly { name: string; row: Row; rate?: number }[]): string {
  const first = best(rows);
  if (!first) return "no run ended with a finite loss.";
  const { mean } = first.row.summary.lossTrain;
  const equals = rows.filter(({ row }) => row.summary.lossTrain.mean === mean).map(({ name }) => name);
  const rate = first.rate === undefined ? "" : ` (η = ${first.rate})`;
  return `the lowest mean training loss is ${mean!.toFixed(4)}, by ${listed(equals)}${rate}.`;
}

/** One sentence for each difference to SGD; those that are the same as SGD share one. */
function against(rows: readonly { name: string; row: Row }[]): string[] {
  const judged = judge(rows.filter(({ row }) => row.versusSgd !== null));
  const same = judged.filter(({ row }) => row.versusSgd?.identical).map(({ name }) => name);
  const others = judged
    .filter(({ row }) => !row.versusSgd?.identical)
    .map((entry) => `${entry.name} ${clause(entry)}.`);
  return same.length === 0
    ? others
    : [...others, `${listed(same)} ${same.length > 1 ? "are" : "is"} identical to sgd, bit for bit.`];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

/** How NLR stands against the best of the others: a gain over SGD alone says little if a control gains more. */
function againstLeader(
  optimizers: readonly OptimizerSummary[],
  tuned: readonly { name: string; row: Row }[],
): string[] {
  const leading = best(tuned);
  return optimizers.flatMap(({ name, optimizer }) => {
    const own = tuned.find((entry) => entry.name === name);
    if (optimizer !== "nlr" || !own || !leading || leading.name === "sgd" || own.row === leading.row) return [];
    const relative = meanInterval(
      own.row.runs.map(({ loss }, k) => (loss.train ?? NaN) / (leading.row.runs[k].loss.train ?? NaN) - 1),
    );
    if (relative.mean === null || relative.mean === 0) return [];
    return [
      `Against ${leading.name}, the best here, ${name} stands at ${percent(relative.mean)} (${rangeText(relative)}).`,
    ];
  });
}

function edges({ rates }: Experiment, tuned: readonly { name: string; rate: number }[]): string[] {
  const at = tuned.filter(({ rate }) => rate === rates[0] || rate === rates.at(-1));
  return at.length === 0
    ? []
    : [
        `The best rate lies at the edge of the grid for ${at.map(({ name, rate }) => `${name} (${rate})`).join(", ")}: a wider grid might do better.`,
      ];
}

/** Whether NLR did what it is named for, at the defaults. */
function reversals(optimizers: readonly OptimizerSummary[]): string[] {
  return optimizers
    .filter(({ optimizer }) => optimizer === "nlr")
    .map(({ name, runs, versusSgd }) => {
      const steps = runs.reduce((sum, run) => sum + run.steps, 0);
      const count = runs.reduce((sum, run) => sum + run.reversals, 0);
      if (count > 0)
        return `At the given options ${name} reversed ${count} of ${steps} steps (${percent(count / steps).replace("+", "")}).`;
      const same = versusSgd?.identical ? `, so ${name} and sgd are the same` : "";
      return `At the given options no step of ${name} was reversed (0 of ${steps})${same}.`;
    });
}

function failures(optimizers: readonly OptimizerSummary[]): string[] {
  return optimizers.flatMap(({ name, runs }) => {
    const bad = runs.filter(({ stopped }) => stopped === "failed" || stopped === "diverged");
    if (bad.length === 0) return [];
    const reason = bad.find(({ error }) => error)?.error;
    return [
      `${bad.length} of ${runs.length} runs of ${name} ended early (${bad[0].stopped}${reason ? `: ${reason}` : ""}).`,
    ];
  });
}

function ceilingText({ logistic, quadraticRidge }: CeilingSummary): string {
  const text = ({ mean }: Interval): string => (mean === null ? "–" : percent(mean).replace("+", ""));
  return `On the same features, logistic regression reaches ${text(logistic.accuracyTest)} and a quadratic ridge ${text(quadraticRidge.accuracyTest)} test accuracy.`;
}
