import { byName, isUphillError, norm, number, pick, UphillError, type Field, type OptionsOf } from "@uphill/core";
import type { BoundRule } from "./bound-rule.js";
import type { Schedule, ScheduleFamily } from "./schedule.js";
import * as schedules from "./schedules/index.js";

/**
 * Stands before a rule in a {@link chain}. It may change the gradient and the learning rate that the rule gets. It has
 * no state.
 */
export interface Modifier {
  /** The name of the modifier. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Returns the gradient that the rule gets, [size]. */
  gradient?(gradient: Float64Array): Float64Array;
  /** Returns the factor of the learning rate in step number `count`, from 0. */
  factor?(count: number): number;
}

/**
 * Shortens a gradient that is longer than the limit to that length.
 * Source: Pascanu et al. 2013, arXiv:1211.5063.
 * @param limit the longest length, above 0
 * @returns the modifier
 * @throws UphillError "options" for a limit that is not a finite number above 0
 */
export function clipByNorm(limit: number): Modifier {
  checkLimit("clipByNorm", limit);
  return {
    name: "clipByNorm",
    options: { limit },
    gradient(gradient) {
      const length = norm(gradient);
      return length > limit ? gradient.map((g) => g * (limit / length)) : gradient;
    },
  };
}

/**
 * Brings every component of the gradient into [−limit, limit].
 * @param limit the largest size of a component, above 0
 * @returns the modifier
 * @throws UphillError "options" for a limit that is not a finite number above 0
 */
export function clipByValue(limit: number): Modifier {
  checkLimit("clipByValue", limit);
  return {
    name: "clipByValue",
    options: { limit },
    gradient: (gradient) => gradient.map((g) => Math.max(-limit, Math.min(limit, g))),
  };
}

/**
 * Multiplies the learning rate by the factors of a schedule.
 * @param schedule a schedule, such as `schedules.cosine({ steps: 200 })`, or a text: names with their options after
 *   colons, such as "cosine:200". Several schedules, separated by commas, multiply: "warm-up:10,cosine:200".
 * @returns the modifier
 * @throws UphillError "unknown" for a name that no schedule has, "options" for a value that its option does not take
 */
export function scheduled(schedule: Schedule | string): Modifier {
  const all = typeof schedule === "string" ? parseSchedule(schedule) : [schedule];
  return {
    name: "scheduled",
    options: { schedule: all.map(({ name, options }) => ({ name, ...options })) },
    factor: (count) => all.reduce((product, { factor }) => product * factor(count), 1),
  };
}

/**
 * Reads schedules from a text: names with their options after colons. Several schedules, separated by commas, multiply.
 * @throws UphillError "unknown" or "options"
 */
function parseSchedule(text: string): Schedule[] {
  return text.split(",").map((part) => {
    const [name, ...numbers] = part.trim().split(":");
    const family = pick("schedule", "schedule", known, name);
    const options = Object.keys(family.options);
    return family(Object.fromEntries(numbers.map((digits, k) => [options[k] ?? `option ${k + 1}`, Number(digits)])));
  });
}

const known = byName(schedules as unknown as Record<string, ScheduleFamily>);

/** The option `schedule` of every rule: a text, so that it is plain data and a command line can give it. */
function scheduleField(): Field<string> {
  const forms = Object.values(known).map(({ name, options }) => [name, ...Object.keys(options)].join(":"));
  return {
    default: "constant",
    about: "How the learning rate goes on; several schedules, parted by commas, multiply",
    type: forms.join(" | "),
    schema: {
      "~standard": {
        version: 1,
        vendor: "uphill",
        validate(value) {
          try {
            if (typeof value === "string" && parseSchedule(value).length > 0) return { value };
          } catch (error) {
            if (!isUphillError(error)) throw error;
          }
          return { issues: [{ message: "not a schedule" }] };
        },
      },
    },
  };
}

/** The options that every rule has besides its own. */
export const shapingFields = {
  /** How the learning rate goes on; several schedules, parted by commas, multiply. */
  schedule: scheduleField(),
  /** A longer gradient is shortened to this length; 0 = never. */
  clipNorm: number({ default: 0, min: 0, about: "A longer gradient is shortened to this length; 0 = never" }),
  /** Larger components of the gradient are cut to this size; 0 = never. */
  clipValue: number({ default: 0, min: 0, about: "Larger components of the gradient are cut to this size; 0 = never" }),
};

export type ShapingOptions = OptionsOf<typeof shapingFields>;

/** Puts the modifiers of the options `clipValue`, `clipNorm` and `schedule` before a rule, in this order. */
export function shape(
  { schedule = "constant", clipNorm = 0, clipValue = 0 }: Partial<ShapingOptions>,
  rule: BoundRule,
  learningRate: number,
): BoundRule {
  const modifiers = [
    ...(clipValue > 0 ? [clipByValue(clipValue)] : []),
    ...(clipNorm > 0 ? [clipByNorm(clipNorm)] : []),
    ...(schedule === "constant" ? [] : [scheduled(schedule)]),
  ];
  return modifiers.length === 0 ? rule : modified(modifiers, rule, learningRate);
}

/** Puts modifiers before a rule. They change the gradient and the learning rate that the rule gets. */
export function modified(modifiers: readonly Modifier[], rule: BoundRule, own: number): BoundRule {
  return {
    init: rule.init,
    update: ({ gradient, learningRate = own, ...rest }) =>
      rule.update({
        ...rest,
        gradient: modifiers.reduce((g, { gradient: change }) => change?.(g) ?? g, gradient),
        learningRate: modifiers.reduce((rate, { factor }) => rate * (factor?.(rest.count) ?? 1), learningRate),
      }),
  };
}

function checkLimit(who: string, limit: number): void {
  if (limit > 0 && Number.isFinite(limit)) return;
  throw new UphillError({
    code: "options",
    who,
    got: `the limit is ${limit}`,
    wanted: "it must be a finite number > 0",
    todo: "Leave the modifier out where nothing should be clipped.",
  });
}
