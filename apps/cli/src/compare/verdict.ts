import type { Experiment } from "./experiment.js";
import { holm, type Interval } from "./statistics.js";
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
  return low === null || high === null ? "no interval below two seeds" : `95 % interval ${percent(low)} to ${percent(high)}`;
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

/** The verdict in words: on the tuned rows, and what the default rows alone would have claimed. */
export function verdict(experiment: Experiment, optimizers: readonly OptimizerSummary[], ceiling: CeilingSummary): string {
  const defaults = optimizers.map((row) => ({ name: row.name, row: row }));
  const tuned = optimizers.flatMap(({ name, tuned }) => (tuned ? [{ name, row: tuned, rate: tuned.learningRate }] : []));
  const sentences: string[] = [];
  if (tuned.length > 0) {
    sentences.push(
      `Each optimizer at its best learning rate of ${experiment.rates.join(", ")} (chosen on ${experiment.settings.tuningSeeds} other seeds): ${leader(tuned)}`,
      ...against(tuned),
      edges(experiment, tuned),
      `The rows at the defaults alone would have claimed: ${against(defaults).join(" ") || leader(defaults)}`,
    );
  } else {
    sentences.push(`At the options given, without tuning: ${leader(defaults)}`, ...against(defaults));
  }
  sentences.push(
    ...reversals(optimizers),
    ...failures(optimizers),
    ceilingText(ceiling),
    experiment.equalShots
      ? `Every optimizer could spend ${experiment.budget.shots ?? 0} shots.`
      : optimizers.some(({ unpriced }) => unpriced) && experiment.settings.shots > 0
        ? "Exact losses were used in comparisons and have no price in shots: this ranking is unpriced."
        : "",
  );
  return sentences.filter(Boolean).join(" ");
}

function leader(rows: readonly { name: string; row: Row; rate?: number }[]): string {
  const known = rows.flatMap((entry) => {
    const { mean } = entry.row.summary.lossTrain;
    return mean === null ? [] : [{ ...entry, mean }];
  });
  if (known.length === 0) return "no run ended with a finite loss.";
  const best = known.reduce((a, b) => (b.mean < a.mean ? b : a));
  const equals = known.filter(({ mean, name }) => mean === best.mean && name !== best.name).map(({ name }) => name);
  const names = [best.name, ...equals].join(", ");
  const rate = best.rate === undefined ? "" : ` (η = ${best.rate})`;
  return `the lowest mean training loss is ${best.mean.toFixed(4)}, by ${names}${rate}.`;
}

/** One sentence for each difference to SGD; those that are the same as SGD share one. */
function against(rows: readonly { name: string; row: Row }[]): string[] {
  const judged = judge(rows.filter(({ row }) => row.versusSgd !== null));
  const same = judged.filter(({ row }) => row.versusSgd?.identical).map(({ name }) => name);
  const others = judged.filter(({ row }) => !row.versusSgd?.identical).map((entry) => `${entry.name} ${clause(entry)}.`);
  return same.length === 0
    ? others
    : [...others, `${listed(same)} ${same.length > 1 ? "are" : "is"} identical to sgd, bit for bit.`];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

function edges({ rates }: Experiment, tuned: readonly { name: string; rate: number }[]): string {
  const at = tuned.filter(({ rate }) => rate === rates[0] || rate === rates.at(-1));
  return at.length === 0
    ? ""
    : `The best rate lies at the edge of the grid for ${at.map(({ name, rate }) => `${name} (${rate})`).join(", ")}: a wider grid might do better.`;
}

/** Whether NLR did what it is named for, at the defaults. */
function reversals(optimizers: readonly OptimizerSummary[]): string[] {
  return optimizers
    .filter(({ optimizer }) => optimizer === "nlr")
    .map(({ name, runs, versusSgd }) => {
      const steps = runs.reduce((sum, run) => sum + run.steps, 0);
      const count = runs.reduce((sum, run) => sum + run.reversals, 0);
      if (count > 0) return `At the given options ${name} reversed ${count} of ${steps} steps (${percent(count / steps).replace("+", "")}).`;
      const same = versusSgd?.identical ? `, so ${name} and sgd are the same` : "";
      return `At the given options no step of ${name} was reversed (0 of ${steps})${same}.`;
    });
}

function failures(optimizers: readonly OptimizerSummary[]): string[] {
  return optimizers.flatMap(({ name, runs }) => {
    const bad = runs.filter(({ stopped }) => stopped === "failed" || stopped === "diverged");
    if (bad.length === 0) return [];
    const reason = bad.find(({ error }) => error)?.error;
    return [`${bad.length} of ${runs.length} runs of ${name} ended early (${bad[0].stopped}${reason ? `: ${reason}` : ""}).`];
  });
}

function ceilingText({ logistic, quadraticRidge }: CeilingSummary): string {
  const text = ({ mean }: Interval): string => (mean === null ? "–" : percent(mean).replace("+", ""));
  return `On the same features, logistic regression reaches ${text(logistic.accuracyTest)} and a quadratic ridge ${text(quadraticRidge.accuracyTest)} test accuracy.`;
}
