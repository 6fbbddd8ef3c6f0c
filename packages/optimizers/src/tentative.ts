import { byName, choice, dot, norm, number, pick, ulp, type Field, type OptionsOf } from "@uphill/core";
import { ask, type Asking, type Value } from "./ask.js";
import { learningRate } from "./learning-rate.js";
import { minus, type BoundRule, type Optimizer, type Report, type State } from "./optimizer.js";
import * as rules from "./rules/index.js";

/** Where two losses are compared. */
export const compareOn = choice({
  default: "batch",
  values: ["batch", "next", "held-out", "all"],
  about: "Rows that the two losses are compared on: this step's batch, the next one's, the held-out rows, or all",
});

/** The options of every optimizer that tries a step, looks at the loss, and decides. */
export const tentativeOptions = {
  learningRate,
  threshold: number({ default: 0, min: 0, about: "τ: a rise up to this much still counts as none" }),
  relativeThreshold: number({ default: 0, min: 0, about: "τ_rel: the same as a fraction of the loss" }),
  gate: number({ default: 0, min: 0, about: "z: the rise must exceed this many standard errors" }),
  compareOn,
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

export type TentativeOptions = OptionsOf<typeof tentativeOptions>;

/** How many recent steps the state keeps for the failure signs. */
const WINDOW = 20;

/** State of a tentative method; plain data. */
export interface TentativeState {
  readonly base: State;
  readonly steps: number;
  readonly raises: number;
  /** Whether each recent tentative step raised the loss, oldest first. */
  readonly recent: readonly boolean[];
  /** |change| ÷ standard error of each recent comparison; null where the losses were exact. */
  readonly ratios: readonly (number | null)[];
  readonly best: { readonly theta: readonly number[]; readonly value: number } | null;
}

export interface Tentative {
  readonly raised: boolean;
  /** The base rule's step u: the tentative point is θ − u. */
  readonly step: Float64Array;
  readonly accepted: Float64Array;
  readonly state: TentativeState;
  readonly report: Report;
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
    type: `${names.join(" | ")}, or a bound rule`,
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
  return { base: baseRule(options).init(size), steps: 0, raises: 0, recent: [], ratios: [], best: null };
}

/**
 * Steps 1 to 4 of NLR: the base rule's step, tried, and the verdict on it.
 *   raised  iff  value₁ − value₀ > τ + τ_rel·|value₀| + z·SE + 4 ulp(value₀)       (ties accept)
 * The base rule's state advances whatever the verdict.
 */
export function* tryStep(theta: Float64Array, state: TentativeState, options: TentativeOptions): Asking<Tentative> {
  const first = yield* ask.valueAndGradient(theta);
  const { step, state: base } = baseRule(options).update({
    theta,
    gradient: first.gradient,
    state: state.base,
    count: state.steps,
    learningRate: options.learningRate,
  });
  const accepted = minus(theta, step);
  const [before, after] = yield* compare(theta, accepted, first, options.compareOn);
  const change = after.value - before.value;
  const standardError = Math.hypot(before.standardError, after.standardError);
  const { threshold, relativeThreshold, gate } = options;
  const margin = threshold + relativeThreshold * Math.abs(before.value) + gate * standardError + 4 * ulp(before.value);
  const raised = change > margin;
  const best =
    state.best !== null && state.best.value <= before.value
      ? state.best
      : { theta: Array.from(theta), value: before.value };
  return {
    raised,
    step,
    accepted,
    state: {
      base,
      steps: state.steps + 1,
      raises: state.raises + (raised ? 1 : 0),
      recent: [...state.recent, raised].slice(-WINDOW),
      ratios: [...state.ratios, standardError > 0 ? Math.abs(change) / standardError : null].slice(-WINDOW),
      best,
    },
    report: {
      value: before.value,
      gradientNorm: norm(first.gradient),
      raised,
      change,
      standardError,
      promised: dot(first.gradient, step),
      length: norm(step),
    },
  };
}

/**
 * value₀ and value₁ from the same rows and the same number of shots. Where the gradient's own loss has both, it serves as
 * value₀; otherwise both are asked for anew, and charged.
 */
function* compare(
  theta: Float64Array,
  tentative: Float64Array,
  first: Value,
  data: TentativeOptions["compareOn"],
): Asking<readonly [Value, Value]> {
  const where = { data, phase: "tentative" } as const;
  if (data !== "batch") {
    const [before, after] = yield* ask.values([theta, tentative], where);
    return [before, after];
  }
  const after = yield* ask.value(tentative, where);
  return [after.shots === first.shots ? first : yield* ask.value(theta, where), after];
}
