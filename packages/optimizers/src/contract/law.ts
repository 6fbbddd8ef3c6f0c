import { encode } from "@uphill/core";
import type { Checkpoint } from "../checkpoint.js";
import { describeError } from "../describe-error.js";
import { guarded } from "../guard.js";
import { emptyAccount } from "../ledger.js";
import { minimize, type MinimizeOptions, type RunResult } from "../minimize.js";
import { initObserved } from "../observers/observer.js";
import type { Optimizer, OptimizerFamily } from "../optimizer.js";
import { firstDifference } from "./difference.js";
import { noisy } from "./noisy.js";

/** A law that every optimizer keeps. To add one, write a file in `contract/laws/` and a line in its index. */
export interface Law {
  /** The name of the law. */
  readonly name: string;
  /** What the law says, in one sentence. */
  readonly about: string;
  /** True if the law takes many runs. A first look leaves such laws out. */
  readonly slow?: true;
  /**
   * Tries the law. Returns figures that are worth showing, or undefined.
   * @throws Broken if the optimizer breaks the law
   */
  check(trial: Trial): string | undefined;
}

export function defineLaw(law: Law): Law {
  return law;
}

/** What a law found to be broken. */
class Broken extends Error {}

export function insist(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Broken(otherwise);
}

/** The same to the bit. */
export function same(a: unknown, b: unknown): boolean {
  return encode(a) === encode(b);
}

/** Insists that two values are the same to the bit, and says where they differ first. */
export function insistSame(a: unknown, b: unknown, otherwise: string): void {
  if (same(a, b)) return;
  const where = firstDifference(a, b);
  throw new Broken(where === undefined ? otherwise : `${otherwise}: ${where}`);
}

export const START: readonly number[] = [1.5, -2, 0.5];
export const STEPS = 12;

/** An optimizer on trial. */
export interface Trial {
  readonly family: OptimizerFamily;
  /** At a learning rate, where it has one; options that scale with it keep their proportion. */
  make(rate?: number): Optimizer;
  /** The same, with nothing left of what it did before: in a process of its own, where it runs in one. */
  fresh(): Optimizer;
  /** A run of {@link STEPS} steps from {@link START} on the noisy problem, unless the options say otherwise. */
  run(options?: Partial<MinimizeOptions>): RunResult;
  /** Checkpoints of such a run, the one before the first step included. */
  checkpoints(): Checkpoint[];
}

/** @param renew begins a process anew, where an optimizer runs in one */
export function trialOf(family: OptimizerFamily, renew: () => void = () => undefined): Trial {
  const loose = family as (options: object) => Optimizer;
  const make = (rate = 0.4): Optimizer => guarded(loose(atRate(family, rate)));
  const run = (options: Partial<MinimizeOptions> = {}): RunResult => {
    const result = minimize({ optimizer: make(), problem: noisy(), start: START, steps: STEPS, random: 3, ...options });
    if (result.stopped === "failed") throw new Broken(describeError(result.error));
    return result;
  };
  return {
    family,
    make,
    fresh() {
      renew();
      return make();
    },
    run,
    checkpoints() {
      const optimizer = make();
      const state = optimizer.init(START.length, noisy());
      const observers = initObserved(optimizer.observers ?? []);
      const watched = observers && { observers };
      const all: Checkpoint[] = [
        { step: 0, theta: Float64Array.from(START), state, ...watched, account: emptyAccount, best: null },
      ];
      run({
        onStep: ({ step, theta, state, observers, account, best }) =>
          all.push({ step, theta, state, ...(observers && { observers }), account, best }),
      });
      return all;
    },
  };
}

function atRate({ options }: OptimizerFamily, rate: number): Record<string, number> {
  if (!("learningRate" in options)) return {};
  const factor = rate / Number(options.learningRate.default);
  const along = Object.entries(options).flatMap(([name, { scalesWith, default: standard }]): [string, number][] =>
    scalesWith === "learningRate" ? [[name, factor * Number(standard)]] : [],
  );
  return { learningRate: rate, ...Object.fromEntries(along) };
}

/** What `act` was refused with; undefined where it was not. */
export function refusal(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error ?? "nothing";
  }
  return undefined;
}
