import { budgetNotes } from "./budget.js";
import { referenceOf, type Experiment } from "./experiment.js";
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

/** One row of a table by its name; `rate` where it was chosen by tuning. */
interface Entry {
  readonly name: string;
  readonly row: Row;
  readonly rate?: number;
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
  const defaults: Entry[] = optimizers.map((row) => ({ name: row.name, row }));
  const tuned: Entry[] = optimizers.flatMap(({ name, tuned }) =>
    tuned ? [{ name, row: tuned, ...(tuned.learningRate !== null && { rate: tuned.learningRate }) }] : [],
  );
  const reference = referenceOf(experiment.optimizers) ?? "sgd";
  const { rates, settings } = experiment;
  const paragraphs =
    tuned.length > 0
      ? [
          [
            `Each optimizer at the learning rate that ${settings.tuningSeeds} other seeds chose for it among ${rates.join(", ")}: ${leader(tuned)}`,
          ],
          against(tuned, reference),
          nlrAgainstOthers(optimizers, tuned, reference),
          [...untuned(tuned), ...tuningFailed(tuned, defaults), ...edges(experiment, tuned)],
          [
            "The rows at the defaults alone would have claimed:",
            ...orElse(against(defaults, reference), leader(defaults)),
          ],
        ]
      : [[`At the options given, without tuning: ${leader(defaults)}`], against(defaults, reference)];
  return [
    ...paragraphs,
    reversals(optimizers, reference),
    failures(optimizers),
    budgetEnds(optimizers),
    price(experiment, optimizers),
    [ceilingText(ceiling, settings.train)],
  ]
    .map((sentences) => sentences.join(" "))
    .filter(Boolean)
    .join("\n");
}

function orElse(sentences: string[], other: string): string[] {
  return sentences.length > 0 ? sentences : [other];
}

function hasFailed({ runs }: Row): boolean {
  return runs.some(({ stopped }) => stopped === "failed");
}

/** The first row with the lowest mean training loss. */
function best(rows: readonly Entry[]): Entry | undefined {
  const mean = ({ row }: Entry): number => row.summary.lossTrain.mean ?? Infinity;
  // What was caught at a fault is not ranked, however low it got.
  const sound = rows.filter(({ row }) => !hasFailed(row));
  return sound.filter((entry) => mean(entry) < Infinity).sort((a, b) => mean(a) - mean(b))[0];
}

function leader(rows: readonly Entry[]): string {
  const first = best(rows);
  if (!first) return "no run ended with a finite loss.";
  const { mean } = first.row.summary.lossTrain;
  const equals = rows
    .filter(({ row }) => !hasFailed(row) && row.summary.lossTrain.mean === mean)
    .map(({ name }) => name);
  const rate = first.rate === undefined ? "" : ` (η = ${first.rate})`;
  return `the lowest mean training loss is ${mean!.toFixed(4)}, by ${listed(equals)}${rate}.`;
}

/**
 * One sentence for each difference to SGD; those that are the same as SGD share one. Holm's correction runs over the
 * comparisons of one table.
 */
function against(rows: readonly Entry[], reference: string): string[] {
  const compared = rows.filter(({ row }) => row.versusSgd !== null && !hasFailed(row));
  const adjusted = holm(compared.map(({ row }) => row.versusSgd?.pValue ?? null));
  const same = compared.filter(({ row }) => row.versusSgd?.identical).map(({ name }) => name);
  const others = compared.flatMap((entry, k) =>
    entry.row.versusSgd?.identical ? [] : [`${entry.name} ${clause(entry.row, adjusted[k], reference)}.`],
  );
  return same.length === 0
    ? others
    : [...others, `${listed(same)} ${same.length > 1 ? "are" : "is"} identical to ${reference}, bit for bit.`];
}

/** Better or worse is said only where the test is significant and the interval of the mean lies on one side. */
function clause({ versusSgd }: Row, adjusted: number | null, reference: string): string {
  const relative = versusSgd!.relative;
  if (relative.mean === null) return `has no finite difference to ${reference}`;
  const size = `${percent(relative.mean)} against ${reference} (${rangeText(relative)}`;
  if (adjusted === null || relative.low === null || relative.high === null) {
    return `stands at ${size}; fewer than six pairs give no p-value): nothing is decided`;
  }
  const figures = `${size}, ${pText(adjusted)} after Holm)`;
  if (adjusted >= 0.05) return `stands at ${figures}: undecided`;
  if (relative.high < 0) return `is better: ${figures}`;
  if (relative.low > 0) return `is worse: ${figures}`;
  return `stands at ${figures}: undecided, as the ranks differ but the mean does not`;
}

/** How NLR stands against the others, pair by pair: a gain over SGD says little if a control gains more. */
function nlrAgainstOthers(
  optimizers: readonly OptimizerSummary[],
  rows: readonly Entry[],
  reference: string,
): string[] {
  return optimizers.flatMap(({ name, optimizer }) => {
    const own = rows.find((entry) => entry.name === name);
    if (optimizer !== "nlr" || !own) return [];
    const others = rows.flatMap(({ name: other, row }) => {
      if (other === name || other === reference) return [];
      const relative = meanInterval(
        own.row.runs.map(({ loss }, k) => (loss.train ?? NaN) / (row.runs[k].loss.train ?? NaN) - 1),
      );
      if (relative.mean === null || relative.mean === 0) return [];
      const range =
        relative.low === null || relative.high === null
          ? ""
          : ` (${percent(relative.low)} to ${percent(relative.high)})`;
      return [`${percent(relative.mean)} against ${other}${range}`];
    });
    return others.length === 0 ? [] : [`${name} stands at ${listed(others)}: means over the seeds, 95 % intervals.`];
  });
}

/** Those without a learning rate stand beside the tuned ones as they are. */
function untuned(tuned: readonly Entry[]): string[] {
  const without = tuned.filter(({ rate }) => rate === undefined).map(({ name }) => name);
  return without.length === 0
    ? []
    : [
        `${listed(without)} ${without.length > 1 ? "have" : "has"} no learning rate and ${without.length > 1 ? "were" : "was"} not tuned.`,
      ];
}

function tuningFailed(tuned: readonly Entry[], defaults: readonly Entry[]): string[] {
  const worse = tuned.filter(({ name, row }) => {
    if (row.options.learningRate === undefined) return false;
    const before = defaults.find((entry) => entry.name === name)?.row.summary.lossTrain.mean ?? null;
    const after = row.summary.lossTrain.mean;
    return before !== null && (after === null || after > before);
  });
  return worse.length === 0
    ? []
    : [
        `The chosen rate did worse than the given one for ${listed(worse.map(({ name, rate }) => `${name} (${rate!})`))}: more tuning seeds would choose better.`,
      ];
}

function edges({ rates }: Experiment, tuned: readonly Entry[]): string[] {
  const at = tuned.filter(({ rate }) => rate === rates[0] || rate === rates.at(-1));
  return at.length === 0
    ? []
    : [
        `The chosen rate lies at the edge of the grid for ${listed(at.map(({ name, rate }) => `${name} (${rate!})`))}: a wider grid might do better.`,
      ];
}

/** Whether NLR did what it is named for, at the given options. */
function reversals(optimizers: readonly OptimizerSummary[], reference: string): string[] {
  return optimizers
    .filter(({ optimizer }) => optimizer === "nlr")
    .map(({ name, runs, versusSgd }) => {
      const steps = runs.reduce((sum, run) => sum + run.steps, 0);
      const count = runs.reduce((sum, run) => sum + run.reversals, 0);
      if (count > 0) {
        return `At the given options ${name} reversed ${count} of ${steps} steps (${percent(count / steps).replace("+", "")}).`;
      }
      const same = versusSgd?.identical ? `, so ${name} and ${reference} are the same` : "";
      return `At the given options no step of ${name} was reversed (0 of ${steps})${same}.`;
    });
}

function failures(optimizers: readonly OptimizerSummary[]): string[] {
  return optimizers.flatMap(({ name, runs }) => {
    const bad = runs.filter(({ stopped }) => stopped === "failed" || stopped === "diverged");
    if (bad.length === 0) return [];
    const reason = bad.find(({ error }) => error)?.error;
    return [
      `${bad.length} of ${runs.length} runs of ${name} ended early (${bad[0].stopped}${reason ? `: ${reason.replace(/\.$/, "")}` : ""}).`,
    ];
  });
}

/** Which runs the budget ended, at the defaults and at the chosen rates, and who could not take a step. */
function budgetEnds(optimizers: readonly OptimizerSummary[]): string[] {
  const counts = optimizers.map(({ name, runs, tuned }) => {
    const all = [...runs, ...(tuned?.tuning ? tuned.runs : [])];
    const ended = all.filter(({ stopped }) => stopped === "budget");
    return { name, of: all.length, ended: ended.length, still: ended.filter(({ steps }) => steps === 0).length };
  });
  const some = counts.filter(({ ended }) => ended > 0);
  if (some.length === 0) return [];
  const every = some.length === counts.length && some.every(({ ended, of }) => ended === of);
  const still = some.filter(({ still }) => still > 0);
  const shares = (of: typeof counts, count: (one: (typeof counts)[number]) => number): string =>
    listed(of.map((one) => `${one.name} ${count(one)} of ${one.of}`));
  return [
    every ? "The budget ended every run." : `Runs that the budget ended: ${shares(some, ({ ended }) => ended)}.`,
    ...(still.length === 0 ? [] : [`Runs that it left no whole step: ${shares(still, ({ still: count }) => count)}.`]),
  ];
}

function price(experiment: Experiment, optimizers: readonly OptimizerSummary[]): string[] {
  const { equalShots, budget, settings } = experiment;
  const notes = budgetNotes(experiment);
  if (settings.shots > 0 && optimizers.some((row) => row.unpriced)) {
    return ["Exact losses were used in comparisons and have no price in shots: this ranking is unpriced.", ...notes];
  }
  return equalShots
    ? [`Every optimizer could spend ${(budget.shots ?? 0).toLocaleString("en")} shots.`, ...notes]
    : notes;
}

function ceilingText({ logistic, quadraticRidge, known, rows, reasons }: CeilingSummary, train: number): string {
  const text = ({ mean }: Interval): string => (mean === null ? "–" : percent(mean).replace("+", ""));
  const best = known === null ? "" : ` No rule passes ${percent(known, 2).replace("+", "")} on average.`;
  const some = rows > 0 && rows < train ? ` (trained on ${rows} rows)` : "";
  return `On the same features, logistic regression reaches ${text(logistic.accuracyTest)} and a quadratic ridge ${text(quadraticRidge.accuracyTest)} test accuracy${some}.${reasons.map((reason) => ` ${reason}`).join("")}${best}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}
