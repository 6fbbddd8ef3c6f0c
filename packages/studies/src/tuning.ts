import { streams } from "@uphill/core";
import { RECORDS } from "@uphill/problems";
import { candidatesOf } from "./candidates.js";
import type { Experiment } from "./experiment.js";
import { hasRate, rateOf, type Change, type OptimizerSpec } from "./optimizer.js";
import type { RunRecord, RunsAt } from "./run.js";
import { meanInterval, standardError } from "./statistics.js";

/** Parts of a run at which losses are shown. */
export const QUARTERS = [1 / 4, 1 / 2, 1];

/** What tuning chose for one optimizer. */
export interface Choice {
  /** The options that were chosen; null = those given. */
  readonly chosen: Change | null;
  readonly rate: number | null;
  readonly candidates: readonly Omit<Candidate, "chance">[];
  /** The best candidate, had the run ended there. */
  readonly bestAt: readonly { readonly at: number; readonly rate: number | null; readonly change: Change }[];
  /** Rates that were tried beyond the list, because the best one lay at its edge. */
  readonly beyond: readonly number[];
  /** The best candidate, where the reference's rate was taken instead, as the tuning seeds cannot tell the two; else null. */
  readonly ownBest: Change | null;
  /** What the search took. */
  readonly runs: number;
  readonly circuits: number;
  readonly shots: number;
}

/** The same, and what the tuning seeds say of how sure it is. */
export interface Tuning extends Choice {
  readonly candidates: readonly Candidate[];
}

interface Candidate {
  readonly change: Change;
  /** Its learning rate, where that is what was turned. */
  readonly rate: number | null;
  /** Mean final training loss on the tuning seeds; null where it is not finite. */
  readonly lossTrain: number | null;
  /** Whether it cannot be told from the best; see {@link isTie}. */
  readonly tied: boolean;
  /** Share of 1,000 resamplings of the tuning seeds in which this one was the best. */
  readonly chance: number;
}

const RESAMPLINGS = 1000;

/** Exact training loss of a run at a part of it. */
export function lossAt({ history, loss }: Pick<RunRecord, "history" | "loss">, at: number): number {
  return at === 1 ? loss.train : history[at * RECORDS].loss;
}

/** Candidates that are to be tried, by what is known so far: those that were tried already included. */
export function neededCandidates(experiment: Experiment, spec: OptimizerSpec, trials: RunsAt): readonly Change[] {
  return candidatesOf(experiment, spec, meanLoss(experiment, spec, trials)).all;
}

function meanLoss(
  { settings }: Experiment,
  { alias }: OptimizerSpec,
  trials: RunsAt,
): (candidate: Change) => number | undefined {
  return (candidate) => {
    const runs = trials(alias, candidate);
    if (runs.length < settings.tuningSeeds) return undefined;
    return meanInterval(runs.map(({ loss }) => loss.train)).mean ?? Infinity;
  };
}

/**
 * Chooses for every optimizer by its mean final training loss on the tuning seeds: the lowest, among equals the first. An optimizer
 * takes the reference's rate instead where these seeds cannot tell it from its own best one, so that a near tie does not make two
 * rates of one. What is chosen for an optimizer depends on its own runs and the reference's, and on nobody else's.
 * @returns one entry for each optimizer that has something to tune
 */
export function chooseAll(experiment: Experiment, trials: RunsAt): ReadonlyMap<string, Choice> {
  const { optimizers, reference } = experiment;
  const first = optimizers.find(({ alias }) => alias === reference)!;
  const chosen = choose(experiment, first, trials, null);
  const all = optimizers.flatMap((spec): [string, Choice][] => {
    const tuning = spec === first ? chosen : choose(experiment, spec, trials, chosen?.rate ?? null);
    return tuning ? [[spec.alias, tuning]] : [];
  });
  return new Map(all);
}

/** The same choices with their chances, for tables: the seeds are drawn anew for these, which takes its time. */
export function weighAll(experiment: Experiment, trials: RunsAt): ReadonlyMap<string, Tuning> {
  const weighed = [...chooseAll(experiment, trials)].map(([alias, choice]): [string, Tuning] => {
    const chances = chancesOf(choice.candidates.map(({ change }) => finalLosses(trials(alias, change))));
    return [alias, { ...choice, candidates: choice.candidates.map((one, k) => ({ ...one, chance: chances[k] })) }];
  });
  return new Map(weighed);
}

function finalLosses(runs: readonly RunRecord[]): number[] {
  return runs.map((run) => lossAt(run, 1));
}

function choose(experiment: Experiment, spec: OptimizerSpec, trials: RunsAt, preferred: number | null): Choice | null {
  const { all, beyond } = candidatesOf(experiment, spec, meanLoss(experiment, spec, trials));
  if (all.length === 0) return null;
  const runs = all.map((candidate) => trials(spec.alias, candidate));
  const lossesAt = (at: number): number[][] => runs.map((own) => own.map((run) => lossAt(run, at)));
  const losses = lossesAt(1);
  const means = losses.map((own) => meanInterval(own).mean ?? Infinity);
  const best = lowest(means);
  const first = meanInterval(runs[best].map(({ history }) => history[0].loss)).mean ?? 0;
  const tied = losses.map((own, k) => k === best || (means[k] < Infinity && isTie(own, losses[best], first)));
  const rates = all.map((candidate) => (hasRate(spec) ? rateOf(candidate) : null));
  const same = preferred === null ? -1 : rates.findIndex((rate, k) => rate === preferred && tied[k]);
  const taken = same < 0 ? best : same;
  const total = (unit: "circuits" | "shots"): number =>
    runs.flat().reduce((sum, { evaluations }) => sum + evaluations[unit], 0);
  return {
    chosen: all[taken],
    rate: rates[taken],
    candidates: all.map((change, k) => ({
      change,
      rate: rates[k],
      lossTrain: means[k] < Infinity ? means[k] : null,
      tied: tied[k],
    })),
    bestAt: QUARTERS.map((at) => {
      const k = lowest(lossesAt(at).map((own) => meanInterval(own).mean ?? Infinity));
      return { at, rate: rates[k], change: all[k] };
    }),
    beyond,
    ownBest: taken === best ? null : all[best],
    runs: runs.flat().length,
    circuits: total("circuits"),
    shots: total("shots"),
  };
}

/** Where the lowest number stands; of equals the first. */
function lowest(values: readonly number[]): number {
  return values.indexOf(Math.min(...values));
}

/** Losses that are further apart than this share of the first one are no near tie, whatever their spread. */
const NEAR = 0.05;

/**
 * A near tie: the mean paired difference is one standard error of it at most, and 5 % of the first loss at most. The second keeps a
 * rate that fails on one seed from being a tie: one outlier alone makes a standard error as large as the mean.
 */
function isTie(losses: readonly number[], best: readonly number[], first: number): boolean {
  const differences = losses.map((loss, k) => loss - best[k]);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return mean <= standardError(differences) && mean <= NEAR * Math.abs(first);
}

/** How often each candidate is the best when the seeds are drawn anew from themselves. */
function chancesOf(losses: readonly (readonly number[])[]): number[] {
  const won = losses.map(() => 0);
  const seeds = losses[0].length;
  const finite = losses.map((own) => Float64Array.from(own, (loss) => (Number.isFinite(loss) ? loss : Infinity)));
  const stream = streams(0).stream("tuning resamplings");
  const picked = new Uint32Array(seeds);
  for (let draw = 0; draw < RESAMPLINGS; draw++) {
    const random = stream.at(draw);
    for (let k = 0; k < seeds; k++) picked[k] = random.integer(seeds);
    const sums = finite.map((own) => {
      let sum = 0;
      for (const k of picked) sum += own[k];
      return sum;
    });
    // Where none is finite, none has won.
    if (Math.min(...sums) < Infinity) won[lowest(sums)]++;
  }
  return won.map((count) => count / RESAMPLINGS);
}
