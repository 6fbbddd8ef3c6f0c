import { firstCandidates, isAllowed } from "./candidates.js";
import { familyOf, type Experiment } from "./experiment.js";
import { changedOptions, hasRate, rateOf, type Change, type OptimizerSpec } from "./optimizer.js";
import { keyOf, runsAt, type Job, type JobRecord } from "./run.js";
import { chooseAll, neededCandidates, type Choice } from "./tuning.js";

/** Tuning seeds lie this far above the others, so that the two never meet. */
const TUNING_OFFSET = 2 ** 41;

type Records = ReadonlyMap<string, JobRecord>;

function seedsOf({ settings: { seed, seeds } }: Experiment): number[] {
  return Array.from({ length: seeds }, (_, k) => seed + k);
}

function tuningSeedsOf({ settings: { seed, tuningSeeds } }: Experiment): number[] {
  return Array.from({ length: tuningSeeds }, (_, k) => seed + TUNING_OFFSET + k);
}

function trials(experiment: Experiment, { alias }: OptimizerSpec, candidates: readonly Change[]): Job[] {
  const { preset } = experiment;
  const seeds = tuningSeedsOf(experiment);
  return candidates.flatMap((change) =>
    seeds.map((seed): Job => ({ preset, optimizer: alias, variant: "tuning", change, seed })),
  );
}

/** Options that are the given ones are no change: such runs are done once. */
export function changeOf(spec: OptimizerSpec, change: Change | null): Change | null {
  const changed = changedOptions(spec, change);
  return Object.keys(changed).every((option) => Object.is(changed[option], spec.options[option])) ? null : change;
}

function runs(experiment: Experiment, spec: OptimizerSpec, change: Change | null): Job[] {
  const { preset } = experiment;
  return seedsOf(experiment).map((seed): Job => ({
    preset,
    optimizer: spec.alias,
    variant: "run",
    change: changeOf(spec, change),
    seed,
  }));
}

/**
 * Lists the jobs that depend on no result: the plain models, the runs at the given options, and the first trials of
 * tuning.
 * @param experiment the experiment
 * @returns the jobs
 */
export function firstJobs(experiment: Experiment): Job[] {
  const { preset, optimizers } = experiment;
  return [
    ...(familyOf(experiment).baselines ? seedsOf(experiment) : []).map((seed): Job => ({
      preset,
      optimizer: null,
      variant: "ceiling",
      change: null,
      seed,
    })),
    ...optimizers.flatMap((spec) => [
      ...runs(experiment, spec, null),
      ...trials(experiment, spec, firstCandidates(experiment, spec)),
    ]),
  ];
}

/**
 * Lists all trials of tuning that are known to be needed. While the best rate is at the edge of the list, it includes
 * the next rate beyond it.
 * @param experiment the experiment
 * @param records the records so far, by {@link keyOf}
 * @returns the jobs, those that are done included
 */
export function trialJobs(experiment: Experiment, records: Records): Job[] {
  const done = runsAt(experiment, "tuning", records.values());
  return experiment.optimizers.flatMap((spec) => trials(experiment, spec, neededCandidates(experiment, spec, done)));
}

/**
 * Lists the runs at the rates that tuning chose, and the runs that the controls need. Call it when all trials are done.
 * @param experiment the experiment
 * @param records the records so far, by {@link keyOf}
 * @returns the jobs, those that are done included
 */
export function lastJobs(experiment: Experiment, records: Records): Job[] {
  const tuned = chooseAll(experiment, runsAt(experiment, "tuning", records.values()));
  const chosen = experiment.optimizers.flatMap((spec) => {
    const own = tuned.get(spec.alias);
    if (!own) return [];
    return [...runs(experiment, spec, own.chosen), ...(own.ownBest ? runs(experiment, spec, own.ownBest) : [])];
  });
  const equal = [tuned, new Map<string, Choice>()].flatMap((tuning) =>
    experiment.optimizers.flatMap((spec) => {
      const rates = ratesOf(experiment, spec, tuning);
      const reference = referenceSpec(experiment);
      return rates === null
        ? []
        : [...equalRuns(experiment, reference, rates.own), ...equalRuns(experiment, spec, rates.reference)];
    }),
  );
  return [...new Map([...chosen, ...equal].map((job) => [keyOf(job), job])).values()];
}

function equalRuns(experiment: Experiment, spec: OptimizerSpec, learningRate: number): Job[] {
  return isAllowed(spec, { learningRate }) ? runs(experiment, spec, { learningRate }) : [];
}

export function referenceSpec({ optimizers, reference }: Experiment): OptimizerSpec {
  return optimizers.find(({ alias }) => alias === reference)!;
}

/** The learning rates of an optimizer and of the reference where they differ; null where they do not, or one has none. */
export function ratesOf(
  experiment: Experiment,
  spec: OptimizerSpec,
  tuned: ReadonlyMap<string, Choice>,
): { readonly own: number; readonly reference: number } | null {
  const reference = referenceSpec(experiment);
  if (!hasRate(spec) || !hasRate(reference)) return null;
  const rate = (one: OptimizerSpec): number => rateOf(changedOptions(one, tuned.get(one.alias)?.chosen ?? null))!;
  const [own, other] = [rate(spec), rate(reference)];
  return own === other ? null : { own, reference: other };
}

/** The least number of jobs; where rates differ or lie at an edge, there will be more. */
export function countJobs(experiment: Experiment): number {
  const { optimizers, settings } = experiment;
  const tunable = optimizers.filter((spec) => firstCandidates(experiment, spec).length > 0);
  return firstJobs(experiment).length + tunable.length * settings.seeds;
}

/** Whether the experiment may come to this run, whatever tuning says. */
export function mayHave(experiment: Experiment, { preset, optimizer, variant, change, seed }: Job): boolean {
  if (preset !== experiment.preset) return false;
  if (variant === "ceiling")
    return optimizer === null && change === null && isAmong(seed, experiment.settings.seed, experiment.settings.seeds);
  const spec = experiment.optimizers.find(({ alias }) => alias === optimizer);
  if (!spec || !Object.keys(change ?? {}).every((option) => Object.hasOwn(spec.options, option))) return false;
  if (variant === "run") return isAmong(seed, experiment.settings.seed, experiment.settings.seeds);
  return (
    change !== null &&
    experiment.rates.length > 0 &&
    isAmong(seed, experiment.settings.seed + TUNING_OFFSET, experiment.settings.tuningSeeds)
  );
}

function isAmong(seed: number, first: number, count: number): boolean {
  return Number.isInteger(seed) && seed >= first && seed < first + count;
}
