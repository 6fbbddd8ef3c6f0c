import { byName, number, pick, type Field } from "@uphill/core";
import { learningRate } from "../learning-rate.js";
import { defineMethod, type Optimizer, type OptimizerFamily, type State } from "../optimizer.js";
import * as rules from "../rules/index.js";

interface Point {
  readonly theta: readonly number[];
  readonly value: number;
}
interface RestartState {
  readonly base: State;
  /** The base's state before its first step. */
  readonly fresh: State;
  readonly restarts: number;
  /** Steps since this life's last progress, and the loss then. */
  readonly since: number;
  readonly low: number | null;
  /** The best point that a step began at, in this life and in those before. */
  readonly best: Point | null;
  readonly kept: Point | null;
}

/** A rule by its name, or any optimizer with its options. */
export type Base = string | Optimizer;

export function baseField(): Field<Base> {
  const names = Object.values(rules).map(({ name }) => name);
  const isBase = (value: unknown): value is Base =>
    names.includes(value as string) ||
    (typeof value === "object" && value !== null && typeof (value as Optimizer).step === "function");
  return {
    default: "sgd",
    about: "What is started again: a rule by name, at this learning rate, or any optimizer with its options",
    type: `${names.join(" | ")}, or an optimizer`,
    schema: {
      "~standard": {
        version: 1,
        vendor: "uphill",
        validate: (value) => (isBase(value) ? { value } : { issues: [{ message: "not an optimizer" }] }),
      },
    },
  };
}

/** The optimizer that the field names. */
export function baseOf({ base, learningRate }: { base: Base; learningRate: number }): Optimizer {
  if (typeof base !== "string") return base;
  return pick("base", "rule", byName(rules as unknown as Record<string, OptimizerFamily>), base)({ learningRate });
}

/**
 * Runs another optimizer, `base`, and starts it again elsewhere when it makes no progress. There is progress if a step
 * begins with a loss that is lower than the lowest since the last start by more than `progress`. After `patience` steps
 * without it, each weight of the new start is uniform in [−width, width).
 * The point that is judged is the present one, unless the loss before an earlier start was lower.
 * Source: random restarts of the multistart literature, for example Martí 2003. The test of progress is ours.
 */
export const restarts = defineMethod({
  name: "restarts",
  needs: (options) => baseOf(options).needs,
  options: {
    /** Learning rate η. */
    learningRate,
    /** What is started again: a rule by name, at this learning rate, or any optimizer with its options. */
    base: baseField(),
    /** Steps without progress until the next start. */
    patience: number({
      default: 50,
      min: 1,
      integer: true,
      about: "Steps without progress until the next start",
      search: { kind: "log-uniform", low: 10, high: 200 },
    }),
    /** How far below its lowest the loss must come to count as progress. */
    progress: number({
      default: 1e-4,
      min: 0,
      about: "How far below its lowest the loss must come to count as progress",
    }),
    /** How far from 0 a new start may be in each weight. */
    width: number({ default: Math.PI, above: 0, about: "How far from 0 a new start may be in each weight" }),
  },
  init(size, options, facts): RestartState {
    const fresh = baseOf(options).init(size, facts);
    return { base: fresh, fresh, restarts: 0, since: 0, low: null, best: null, kept: null };
  },
  *step({ theta, state, options, random }) {
    const { theta: next, state: base, report } = yield* baseOf(options).step(theta, state.base, random);
    const { value } = report;
    // Without a loss in its reports, a life ends after `patience` steps.
    const further = value !== undefined && (state.low === null || value < state.low - options.progress);
    const since = further ? 0 : state.since + 1;
    const best = lower(state.best, value === undefined ? null : { theta: Array.from(theta), value });
    if (since < options.patience) {
      return { theta: next, state: { ...state, base, since, low: further ? value : state.low, best }, report };
    }
    const start = theta.map(() => (2 * random.uniform() - 1) * options.width);
    const kept = lower(state.kept, best);
    const born = { base: state.fresh, since: 0, low: null, best: null };
    return { theta: start, state: { ...state, ...born, restarts: state.restarts + 1, kept }, report };
  },
  recommend(theta, { kept, best }) {
    const earlier = kept !== null && (best === null || kept.value < best.value);
    return earlier ? Float64Array.from(kept.theta) : theta;
  },
});

function lower(old: Point | null, now: Point | null): Point | null {
  return old === null || (now !== null && now.value < old.value) ? now : old;
}
