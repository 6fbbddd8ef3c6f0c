import { exp, log, streams, UphillError, type Field, type Random } from "@uphill/core";
import { optimizerFamilies } from "@uphill/plugins";
import type { Experiment } from "./experiment.js";
import { changedOptions, hasRate, type Change, type OptimizerSpec } from "./optimizer.js";

/** How often a list of rates may grow, on each side. */
const MOST_WIDER = 3;

/**
 * What tuning tries first, the same number for every optimizer: the learning rates, or where there is none, the given options and
 * random draws from the search space that the optimizer declares. Without any of these, it is an empty list.
 */
export function firstCandidates({ rates, settings }: Experiment, spec: OptimizerSpec): readonly Change[] {
  if (hasRate(spec)) return rates.map((learningRate) => ({ learningRate }));
  const searched = Object.entries(optimizerFamilies[spec.name].options).filter(([, { search }]) => search);
  if (searched.length === 0) return [];
  return rates.map((_, trial) => {
    if (trial === 0) return {};
    const random = streams(settings.seed).stream(`tuning ${spec.name}`).at(trial);
    return Object.fromEntries(searched.map(([option, field]) => [option, draw(field, random)]));
  });
}

function draw({ search, schema }: Field<unknown>, random: Random): unknown {
  if (search!.kind === "choice") return search!.values[random.integer(search!.values.length)];
  const { kind, low, high } = search!;
  const share = random.uniform();
  const value = kind === "uniform" ? low + share * (high - low) : exp(log(low) + share * (log(high) - log(low)));
  const allowed = schema["~standard"].validate(value);
  return "issues" in allowed && allowed.issues ? Math.round(value) : value;
}

/**
 * All candidates of an optimizer: while the best rate lies at an edge, the next one beyond it (1, 3, 10, 30, …) is tried too, three
 * on each side at most.
 * @param lossOf mean final loss of a candidate on the tuning seeds; undefined where it was not tried yet
 * @returns the candidates in order of their rates, the last one perhaps untried, and the rates among them that the list lacks
 */
export function candidatesOf(
  experiment: Experiment,
  spec: OptimizerSpec,
  lossOf: (candidate: Change) => number | undefined,
): { readonly all: readonly Change[]; readonly beyond: readonly number[] } {
  const first = firstCandidates(experiment, spec);
  const untried = first.some((candidate) => lossOf(candidate) === undefined);
  if (untried || !experiment.widen || !hasRate(spec) || first.length < 2) return { all: first, beyond: [] };
  const rates = [...experiment.rates];
  const beyond: number[] = [];
  for (const grown = { low: 0, high: 0 }; ;) {
    const losses = rates.map((learningRate) => lossOf({ learningRate })!);
    const best = losses.indexOf(Math.min(...losses));
    const side = best === 0 ? "low" : best === rates.length - 1 ? "high" : undefined;
    if (side === undefined || losses[best] === Infinity || grown[side] === MOST_WIDER) break;
    const learningRate = nextRate(rates[best], side);
    if (!isAllowed(spec, { learningRate })) break;
    grown[side]++;
    rates.splice(side === "low" ? 0 : rates.length, 0, learningRate);
    beyond.push(learningRate);
    if (lossOf({ learningRate }) === undefined) break;
  }
  return { all: rates.map((learningRate) => ({ learningRate })), beyond };
}

/** The nearest of …, 0.1, 0.3, 1, 3, 10, … beyond a rate. */
function nextRate(rate: number, side: "low" | "high"): number {
  const decade = Math.floor(Math.log10(rate));
  const ladder = [decade - 1, decade, decade + 1].flatMap((power) => [Number(`1e${power}`), Number(`3e${power}`)]);
  return side === "high" ? ladder.find((step) => step > rate)! : ladder.findLast((step) => step < rate)!;
}

/** Whether the optimizer takes these options. */
export function isAllowed(spec: OptimizerSpec, change: Change): boolean {
  try {
    optimizerFamilies[spec.name](changedOptions(spec, change));
    return true;
  } catch (error) {
    if (error instanceof UphillError) return false;
    throw error;
  }
}
