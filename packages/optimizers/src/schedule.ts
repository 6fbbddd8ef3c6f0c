import { parseOptions, type Fields, type OptionsOf } from "@uphill/core";

/** A schedule with its options fixed: the learning rate of the step number `count`, from 0, is η · factor(count). */
export interface Schedule {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  factor(count: number): number;
}

/** An entry of the index of schedules: call it with options to get a {@link Schedule}. */
export interface ScheduleFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): Schedule;
  readonly name: string;
  readonly options: F;
}

/** Declares a schedule. Add one with a file in `schedules/` and a line in its index; texts give its options in their order. */
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
