import { norm, parseOptions, shown, UphillError, type Fields, type OptionsOf, type Random } from "@uphill/core";
import { ask, type Asking, type Need } from "./ask.js";
import type { BoundRule, RuleResult, State } from "./bound-rule.js";
import { shape, shapingFields, type ShapingOptions } from "./modifiers.js";
import type { Observer } from "./observers/observer.js";
import type { Facts } from "./problem.js";
import type { Report } from "./report.js";
import { ownFigures, type FigureDeclarations } from "./reports/declaration.js";

export type { BoundRule, RuleResult, State } from "./bound-rule.js";

export interface StepResult {
  readonly theta: Float64Array;
  readonly state: State;
  readonly report: Report;
}

/** An optimizer with its options fixed. `init` and `step` are pure. */
export interface Optimizer {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly needs: readonly Need[];
  /** What watches its runs, for live failure signs. */
  readonly observers?: readonly Observer[];
  /** What is counted of its steps' reports over a run. */
  readonly reports?: FigureDeclarations;
  /** @param facts what the problem says of itself; only an optimizer that needs "frequencies" or "alternatives" looks at it */
  init(size: number, facts?: Facts): State;
  step(theta: Float64Array, state: State, random: Random): Asking<StepResult>;
  /** The point to be judged; the current one unless the optimizer knows better. */
  recommend?(theta: Float64Array, state: State): Float64Array;
  /** Present where the optimizer is a rule: gradient in, step out. */
  readonly rule?: BoundRule;
}

/** An entry of the index: call it with options to get an {@link Optimizer}. */
export interface OptimizerFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): Optimizer;
  readonly name: string;
  readonly options: F;
  readonly observers: readonly Observer[];
  readonly reports: FigureDeclarations;
}

const brand = Symbol.for("uphill.optimizer");

/** True for what {@link defineRule} and {@link defineMethod} of any copy of this package made. */
export function isOptimizerFamily(value: unknown): value is OptimizerFamily {
  return typeof value === "function" && brand in value;
}

/** For whoever takes an optimizer from a user. @throws UphillError "optimizer" for what is none, such as adam for adam() */
export function expectOptimizer(who: string, value: unknown, what = "optimizer"): asserts value is Optimizer {
  if (typeof value === "object" && value !== null) {
    const { name, init, step } = value as Partial<Record<keyof Optimizer, unknown>>;
    if (typeof name === "string" && typeof init === "function" && typeof step === "function") return;
  }
  const uncalled = isOptimizerFamily(value) ? value.name : undefined;
  throw new UphillError({
    code: "optimizer",
    who,
    got: value === undefined ? `${what} is missing` : `${what} is ${shown(value)}`,
    wanted: "it must be what a call such as adam({ learningRate: 0.1 }) returns",
    todo: uncalled ? `Call it: ${uncalled}().` : "Import one from @uphill/optimizers and call it.",
  });
}

/** What an optimizer may declare of its runs; all of it may be left out. */
export interface Watching {
  /** Items of `observers`, or your own: they keep live failure signs. */
  readonly observers?: readonly Observer[];
  /** What is counted of its steps' reports over a run: `{ reversed: { kind: "count", about: "…", head: "reversed" } }`. */
  readonly reports?: FigureDeclarations;
}

function family<F extends Fields>(
  { name, options, ...watching }: { name: string; options: F } & Watching,
  make: (options: OptionsOf<F>) => Optimizer,
): OptimizerFamily<F> {
  const { observers, reports } = checkWatching(name, watching);
  const callable = (given: object = {}): Optimizer => ({
    ...make(parseOptions(name, options, given)),
    ...(observers.length > 0 && { observers }),
    ...(Object.keys(reports).length > 0 && { reports }),
  });
  Object.defineProperty(callable, "name", { value: name });
  Object.defineProperty(callable, brand, { value: true });
  return Object.assign(callable, { options, observers, reports });
}

/** @throws UphillError "optimizer" for an observer that is none, or a figure that is badly declared */
function checkWatching(who: string, { observers = [], reports = {} }: Watching): Required<Watching> {
  const refuse = (got: string, wanted: string, todo = "See CONTRIBUTING.md."): never => {
    throw new UphillError({ code: "optimizer", who, got, wanted, todo });
  };
  const isObserver = (value: unknown): boolean =>
    typeof value === "object" && value !== null && ["init", "see", "signs"].every((part) => part in value);
  const odd = (observers as readonly unknown[]).find((value) => !isObserver(value));
  if (odd !== undefined)
    refuse(
      `it names the observer ${shown(odd)}`,
      "an observer is an item",
      "Import observers from @uphill/optimizers and name an item: observers: [observers.tentative].",
    );
  return { observers, reports: ownFigures(reports, refuse) };
}

/**
 * Declares a rule: from gradient to step. Its `learningRate` option is required, so that wrappers and tuning can set it. Every
 * rule also gets the options `schedule`, `clipNorm` and `clipValue` (unless it has its own of that name). Add one with a file in `rules/` and a line in its index.
 */
export function defineRule<F extends Fields & { learningRate: Fields[string] }, S>(
  definition: Watching & {
    name: string;
    options: F;
    init(size: number, options: OptionsOf<F>): S;
    step(arguments_: {
      theta: Float64Array;
      gradient: Float64Array;
      state: S;
      options: OptionsOf<F>;
      count: number;
    }): RuleResult<S>;
  },
): OptimizerFamily<F & typeof shapingFields> {
  const fields = { ...shapingFields, ...definition.options };
  // Another rule's options may be taken over whole, and have these already.
  const shared = Object.entries(shapingFields).filter(([name, field]) => fields[name] === field);
  return family({ ...definition, options: fields }, (given) => {
    const options = given as OptionsOf<F>;
    const rule: BoundRule = {
      init: (size) => definition.init(size, options),
      update({ learningRate, state, ...rest }) {
        const now = learningRate === undefined ? options : { ...options, learningRate };
        const result = definition.step({ ...rest, state: state as S, options: now });
        return checkStep(definition.name, result, rest.theta.length);
      },
    };
    const shaping: Partial<ShapingOptions> = Object.fromEntries(shared.map(([name]) => [name, given[name]]));
    return asMethod(definition.name, options, shape(shaping, rule, Number(options.learningRate)));
  });
}

/** A rule's step may come from anyone, without types. @throws UphillError "optimizer" where it is none */
function checkStep<S>(who: string, result: Partial<RuleResult<S>> | undefined, size: number): RuleResult<S> {
  const step = result?.step;
  if (step?.length === size) return { step, state: result!.state!, ...(result!.report && { report: result!.report }) };
  throw new UphillError({
    code: "optimizer",
    who,
    got: step === undefined ? "its step returned no { step, state }" : `its step has ${step.length} numbers`,
    wanted: `a rule returns a step of ${size} numbers, at once`,
    todo: "Write step({ gradient, … }) { … return { step, state }; }, without async.",
  });
}

interface Lifted {
  count: number;
  rule: State;
}

/** Lifts a rule to an optimizer that asks for one gradient a step. */
export function asMethod(name: string, options: Readonly<Record<string, unknown>>, rule: BoundRule): Optimizer {
  return {
    name,
    options,
    needs: ["gradient"],
    rule,
    init: (size): Lifted => ({ count: 0, rule: rule.init(size) }),
    *step(theta, state) {
      const { count, rule: before } = state as Lifted;
      const { value, gradient } = yield* ask.valueAndGradient(theta);
      const { step, state: after, report } = rule.update({ theta, gradient, state: before, count });
      return {
        theta: minus(theta, step),
        state: { count: count + 1, rule: after },
        report: { ...report, value, gradientNorm: norm(gradient), length: norm(step) },
      };
    },
  };
}

/** Declares a method: it chooses its own points. Add one with a file in `methods/` and a line in its index. */
export function defineMethod<F extends Fields, S>(
  definition: Watching & {
    name: string;
    /** All that it asks for; a function where that depends on the options. */
    needs: readonly Need[] | ((options: OptionsOf<F>) => readonly Need[]);
    options: F;
    init(size: number, options: OptionsOf<F>, facts: Facts): S;
    step(arguments_: { theta: Float64Array; state: S; options: OptionsOf<F>; random: Random }): Asking<{
      theta: Float64Array;
      state: S;
      report: Report;
    }>;
    recommend?(theta: Float64Array, state: S): Float64Array;
  },
): OptimizerFamily<F> {
  const { needs, recommend } = definition;
  return family(definition, (options) => ({
    name: definition.name,
    needs: typeof needs === "function" ? needs(options) : needs,
    options,
    init: (size, facts = {}) => definition.init(size, options, facts),
    step: (theta, state, random) => definition.step({ theta, state: state as S, options, random }),
    ...(recommend && { recommend: (theta: Float64Array, state: State) => recommend(theta, state as S) }),
  }));
}

/** a − b. */
export function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

/** a + factor · b. */
export function plus(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  return a.map((value, i) => value + factor * b[i]);
}
