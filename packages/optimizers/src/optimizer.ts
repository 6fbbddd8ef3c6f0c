import { norm, parseOptions, shown, UphillError, type Fields, type OptionsOf, type Random } from "@uphill/core";
import { ask, type Asking, type Need } from "./ask.js";
import type { BoundRule, RuleResult, State } from "./bound-rule.js";
import { shape, shapingFields, type ShapingOptions } from "./modifiers.js";
import type { Observer } from "./observers/observer.js";
import type { Facts } from "./problem.js";
import type { Report } from "./report.js";
import { ownFigures, type FigureDeclarations } from "./reports/declaration.js";

export type { BoundRule, RuleResult, State } from "./bound-rule.js";

/** What a step of an optimizer returns. */
export interface StepResult {
  /** The next point, [size]. It is a new array. */
  readonly theta: Float64Array;
  /** The state after the step. */
  readonly state: State;
  /** What the step tells about itself. */
  readonly report: Report;
}

/** An optimizer with its options fixed. `init` and `step` are pure: the same arguments give the same results. */
export interface Optimizer {
  /** The name that users type. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What it asks the problem for. A request of another kind is refused. */
  readonly needs: readonly Need[];
  /** The observers that watch its runs for live failure signs. */
  readonly observers?: readonly Observer[];
  /** The fields of its reports that are counted over a run. */
  readonly reports?: FigureDeclarations;
  /**
   * Returns the state before the first step. `facts` are what the problem says of itself. Only an optimizer that needs
   * "frequencies" or "alternatives" reads them.
   */
  init(size: number, facts?: Facts): State;
  /**
   * Makes one step: asks the problem, and returns the next point, the state and a report. All its random numbers come
   * from `random`.
   */
  step(theta: Float64Array, state: State, random: Random): Asking<StepResult>;
  /** Returns the point that is judged. Without it, this is the point after the last step. */
  recommend?(theta: Float64Array, state: State): Float64Array;
  /** The rule behind the optimizer. Left out for a method, which chooses its own points. */
  readonly rule?: BoundRule;
}

/**
 * An optimizer that is called with its options, such as `adam`: `adam({ learningRate: 0.1 })` returns an {@link
 * Optimizer}.
 */
export interface OptimizerFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): Optimizer;
  /** The name that users type. */
  readonly name: string;
  /** The descriptions of its options. */
  readonly options: F;
  /** The observers that watch its runs; may be empty. */
  readonly observers: readonly Observer[];
  /** The fields of its reports that are counted over a run; may be empty. */
  readonly reports: FigureDeclarations;
}

const brand = Symbol.for("uphill.optimizer");

/**
 * Tells whether a value was made by {@link defineRule} or {@link defineMethod}. It also knows those of another copy of
 * this package.
 * @param value any value
 * @returns true for `adam`, false for `adam()`
 */
export function isOptimizerFamily(value: unknown): value is OptimizerFamily {
  return typeof value === "function" && brand in value;
}

/**
 * Checks an optimizer that a user gave. The error says what to do if the user forgot the call: `adam` instead of
 * `adam()`.
 * @param who the function that the user called, for the error
 * @param value what the user gave
 * @param what the word for it in the error
 * @throws UphillError "optimizer" if it is not an optimizer
 */
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

/** What an optimizer may declare of its runs. */
export interface Watching {
  /** Observers that keep live failure signs: items of `observers`, or your own. */
  readonly observers?: readonly Observer[];
  /**
   * The fields of its reports that are counted over a run, such as `{ reversed: { kind: "count", about: "steps turned
   * around", head: "reversed" } }`.
   */
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

/**
 * Checks the observers and figures that an optimizer declares.
 * @throws UphillError "optimizer" for an observer or a figure that is wrong
 */
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
 * Turns a declaration into an optimizer that is a rule: it gets a gradient and returns a step. The option
 * `learningRate` is required, because wrappers and tuning set it. Every rule also gets the options `schedule`,
 * `clipNorm` and `clipValue`, unless it declares an option of that name itself.
 * To add a rule to Uphill, write a file in `rules/` and a line in its index.
 * @param definition the name, the options, the state before the first step, and the step. `step` gets the point, the
 *   gradient, the state, the options and the number of steps before; it returns the step u (θ ← θ − u) and the next
 *   state.
 * @returns the rule, to be called with its options
 * @throws UphillError "optimizer" for an observer or a figure that is badly declared
 * @example
 * ```ts
 * const mine = defineRule({
 *   name: "mine",
 *   options: { learningRate: number({ default: 0.01, above: 0, about: "Learning rate η" }) },
 *   init: () => null,
 *   step: ({ gradient, options }) => ({ step: gradient.map((g) => options.learningRate * g), state: null }),
 * });
 * minimize({ optimizer: mine({ learningRate: 0.1 }), problem, start, steps: 10 });
 * ```
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

/**
 * Checks the step of a rule, which may come without types.
 * @throws UphillError "optimizer" if it is not a step
 */
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

/** Makes an optimizer of a rule. It asks for one gradient in each step. */
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

/**
 * Turns a declaration into an optimizer that is a method: it chooses its own points and asks for values and gradients
 * there.
 * To add a method to Uphill, write a file in `methods/` and a line in its index.
 * @param definition the name, the needs, the options, the state before the first step, and the step. `step` is a
 *   generator: it asks with `yield* ask.value(theta)` and the like, and returns the next point, the next state and a
 *   report.
 * @returns the method, to be called with its options
 * @throws UphillError "optimizer" for an observer or a figure that is badly declared
 * @example
 * ```ts
 * const half = defineMethod({
 *   name: "half",
 *   needs: ["value"],
 *   options: {},
 *   init: () => null,
 *   *step({ theta }) {
 *     const tried = theta.map((t) => t / 2);
 *     const [here, there] = yield* ask.values([theta, tried]);
 *     return { theta: there.value < here.value ? tried : theta, state: null, report: { value: here.value } };
 *   },
 * });
 * ```
 */
export function defineMethod<F extends Fields, S>(
  definition: Watching & {
    name: string;
    /** What it asks for: a list, or a function that returns the list for the given options. */
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
