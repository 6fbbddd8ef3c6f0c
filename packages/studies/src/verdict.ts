import { countedIn, totalCount } from "./counted.js";
import { budgetNotes } from "./budget.js";
import { LEVEL, type Figures } from "./comparison.js";
import { familyOf, type Experiment } from "./experiment.js";
import { trainedWord } from "./figures.js";
import { rateOf } from "./optimizer.js";
import { powerNotes } from "./power.js";
import { stopNotes } from "./stop-notes.js";
import { bindStops, endedAtLoss } from "./stops.js";
import { differenceText, figure, labelOf, listed, percent, pText, ownRows, type RowEntry } from "./words.js";
import type { Interval } from "./statistics.js";
import { meanOf, type Row } from "./rows.js";
import type { CeilingSummary, OptimizerSummary } from "./tables.js";

/** What is minimised, in words. */
interface Words {
  readonly objective: string;
  /** "training loss" */
  readonly trained: string;
}

function wordsOf(experiment: Experiment): Words {
  const family = familyOf(experiment);
  return { objective: family.objective, trained: trainedWord(family) };
}

/** Compares the tuned rows of two optimizers. */
export type Between = (name: string, other: string) => Figures | null;

/**
 * The verdict in words: on the tuned rows, and what the default rows alone would have claimed.
 * @returns paragraphs, one a line
 */
export function verdict(
  experiment: Experiment,
  optimizers: readonly OptimizerSummary[],
  ceiling: CeilingSummary | undefined,
  between: Between,
): string {
  const defaults: RowEntry[] = optimizers.map((row) => ({ name: row.name, row }));
  const tuned: RowEntry[] = optimizers.flatMap(({ name, tuned }) => (tuned ? [{ name, row: tuned }] : []));
  const { settings, reference } = experiment;
  const words = wordsOf(experiment);
  const paragraphs =
    tuned.length > 0
      ? [
          [
            `Each optimizer at the options that ${settings.tuningSeeds} other seed${settings.tuningSeeds > 1 ? "s" : ""} chose for it (${reachOf(experiment)}): ${leader(tuned, words)}`,
          ],
          against(tuned, reference, words),
          subjectsAgainstOthers(experiment, tuned, words, between),
          [...choices(optimizers, reference), ...tuningFailed(optimizers)],
          [
            "The rows at the options given alone would have claimed:",
            ...orElse(against(defaults, reference, words), leader(defaults, words)),
          ],
        ]
      : [[`At the options given, without tuning: ${leader(defaults, words)}`], against(defaults, reference, words)];
  return [
    ...paragraphs,
    turned(experiment, optimizers),
    failures(optimizers),
    budgetEnds(optimizers),
    ruleEnds(experiment, optimizers),
    unequalCosts(experiment, optimizers, reference),
    price(experiment, optimizers),
    powerNotes(experiment),
    ceiling ? [ceilingText(ceiling, experiment)] : [],
  ]
    .map((sentences) => sentences.join(" "))
    .filter(Boolean)
    .join("\n");
}

/** Where the tuning looked. */
function reachOf({ rates }: Experiment): string {
  return rates.length === 1 ? `the learning rate ${rates[0]}` : `learning rates ${rates.join(", ")}`;
}

function orElse(sentences: string[], other: string): string[] {
  return sentences.length > 0 ? sentences : [other];
}

function leader(rows: readonly RowEntry[], { trained }: Words): string {
  const mean = ({ row }: RowEntry): number => row.summary.lossTrain.mean ?? Infinity;
  // What was caught at a fault is not ranked, however low it got.
  const sound = rows.filter((entry) => entry.row.ranked && mean(entry) < Infinity);
  const ended = endedAtLoss(sound.flatMap(({ row }) => row.runs));
  if (ended !== undefined)
    return `the rule ${ended} ended runs at the loss that it names, so their final losses are not ranked; what they cost stands below.`;
  if (sound.length === 0) return `no run ended with a finite ${trained.split(" ").at(-1)!}.`;
  const least = Math.min(...sound.map(mean));
  const first = sound.filter((entry) => mean(entry) === least);
  return `the lowest mean ${trained} is ${figure(least)}, by ${listed(first.map(labelOf))}.`;
}

/**
 * What may be said of each optimizer beside the reference; those that are the same share a sentence. Holm's correction runs over the
 * comparisons of one table.
 */
function against(rows: readonly RowEntry[], reference: string, words: Words): string[] {
  const compared = rows.filter(({ row }) => row.versusReference !== null && row.ranked);
  const same = compared.filter(({ row }) => row.versusReference!.judgement === "identical").map(({ name }) => name);
  const others = compared.flatMap((entry) =>
    entry.row.versusReference!.judgement === "identical" ? [] : [`${entry.name} ${clause(entry, reference, words)}.`],
  );
  return same.length === 0
    ? others
    : [...others, `${listed(same)} ${same.length > 1 ? "are" : "is"} identical to ${reference}, bit for bit.`];
}

function clause({ name, row }: RowEntry, reference: string, words: Words): string {
  const comparison = row.versusReference!;
  const { learningRate, referenceLearningRate, judgement, why, pHolm } = comparison;
  const { atReferenceRate } = row.controls!;
  if (judgement === "same-steps") {
    const there =
      atReferenceRate === null ? "" : `; with both at ${referenceLearningRate} it ${standing(atReferenceRate, words)}`;
    return `takes the very steps of ${reference} at its own rate ${learningRate}: what differs from ${reference} at ${referenceLearningRate} is the rate${there}`;
  }
  const size = differenceText(comparison, words.objective);
  if (size === null || judgement === "plateau" || judgement === "tied")
    return `is not ranked against ${reference}: ${why ?? "there is no difference to test"}`;
  const figures = `${size} against ${reference}`;
  if (judgement === "untested") return `stands at ${figures}; nothing is decided, as ${why ?? "nothing was tested"}`;
  const tested = `${figures}, ${pText(pHolm!)} after Holm`;
  const controls = controlsText(row, { name, reference }, words);
  if (judgement === "better" || judgement === "worse") return `is ${judgement}: ${tested}${controls}`;
  if (judgement === "not-separated")
    return `stands at ${tested} with the control, which does not bear it out: rule and rate cannot be told apart${controls}`;
  const straddles = pHolm! < LEVEL ? ", as the interval contains 0" : "";
  return `stands at ${tested}: undecided${straddles}${controls}`;
}

/** " (adam at 0.3, sgd at 1; with both at 0.3 it stands at …; with both at 1 it …)", where there are controls. */
function controlsText(
  { controls, versusReference }: Row,
  { name, reference }: { readonly name: string; readonly reference: string },
  words: Words,
): string {
  const { learningRate, referenceLearningRate } = versusReference!;
  const { atOwnRate, atReferenceRate, atOwnBest } = controls!;
  const differ = learningRate !== null && referenceLearningRate !== null && learningRate !== referenceLearningRate;
  const told = [
    ...(differ ? [`${name} at ${learningRate}, ${reference} at ${referenceLearningRate}`] : []),
    ...(atOwnRate ? [`with both at ${learningRate} it ${standing(atOwnRate, words)}`] : []),
    ...(atReferenceRate ? [`with both at ${referenceLearningRate} it ${standing(atReferenceRate, words)}`] : []),
    ...(atOwnBest ? [`at its own best rate ${atOwnBest.learningRate} it ${standing(atOwnBest, words)}`] : []),
  ];
  return told.length === 0 ? "" : ` (${told.join("; ")})`;
}

/** A control, told and not judged: its p-value is not corrected. */
function standing(figures: Figures, { objective }: Words): string {
  if (figures.identical) return `takes the very steps of ${figures.reference}`;
  const size = differenceText(figures, objective);
  if (size === null) return `cannot be compared, as ${figures.why ?? "there is no difference"}`;
  return `stands at ${size}${figures.pValue === null ? "" : `, ${pText(figures.pValue)}`}`;
}

/**
 * How the optimizers that the study is about stand against the others, pair by pair: a gain over the reference says little if a control
 * gains more.
 */
function subjectsAgainstOthers(
  { optimizers, reference, subjects }: Experiment,
  rows: readonly RowEntry[],
  { objective }: Words,
  between: Between,
): string[] {
  const isReference = ({ name, row }: RowEntry): boolean =>
    name === reference || ["identical", "same-steps"].includes(row.versusReference!.judgement);
  return optimizers.flatMap(({ alias, name: optimizer }) => {
    const own = rows.find((entry) => entry.name === alias);
    if (!subjects.includes(optimizer) || !own || isReference(own)) return [];
    const others = rows.flatMap((other) => {
      const comparison = between(alias, other.name);
      if (other === own || isReference(other) || comparison === null || comparison.identical) return [];
      const size = differenceText(comparison, objective);
      return size === null ? [] : [`${size} against ${labelOf(other)}`];
    });
    return others.length === 0
      ? []
      : [`${labelOf(own)} stands at ${listed(others)}: figures to explore, each at its own rate, and not tested.`];
  });
}

/** What a reader must know of the choice of rates: near ties, rates beyond the list, and who had nothing to tune. */
function choices(optimizers: readonly OptimizerSummary[], reference: string): string[] {
  const tuned = optimizers.flatMap(({ name, tuned }) => (tuned?.tuning ? [{ name, tuned, tuning: tuned.tuning }] : []));
  const without = optimizers.filter(({ tuned }) => tuned && !tuned.tuning).map(({ name }) => name);
  const ties = tuned.flatMap(({ name, tuned: { learningRate }, tuning }) => {
    const others = tuning.losses.filter(({ rate, tied }) => tied && rate !== null && rate !== learningRate);
    return others.length === 0
      ? []
      : [`${learningRate} and ${listed(others.map(({ rate }) => String(rate)))} for ${name}`];
  });
  const followed = tuned.filter(({ tuning }) => tuning.ownBest !== null);
  const beyond = tuned.filter(({ tuning }) => tuning.beyond.length > 0);
  const edge = tuned.filter(({ tuned: { learningRate }, tuning }) => {
    const rates = tuning.losses.flatMap(({ rate }) => rate ?? []);
    return rates.length > 1 && (learningRate === rates[0] || learningRate === rates.at(-1));
  });
  const own = tuned.filter(({ tuning }) => tuning.losses.every(({ rate }) => rate === null)).map(({ name }) => name);
  return [
    ...(ties.length === 0
      ? []
      : [
          `The tuning seeds cannot tell these rates apart: ${ties.join("; ")}. The intervals do not contain this uncertainty.`,
        ]),
    ...(followed.length === 0
      ? []
      : [
          `At such a tie ${listed(followed.map(({ name, tuning }) => `${name} took ${reference}'s rate and not its own best one, ${rateOf(tuning.ownBest!)}`))}.`,
        ]),
    ...(beyond.length === 0
      ? []
      : [
          `Beyond the list, as the best rate lay at its edge, also tried: ${listed(beyond.map(({ name, tuning }) => `${tuning.beyond.join(", ")} for ${name}`))}.`,
        ]),
    ...(edge.length === 0
      ? []
      : [
          `The chosen rate lies at the edge of what was tried for ${listed(edge.map(({ name, tuned }) => `${name} (${tuned.learningRate})`))}: a wider list might do better.`,
        ]),
    ...(own.length === 0
      ? []
      : [
          `${listed(own)} ${own.length > 1 ? "have" : "has"} no learning rate: ${own.length > 1 ? "their" : "its"} own options were tried, as often as the list has rates.`,
        ]),
    ...(without.length === 0
      ? []
      : [
          `${listed(without)} ${without.length > 1 ? "have" : "has"} nothing to tune and ${without.length > 1 ? "stand" : "stands"} as given.`,
        ]),
  ];
}

function tuningFailed(optimizers: readonly OptimizerSummary[]): string[] {
  const worse = optimizers.flatMap((row) => {
    const after = row.tuned?.tuning ? row.tuned.summary.lossTrain.mean : undefined;
    const before = row.summary.lossTrain.mean;
    if (endedAtLoss([...row.runs, ...(row.tuned?.runs ?? [])]) !== undefined) return [];
    return after === undefined || before === null || (after !== null && after <= before) ? [] : [row];
  });
  const tried = (row: OptimizerSummary): boolean =>
    row.tuned!.tuning!.losses.some(({ change }) =>
      Object.entries(change).every(([option, value]) => Object.is(row.options[option], value)),
    );
  const label = ({ name, tuned }: OptimizerSummary): string => labelOf({ name, row: tuned! });
  const [unlucky, untried] = [worse.filter(tried), worse.filter((row) => !tried(row))];
  const did = (rows: readonly OptimizerSummary[]): string =>
    `What tuning chose did worse on these seeds than what was given for ${listed(rows.map(label))}`;
  return [
    ...(unlucky.length === 0
      ? []
      : [`${did(unlucky)}: the choice is uncertain, and more tuning seeds (--tuning-seeds) would make it less so.`]),
    ...(untried.length === 0 ? [] : [`${did(untried)}, which was not among the rates tried.`]),
  ];
}

/** How many steps the optimizers that the study is about treated as their figures say, at the given options. */
function turned({ subjects, reference }: Experiment, optimizers: readonly OptimizerSummary[]): string[] {
  const counted = countedIn(optimizers);
  return optimizers
    .filter(({ optimizer }) => subjects.includes(optimizer))
    .flatMap((row) =>
      counted.flatMap((figure) => {
        const { verb, of } = figure;
        if (verb === undefined || !of.includes(row.optimizer)) return [];
        const steps = row.runs.reduce((sum, run) => sum + run.steps, 0);
        const count = totalCount(row, figure);
        if (count > 0) {
          return [
            `At the given options ${row.name} ${verb} ${count} of ${steps} steps (${percent(count / steps).replace("+", "")}).`,
          ];
        }
        const same = row.versusReference?.identical ? `, so ${row.name} and ${reference} are the same` : "";
        return [`At the given options no step of ${row.name} was ${verb} (0 of ${steps})${same}.`];
      }),
    );
}

/** Runs that did not come to their end, and optimizers that do not come again, each with its reason once. */
function failures(optimizers: readonly OptimizerSummary[]): string[] {
  const reason = (text: string | null | undefined): string => (text ? `: ${text.replace(/\.$/, "")}` : "");
  return optimizers.flatMap((optimizer) => {
    const rows = ownRows(optimizer);
    const told = rows.flatMap(({ label, row: { runs } }) => {
      const of = `of ${runs.length} runs of ${rows.length > 1 ? label : optimizer.name}`;
      const again = runs.filter(({ fault }) => fault === "not-reproducible");
      const early = runs.filter(
        (run) => (run.stopped === "failed" || run.stopped === "diverged") && !again.includes(run),
      );
      return [
        ...(early.length === 0
          ? []
          : [
              `${early.length} ${of} ended early (${early[0].stopped}${reason(early.find(({ error }) => error)?.error)}).`,
            ]),
        ...(again.length === 0
          ? []
          : [
              `${again.length} ${of} came to something else when they were repeated, and it is not ranked (not reproducible${reason(again[0].error)}).`,
            ]),
      ];
    });
    if (told.length > 0 || optimizer.failed === null) return told;
    return [`${optimizer.name} is not ranked, as a run of its tuning did not come again${reason(optimizer.failed)}.`];
  });
}

/** Which runs the budget ended, at the defaults and at the chosen rates, and who could not take a step. */
function budgetEnds(optimizers: readonly OptimizerSummary[]): string[] {
  const counts = optimizers.map((optimizer) => {
    const { name } = optimizer;
    const all = ownRows(optimizer).flatMap(({ row }) => row.runs);
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

/** What stopping rules did to the runs, at the defaults and at the chosen rates. */
function ruleEnds(experiment: Experiment, optimizers: readonly OptimizerSummary[]): string[] {
  const { stops } = experiment;
  if (stops.length === 0) return [];
  const rows = optimizers.flatMap(ownRows).map(({ label, row }) => ({ label, ends: row.stops ?? [] }));
  const atLoss = bindStops(stops).some(({ endsAtLoss }) => endsAtLoss);
  return [
    ...stopNotes(stops, rows, circuitsWord(experiment)),
    ...(atLoss && experiment.rates.length > 0
      ? ["Learning rates were chosen for the lowest final loss, without that rule: another rate may come there sooner."]
      : []),
  ];
}

function circuitsWord(experiment: Experiment): string {
  return familyOf(experiment).circuits ? "circuits" : "evaluations";
}

/** Where steps are equal, costs need not be: who took less than half of the reference's circuits a run, or more than twice as many. */
function unequalCosts(experiment: Experiment, optimizers: readonly OptimizerSummary[], reference: string): string[] {
  const { equalShots, budget, stops } = experiment;
  // Where rules end runs, steps are not equal either.
  if (stops.length > 0 || equalShots || budget.circuits !== undefined || budget.shots !== undefined) return [];
  const circuits = (row: Row): number => meanOf(row, ({ evaluations }) => evaluations.circuits);
  const usual = circuits(optimizers.find(({ name }) => name === reference)!);
  const others = optimizers.filter((row) => row.ranked && (circuits(row) < usual / 2 || circuits(row) > 2 * usual));
  if (others.length === 0) return [];
  const what = circuitsWord(experiment);
  const count = (row: Row): string => Math.round(circuits(row)).toLocaleString("en");
  return [
    `Steps are equal here, and costs are not: ${reference} took ${Math.round(usual).toLocaleString("en")} ${what} a run, ${listed(others.map((row) => `${row.name} ${count(row)}`))}. --budget circuits=N gives everyone the same.`,
  ];
}

function price(experiment: Experiment, optimizers: readonly OptimizerSummary[]): string[] {
  const { equalShots, budget, settings } = experiment;
  const notes = budgetNotes(experiment);
  if (settings.shots !== undefined && optimizers.some((row) => row.unpriced)) {
    return ["Exact losses were used in comparisons and have no price in shots: this ranking is unpriced.", ...notes];
  }
  return equalShots
    ? [`Every optimizer could spend ${(budget.shots ?? 0).toLocaleString("en")} shots.`, ...notes]
    : notes;
}

function ceilingText({ models, metric, known, rows, reasons }: CeilingSummary, experiment: Experiment): string {
  const { digits, percent: share } = familyOf(experiment).metrics.find(({ name }) => name === metric)!.shown;
  const text = ({ mean }: Interval): string =>
    mean === null ? "–" : share ? percent(mean).replace("+", "") : mean.toFixed(digits);
  const best = known === null ? "" : ` No rule passes ${percent(known, 2).replace("+", "")} on average.`;
  const trained = familyOf(experiment).data?.trained(experiment.problem) ?? 0;
  const some = rows > 0 && rows < trained ? ` (trained on ${rows} rows)` : "";
  const [first, ...others] = models;
  const reached = [
    `${first.about} reaches ${text(first.test)}`,
    ...others.map(({ about, test }) => `${about} ${text(test)}`),
  ];
  return `On the same features, ${listed(reached)} test ${metric}${some}.${reasons.map((reason) => ` ${reason}`).join("")}${best}`;
}
