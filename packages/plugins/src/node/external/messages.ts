import { choice, describeField, flag, number, oneLine, parseOptions, UphillError, type Field } from "@uphill/core";
import {
  ASKED_PHASES,
  DATA,
  needOf,
  NEEDS,
  observers as knownObservers,
  ownFigures,
  ownSigns,
  type Need,
  type Report,
  type Request,
} from "@uphill/optimizers";
import type { FamilyDescription } from "./program.js";

// What a process may say, as docs/optimizer-protocol.schema.json has it. Sizes, and what was declared, are the guard's.

export const PROTOCOL = 1;

/** A message as it came. */
export type Message = Readonly<Record<string, unknown>>;

const USUAL = { values: "loss", gradient: "gradient", metric: "metric", overlap: "metric" } as const;

function refusal(who: string, got: string, wanted: string): UphillError {
  return new UphillError({ code: "command", who, got, wanted, todo: "See docs/optimizer-protocol.md." });
}

/** A value as people see it in a sentence. */
function shown(value: unknown): string {
  return value === undefined ? "left out" : oneLine(JSON.stringify(value), 60);
}

const isObject = (value: unknown): value is Message =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Looks whether it is of one of these types. @throws UphillError "command", also for what the process itself reports */
export function expectType<T extends string>(who: string, message: Message, ...types: T[]): T {
  const { type } = message;
  if (type === "error" && typeof message.message === "string")
    throw refusal(who, `it says "${oneLine(message.message)}"`, "it was asked to go on");
  if (types.includes(type as T)) return type as T;
  throw refusal(who, `its message has the type ${shown(type)}`, `it must be ${types.join(" or ")}`);
}

/** @throws UphillError "command" | "options" */
export function readHello(who: string, message: Message): FamilyDescription {
  expectType(who, message, "hello");
  const { protocol, name, needs, options = {}, observers = [], reports = {} } = message;
  if (protocol !== PROTOCOL) throw refusal(who, `its protocol is ${shown(protocol)}`, `it must be ${PROTOCOL}`);
  if (typeof name !== "string" || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name))
    throw refusal(
      who,
      `its name is ${shown(name)}`,
      "a name is a text that starts with a letter and goes on with letters, digits, - or _",
    );
  if (!Array.isArray(needs) || !needs.every((need) => NEEDS.includes(need as Need)))
    throw refusal(who, `its needs are ${shown(needs)}`, `they must be a list of ${NEEDS.join(", ")}`);
  if (!isObject(options) || !Object.values(options).every(isObject))
    throw refusal(who, `its options are ${shown(options)}`, "they must be an object with an object for each name");
  const named = Object.keys(knownObservers);
  if (!Array.isArray(observers) || !observers.every((observer) => named.includes(observer as string)))
    throw refusal(who, `its observers are ${shown(observers)}`, `they must be a list of ${named.join(", ")}`);
  const figures = ownFigures(reports, (got, wanted): never => {
    throw refusal(who, got, wanted);
  });
  const fields = Object.entries(options).map(([key, option]) => [key, fieldOf(who, key, option as Message)] as const);
  const defaults = Object.fromEntries(fields.map(([key, field]) => [key, field.default]));
  parseOptions(name, Object.fromEntries(fields), defaults);
  const described = fields.map(([key, field]) => [key, describeField(field)] as const);
  return {
    name,
    needs: needs as Need[],
    observers: observers as string[],
    reports: figures,
    options: Object.fromEntries(described),
  };
}

function fieldOf(who: string, key: string, given: Message): Field<unknown> {
  const { default: standard, about, values, integer, ...rest } = given;
  const refuse = (part: string, wanted: string): UphillError =>
    refusal(who, `option ${key} has ${part} ${shown(given[part])}`, wanted);
  if (typeof about !== "string" || about === "") throw refuse("about", "it must be a sentence about it");
  if (typeof standard === "boolean") return flag({ default: standard, about });
  if (typeof standard === "string") {
    if (!Array.isArray(values) || values.length === 0 || !values.every((word) => typeof word === "string"))
      throw refuse("values", "an option whose default is a text lists the texts that it may be");
    return choice({ default: standard, about, values });
  }
  if (typeof standard !== "number") throw refuse("default", "it must be a number, true, false, or one of values");
  const bounds = ["min", "above", "max", "below"].filter((bound) => rest[bound] !== undefined);
  for (const bound of bounds) if (!Number.isFinite(rest[bound])) throw refuse(bound, "a bound is a number");
  if (integer !== undefined && typeof integer !== "boolean") throw refuse("integer", "it must be true or false");
  const within = Object.fromEntries(bounds.map((bound) => [bound, rest[bound] as number]));
  return number({ default: standard, about, ...within, ...(integer !== undefined && { integer }) });
}

/** The state before the first step: any JSON. */
export function readState(who: string, message: Message): unknown {
  expectType(who, message, "state");
  return stateOf(who, message);
}

function stateOf(who: string, { state }: Message): unknown {
  if (state === undefined) throw refusal(who, "its message has no state", "it must have one, which may be null");
  return state;
}

export function readAsk(who: string, message: Message): Request {
  const { kind, thetas, others, data, shots, phase } = message;
  const refuse = (got: string, wanted: string): UphillError => refusal(who, `it asks ${got}`, wanted);
  if (typeof kind !== "string" || !Object.hasOwn(needOf, kind))
    throw refuse(`for the kind ${shown(kind)}`, `it must be ${Object.keys(needOf).join(", ")}`);
  if (data !== undefined && !(DATA as readonly unknown[]).includes(data))
    throw refuse(`for the data ${shown(data)}`, `they must be ${DATA.join(", ")}`);
  if (shots !== undefined && !(Number.isSafeInteger(shots) && (shots as number) > 0))
    throw refuse(`for ${shown(shots)} shots`, "it must be a whole number from 1");
  if (phase !== undefined && !ASKED_PHASES.includes(phase as (typeof ASKED_PHASES)[number]))
    throw refuse(`in the phase ${shown(phase)}`, `it must be ${ASKED_PHASES.join(", ")}`);
  if ((others !== undefined) !== (kind === "overlap"))
    throw refuse(
      `for ${kind} ${others === undefined ? "without" : "with"} others`,
      "overlap has others, and no other kind has",
    );
  return {
    kind: kind as Request["kind"],
    thetas: points(who, "thetas", thetas),
    ...(others !== undefined && { others: points(who, "others", others) }),
    ...(data !== undefined && { data: data as Request["data"] & string }),
    ...(shots !== undefined && { shots: shots as number }),
    phase: (phase as Request["phase"] | undefined) ?? USUAL[kind as Request["kind"]],
  };
}

export interface Done {
  readonly theta: Float64Array;
  readonly state: unknown;
  readonly report: Report;
}

export function readDone(who: string, message: Message): Done {
  const { theta, report = {} } = message;
  const plain = (value: unknown): boolean => typeof value === "boolean" || Number.isFinite(value);
  if (!isObject(report) || !Object.entries(report).every(([key, value]) => key === "signs" || plain(value)))
    throw refusal(who, `its report is ${shown(report)}`, "it must be an object of numbers and flags, and signs");
  const { signs: told, ...fields } = report;
  const signs =
    told === undefined
      ? undefined
      : ownSigns(told, (got, wanted): never => {
          throw refusal(who, got, wanted);
        });
  return {
    theta: point(who, "theta", theta),
    state: stateOf(who, message),
    report: { ...(fields as Report), ...(signs && { signs }) },
  };
}

function points(who: string, what: string, list: unknown): Float64Array[] {
  if (Array.isArray(list) && list.length > 0) return list.map((one) => point(who, `a point of ${what}`, one));
  throw refusal(who, `${what} is ${shown(list)}`, "it must be a list of points, at least one");
}

function point(who: string, what: string, numbers: unknown): Float64Array {
  if (Array.isArray(numbers) && numbers.length > 0 && numbers.every(Number.isFinite))
    return Float64Array.from(numbers as number[]);
  throw refusal(who, `${what} is ${shown(numbers)}`, "it must be a list of finite numbers");
}
