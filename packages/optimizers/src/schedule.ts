import { parseOptions, type Fields, type OptionsOf } from "@uphill/core";

/**
 * A schedule of the learning rate with its options fixed. Step number `count`, from 0, has the learning rate η ·
 * factor(count).
 */
export interface Schedule {
  /** The name that users type. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Returns the factor of the learning rate in step number `count`. */
  factor(count: number): number;
}

/** A schedule that is called with its options. */
export interface ScheduleFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): Schedule;
  /** The name that users type. */
  readonly name: string;
  /** The descriptions of its options. A text such as "cosine:200" gives them in this order. */
  readonly options: F;
}

/**
 * Turns a declaration into a schedule. To add one to Uphill, write a file in `schedules/` and a line in its index.
 * @param definition the name, the options, and the factor as a function of the step's number and the options
 * @returns the schedule, to be called with its options
 */
export function defineSchedule<F extends Fields>(definition: {
  name: string;
  options: F;
  factor(count: number, options: OptionsOf<F>): number;
}): ScheduleFamily<F> {
  const { name, options: fields } = definition;
  const callable = (given: object = {}): Schedule => {
    const options = parseOptions(name, fields, given);
    return { name, options, factor: (count) => definition.factor(count, options) };
  };
  Object.defineProperty(callable, "name", { value: name });
  return Object.assign(callable, { options: fields });
}

/** base to the power of a whole number ≥ 0 by squaring: Math.pow is not the same to the bit everywhere. */
export function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
