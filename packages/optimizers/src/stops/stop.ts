import { parseOptions, shown, UphillError, type Fields, type OptionsOf } from "@uphill/core";
import type { Account } from "../ledger.js";

/** A loss that the optimizer was told. */
export interface ToldLoss {
  /** The point of the loss, [size]. */
  readonly theta: Float64Array;
  /** The loss. */
  readonly value: number;
}

/** What a stopping rule sees of a whole step. */
export interface WholeStep {
  /** Steps so far, this one included. */
  readonly step: number;
  /** The point behind it. */
  readonly theta: Float64Array;
  /** The losses that the step was told, in their order; those on held-out rows are left out. */
  readonly told: readonly ToldLoss[];
  /** The loss that the step reports; where it reports none, the mean of those it was told. Undefined where there is neither. */
  readonly loss: number | undefined;
  /** The loss on the held-out rows behind the step, where some rule asked for it. */
  readonly heldOut: number | undefined;
  /** What was paid so far. */
  readonly account: Account;
}

/**
 * A stopping rule with its options fixed. Its state is plain data, which the driver keeps in the checkpoint. `see` is
 * pure.
 */
export interface Stop<S = unknown> {
  /** The name that users type. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What it does, in words that follow the problem's: "stopped at a loss of 0.1". */
  readonly words: string;
  /** Whose seconds it counts; undefined for none. A run that reads the clock does not come again to the bit. */
  readonly counts?: "clock" | "device";
  /** Whether it ends a run for the loss that it has come to: final losses of such runs do not tell who is better. */
  readonly endsAtLoss: boolean;
  /** The state before the first step: plain data. */
  init(): S;
  /** Whether it asks for the loss on the held-out rows behind this step, which is charged. Without it, no rows are needed. */
  asksAt?(step: number): boolean;
  /** The state after a step. */
  see(state: S, step: WholeStep): S;
  /** Whether the run ends. */
  reached(state: S): boolean;
  /** The point that it recommends; null for none. */
  recommend?(state: S): Float64Array | null;
}

/** Options of a stopping rule; those in R must be given. */
type Given<F extends Fields, R extends keyof F> = Partial<OptionsOf<F>> & Pick<OptionsOf<F>, R>;

/** A stopping rule that is called with its options, such as `stops.goal({ loss: 0.1 })`. */
export interface StopFamily<F extends Fields = Fields, R extends keyof F = never> {
  (...options: [R] extends [never] ? [options?: Partial<OptionsOf<F>>] : [options: Given<F, R>]): Stop;
  /** The name that users type. */
  readonly name: string;
  /** What it does, in one sentence for help and docs, without the full stop. */
  readonly about: string;
  /** The descriptions of its options. */
  readonly options: F;
  /** The names of options that have no default. */
  readonly required: readonly R[];
  /** True if it ends a run for the loss that the run has come to. */
  readonly endsAtLoss: boolean;
}

/** Declares a stopping rule. Add one with a file in `stops/` and a line in its index. */
export function defineStop<S, F extends Fields, const R extends keyof F & string = never>(definition: {
  readonly name: string;
  readonly about: string;
  readonly options: F;
  readonly required?: readonly R[];
  readonly endsAtLoss?: boolean;
  counts?(options: OptionsOf<F>): "clock" | "device";
  words(options: OptionsOf<F>): string;
  init(): S;
  asksAt?(step: number, options: OptionsOf<F>): boolean;
  see(state: S, step: WholeStep, options: OptionsOf<F>): S;
  reached(state: S, options: OptionsOf<F>): boolean;
  recommend?(state: S, options: OptionsOf<F>): Float64Array | null;
}): StopFamily<F, R> {
  const { name, about, options: fields, required = [], endsAtLoss = false, asksAt, recommend } = definition;
  const callable = (given: object = {}): Stop => {
    const options = parseOptions(name, fields, given);
    for (const option of required) refuseMissing(name, fields, option, given);
    const stop: Stop<S> = {
      name,
      options,
      words: definition.words(options),
      ...(definition.counts && { counts: definition.counts(options) }),
      endsAtLoss,
      init: () => definition.init(),
      ...(asksAt && { asksAt: (step: number) => asksAt(step, options) }),
      see: (state, step) => definition.see(state, step, options),
      reached: (state) => definition.reached(state, options),
      ...(recommend && { recommend: (state: S) => recommend(state, options) }),
    };
    return stop;
  };
  Object.defineProperty(callable, "name", { value: name });
  return Object.assign(callable, { about, options: fields, required, endsAtLoss });
}

/** @throws UphillError "options" for an option that has no default and was left out */
function refuseMissing(who: string, fields: Fields, option: string, given: object): void {
  if ((given as Readonly<Record<string, unknown>>)[option] !== undefined) return;
  const { type, about } = fields[option];
  throw new UphillError({
    code: "options",
    who,
    got: `${option} is missing`,
    wanted: `it must be ${type}`,
    todo: `${about}.`,
  });
}

/** What the stopping rules of a run keep, by their names. */
export type StopStates = Readonly<Record<string, unknown>>;

/** What they keep before the first step; undefined without rules. */
export function initStops(stops: readonly Stop[]): StopStates | undefined {
  if (stops.length === 0) return undefined;
  return Object.fromEntries(stops.map((stop) => [stop.name, stop.init()]));
}

/** What they keep after a step. */
export function seeStep(
  stops: readonly Stop[],
  before: StopStates | undefined,
  step: WholeStep,
): StopStates | undefined {
  if (!before || stops.length === 0) return undefined;
  return Object.fromEntries(stops.map((stop) => [stop.name, stop.see(before[stop.name], step)]));
}

/** The first rule that ends the run. */
export function reachedOf(stops: readonly Stop[], states: StopStates | undefined): Stop | undefined {
  return states && stops.find((stop) => stop.reached(states[stop.name]));
}

/** The point that the rules recommend: that of the rule which ended the run goes before others. Null for none. */
export function pointOf(stops: readonly Stop[], states: StopStates | undefined): Float64Array | null {
  if (!states) return null;
  const ended = reachedOf(stops, states);
  const first = ended ? [ended, ...stops] : stops;
  for (const stop of first) {
    const point = stop.recommend?.(states[stop.name]);
    if (point) return point;
  }
  return null;
}

/**
 * Checks the stopping rules that a user gave.
 * @param who the function that the user called, for the error
 * @param stops what the user gave
 * @param heldOut whether the problem has held-out rows
 * @throws UphillError "options" for a value that is not a stopping rule, for a rule that is given twice, and for one
 *   that needs rows which are missing
 */
export function checkStops(who: string, stops: unknown, heldOut: boolean): asserts stops is readonly Stop[] {
  const refuse = (got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code: "options", who, got, wanted, todo });
  };
  if (!Array.isArray(stops))
    refuse(
      `stops is ${shown(stops)}`,
      "it must be a list of stopping rules",
      "For example [stops.goal({ loss: 0.1 })].",
    );
  const names = new Set<string>();
  for (const stop of stops as readonly unknown[]) {
    const { name, see, reached, asksAt } = (stop ?? {}) as Partial<Stop>;
    if (typeof stop !== "object" || typeof see !== "function" || typeof reached !== "function") {
      const uncalled = typeof stop === "function" && "required" in stop ? stop.name : undefined;
      refuse(
        `one of the stops is ${shown(stop)}`,
        "each must be what a call such as stops.goal({ loss: 0.1 }) returns",
        uncalled === undefined
          ? "Take one of stops of @uphill/optimizers and call it."
          : `Call it: stops.${uncalled}(…).`,
      );
    }
    if (names.has(name!)) refuse(`stops has ${name} twice`, "each rule is given once", "Leave one of them out.");
    names.add(name!);
    if (asksAt && !heldOut) {
      throw new UphillError({
        code: "held-out",
        who: name!,
        got: "there are no held-out rows",
        wanted: "it asks for the loss on rows that are neither trained nor tested on",
        todo: "Give held-out rows (heldOut in code, --held-out N in compare). A problem without rows has none: leave this rule out.",
      });
    }
  }
}
