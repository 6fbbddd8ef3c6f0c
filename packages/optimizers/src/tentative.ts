import { byName, choice, dot, flag, norm, number, pick, ulp, type Field, type OptionsOf } from "@uphill/core";
import { ask, DATA, type Asking, type Value, type Where } from "./ask.js";
import { learningRate } from "./learning-rate.js";
import { scheduled, shapingFields } from "./modifiers.js";
import { tentative } from "./observers/index.js";
import { minus, type BoundRule, type Optimizer, type State } from "./optimizer.js";
import { raised, reversed } from "./reports/index.js";
import * as rules from "./rules/index.js";
import type { TentativeReport } from "./signs.js";

/** Who watches an optimizer that tries a step, and what is counted of its steps. */
export const watched = { observers: [tentative], reports: { raised, reversed } };

/** The state of a method that tries a step. It is plain data. */
export interface TentativeState {
  readonly base: State;
  readonly steps: number;
  /** Steps that are still taken without a comparison. */
  readonly cooling: number;
  /** With `recommend: "best"`: the lowest loss compared so far, and where. */
  readonly best: { readonly theta: readonly number[]; readonly value: number } | null;
}

/** Where two losses are compared. */
export const compareOn = choice({
  default: "batch",
  values: DATA,
  about: "Rows that the two losses are compared on: this step's batch, the next one's, the held-out rows, or all",
});

/** How many shots the compared losses take. */
export const compareShots = number({
  default: 0,
  min: 0,
  integer: true,
  about: "Shots per expectation value in the compared losses; 0 = as many as the problem takes",
});

/** The options of every optimizer that tries a step, looks at the loss, and decides. */
export const tentativeOptions = {
  /** Learning rate η. */
  learningRate,
  /** τ: a rise up to this much still counts as none. */
  threshold: number({ default: 0, min: 0, about: "τ: a rise up to this much still counts as none" }),
  /** τ_rel: the same as a fraction of the loss. */
  relativeThreshold: number({ default: 0, min: 0, about: "τ_rel: the same as a fraction of the loss" }),
  /** z: the rise must exceed this many standard errors. */
  gate: number({ default: 0, min: 0, about: "z: the rise must exceed this many standard errors" }),
  /** Rows that the two losses are compared on: this step's batch, the next one's, the held-out rows, or all. */
  compareOn,
  /** Shots per expectation value in the compared losses; 0 = as many as the problem takes. */
  compareShots,
  /** Steps after a raise that are taken without a comparison. */
  coolDown: number({
    default: 0,
    min: 0,
    integer: true,
    about: "Steps after a raise that are taken without a comparison",
  }),
  /** The point to be judged: the last, or that of the lowest compared loss. */
  recommend: choice({
    default: "last",
    values: ["last", "best"],
    about: "The point to be judged: the last, or that of the lowest compared loss",
  }),
  /** The rule that makes the tentative step; its learning rate is replaced by this one's. */
  base: baseField(),
};

/** How far and where to: η′ as an option that keeps its proportion to η in tuning. */
export const negativeLearningRate = number({
  default: 0.02,
  min: 0,
  about: "Negative learning rate η′, the length of the reversal",
  search: { kind: "log-uniform", low: 1e-3, high: 2 },
  scalesWith: "learningRate",
});

/** How η′ goes on. */
export const anneal = {
  ...shapingFields.schedule,
  about: "How η′ goes on from step to step, as a schedule of factors; several, parted by commas, multiply",
};

export const verify = flag({
  default: false,
  about: "Whether the loss is asked for before θ goes elsewhere; where it is not below value₀, θ stays",
});

/** Returns η′/η in step number `count`. */
export function reversalRatio(
  options: { learningRate: number; negativeLearningRate: number; anneal: string },
  count: number,
): number {
  return (options.negativeLearningRate / options.learningRate) * (scheduled(options.anneal).factor?.(count) ?? 1);
}

export type TentativeOptions = OptionsOf<typeof tentativeOptions>;

export interface Tentative {
  readonly raised: boolean;
  /** The base rule's step u: the tentative point is θ − u. */
  readonly step: Float64Array;
  readonly accepted: Float64Array;
  /** value₀ of the comparison; undefined where there was none. */
  readonly before: number | undefined;
  readonly gradient: Float64Array;
  /** The base rule's state after the step. */
  readonly base: State;
  readonly report: TentativeReport;
}

/** A rule by its name, at its defaults, or bound: `nlr({ base: adam({ beta1: 0.8 }) })`. */
type Base = string | Optimizer;

function baseField(): Field<Base> {
  const names = Object.values(rules).map(({ name }) => name);
  const isBase = (value: unknown): value is Base =>
    names.includes(value as string) ||
    (typeof value === "object" && value !== null && (value as Optimizer).rule !== undefined);
  return {
    default: "sgd",
    about: "The rule that makes the tentative step; its learning rate is replaced by this one's",
    type: `${names.join(" | ")}, or a bound rule (in code: nlr({ base: mine() }))`,
    schema: {
      "~standard": {
        version: 1,
        vendor: "uphill",
        validate: (value) => (isBase(value) ? { value } : { issues: [{ message: "not a rule" }] }),
      },
    },
  };
}

function baseRule({ base }: TentativeOptions): BoundRule {
  const optimizer = typeof base === "string" ? pick("base", "rule", byName(rules), base)() : base;
  // The field's check lets nothing else pass.
  return optimizer.rule!;
}

export function initTentative(size: number, options: TentativeOptions): TentativeState {
  return { base: baseRule(options).init(size), steps: 0, cooling: 0, best: null };
}

/**
 * Does steps 1 to 4 of NLR: makes the step of the base rule, compares the losses, and judges.
 *     raised  iff  value₁ − value₀ > τ + τ_rel·|value₀| + z·SE + 4 ulp(value₀)       (a tie is accepted)
 * The state of the base rule advances whatever the judgement is. During a cool-down nothing is compared, and the step
 * is accepted.
 */
export function* tryStep(theta: Float64Array, state: TentativeState, options: TentativeOptions): Asking<Tentative> {
  const first = yield* ask.valueAndGradient(theta);
  const { gradient } = first;
  const { step, state: base } = baseRule(options).update({
    theta,
    gradient,
    state: state.base,
    count: state.steps,
    learningRate: options.learningRate,
  });
  const accepted = minus(theta, step);
  const tried = { step, accepted, gradient, base };
  const gradientNorm = norm(gradient);
  if (state.cooling > 0) {
    // The gradient's own loss may be of other rows or shots than those compared, so none is reported.
    return { ...tried, raised: false, before: undefined, report: { gradientNorm, cooling: true } };
  }
  const [before, after] = yield* compare(theta, accepted, first, options);
  const change = after.value - before.value;
  const standardError = Math.hypot(before.standardError, after.standardError);
  const { threshold, relativeThreshold, gate } = options;
  const margin = threshold + relativeThreshold * Math.abs(before.value) + gate * standardError + 4 * ulp(before.value);
  const raised = change > margin;
  const promised = dot(gradient, step);
  return {
    ...tried,
    raised,
    before: before.value,
    report: { value: before.value, gradientNorm, raised, change, standardError, margin, promised },
  };
}

/** The point where a step began, with its options. */
interface Standing {
  readonly theta: Float64Array;
  readonly state: TentativeState;
  readonly options: TentativeOptions;
}

/** Ends a step at the point `next`: returns the report and the state after it. */
export function settle(
  { theta, state, options }: Standing,
  { base, report: tried, raised }: Tentative,
  next: Float64Array,
  more: TentativeReport = {},
): { theta: Float64Array; state: TentativeState; report: TentativeReport } {
  const { coolDown, recommend } = options;
  const { value } = tried;
  const better = recommend === "best" && value !== undefined && !(state.best && state.best.value <= value);
  return {
    theta: next,
    state: {
      base,
      steps: state.steps + 1,
      cooling: raised ? coolDown : Math.max(0, state.cooling - 1),
      best: better ? { theta: Array.from(theta), value } : state.best,
    },
    report: { ...tried, ...more, length: norm(minus(next, theta)) },
  };
}

/** Returns the best point if the state keeps it (`recommend: "best"`), otherwise the last point. */
export function recommended(theta: Float64Array, { best }: TentativeState): Float64Array {
  return best ? Float64Array.from(best.theta) : theta;
}

/**
 * Asks for the loss at a point that θ would go to instead of the tentative one, and tells whether it is below value₀.
 */
export function* isLower(
  point: Float64Array,
  { before = NaN }: Tentative,
  options: TentativeOptions,
): Asking<{ lower: boolean; reversedChange: number }> {
  const { value } = yield* ask.value(point, comparison(options));
  return { lower: value < before, reversedChange: value - before };
}

/** Returns the rows, shots and phase of a comparison. */
export function comparison({ compareOn, compareShots }: Pick<TentativeOptions, "compareOn" | "compareShots">): Where {
  return { data: compareOn, phase: "tentative", ...(compareShots > 0 && { shots: compareShots }) };
}

/**
 * Returns value₀ and value₁ from the same rows and the same number of shots. The gradient's own loss serves as value₀
 * if it has both. Otherwise both losses are asked for, and charged.
 */
function* compare(
  theta: Float64Array,
  tentative: Float64Array,
  first: Value,
  options: TentativeOptions,
): Asking<readonly [Value, Value]> {
  const where = comparison(options);
  if (options.compareOn !== "batch") {
    const [before, after] = yield* ask.values([theta, tentative], where);
    return [before, after];
  }
  const after = yield* ask.value(tentative, where);
  return [after.shots === first.shots ? first : yield* ask.value(theta, where), after];
}
