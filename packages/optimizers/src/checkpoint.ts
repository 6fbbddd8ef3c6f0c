import { decode, shown, UphillError } from "@uphill/core";
import type { Account } from "./ledger.js";
import type { ObserverStates } from "./observers/observer.js";
import type { State } from "./optimizer.js";
import type { StopStates } from "./stops/stop.js";

/**
 * Everything that a run needs to go on. It is plain data. `JSON.stringify` writes the checkpoint of a run without a
 * loss. If you write its parts one by one, JSON loses −0, NaN and the infinities.
 */
export interface Checkpoint {
  /** The name of the optimizer that wrote the state. */
  readonly optimizer?: string;
  /** The number of whole steps so far. */
  readonly step: number;
  /** The point after the last whole step, [size]. */
  readonly theta: Float64Array;
  /** The state of the optimizer. */
  readonly state: State;
  /**
   * The states of the optimizer's observers. Undefined if it names none. Older checkpoints have no such field; their
   * observers begin anew.
   */
  readonly observers?: ObserverStates;
  /** What the stopping rules keep; undefined without rules. A rule that an older checkpoint does not know begins anew. */
  readonly stops?: StopStates;
  /** What was paid so far. */
  readonly account: Account;
  /** The lowest loss that a step began with, as the optimizer saw it, and its point; null if it saw none. */
  readonly best: { readonly theta: Float64Array; readonly value: number } | null;
}

/**
 * Checks a checkpoint that a user gave. It may also be what `JSON.parse` made of one.
 * @param begun the checkpoint where the run would begin; it shows what a checkpoint of its optimizer looks like
 * @throws UphillError "checkpoint" with the part that is wrong, or with the optimizer that wrote it
 */
export function readCheckpoint(who: string, given: unknown, begun: Checkpoint, steps: number): Checkpoint {
  const refuse: Refuse = (
    got,
    wanted,
    todo = "Give what onStep was given, result.checkpoint, or what JSON.parse made of either.",
  ) => {
    throw new UphillError({ code: "checkpoint", who, got, wanted, todo });
  };
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return refuse(`from is ${shown(given)}`, "it must be a checkpoint");
  const raw = untagged(given, refuse) as Partial<Record<keyof Checkpoint, unknown>>;
  const size = begun.theta.length;

  if (raw.step === undefined && "steps" in raw)
    return refuse(
      "from has no step",
      "it must be a checkpoint",
      "Give the result's checkpoint: from: result.checkpoint.",
    );
  if (!Number.isSafeInteger(raw.step) || Number(raw.step) < 0)
    refuse(`step of the checkpoint is ${shown(raw.step)}`, "it must be a whole number from 0");
  const step = raw.step as number;
  if (step > steps)
    refuse(
      `the checkpoint stands behind step ${step}`,
      `the run has ${steps} steps in all`,
      "Steps are counted from the run's start: ask for more.",
    );
  const { optimizer = begun.optimizer } = raw;
  if (optimizer !== begun.optimizer) {
    refuse(
      `the checkpoint is one of ${shown(optimizer)}`,
      `this run's optimizer is "${begun.optimizer}"`,
      "Go on with the optimizer that wrote it, or begin anew from its theta.",
    );
  }
  const point = (name: string, value: unknown): Float64Array => {
    const numbers = numbersOf(value);
    if (!numbers) return refuse(`${name} of the checkpoint is ${shown(value)}`, `it must be ${size} numbers`);
    if (numbers.length !== size)
      refuse(`${name} of the checkpoint has ${numbers.length} numbers`, `the problem has ${size}`);
    const odd = numbers.findIndex((number) => !Number.isFinite(number));
    if (odd >= 0) refuse(`number ${odd} of the checkpoint's ${name} is ${shown(numbers[odd])}`, "it must be finite");
    return Float64Array.from(numbers as number[]);
  };
  const theta = point("theta", raw.theta);
  const { account } = raw;
  if (!isAccount(account))
    return refuse("the account of the checkpoint is missing or malformed", "it must hold what was paid so far");
  const best = (raw.best ?? null) as Checkpoint["best"];
  if (best !== null && (typeof best !== "object" || !Number.isFinite(best.value)))
    return refuse(`best of the checkpoint is ${shown(best)}`, "it must be null, or hold theta and a finite value");
  const live = ArrayBuffer.isView(raw.theta);
  const state = live ? raw.state : revived(raw.state, refuse);
  const fault = difference(begun.state, state, size);
  if (fault) {
    refuse(
      `${fault} in the checkpoint`,
      `it must be a state of "${begun.optimizer}"`,
      "Go on with the optimizer that wrote it, and save checkpoints whole.",
    );
  }
  /** What others keep beside the optimizer: those that this run has, as they were left or as they begin. */
  const kept = (part: "observers" | "stops", whose: string): Readonly<Record<string, unknown>> | undefined => {
    const first = begun[part];
    if (!first) return undefined;
    const found = ((live ? raw[part] : revived(raw[part], refuse)) ?? {}) as Readonly<Record<string, unknown>>;
    const states = Object.fromEntries(
      Object.entries(first).map(([name, state]) => [name, Object.hasOwn(found, name) ? found[name] : state]),
    );
    const odd = difference(first, states, size, part);
    if (odd) refuse(`${odd} in the checkpoint`, `they must be what ${whose} keep`, "Save checkpoints whole.");
    return states;
  };
  const observers = kept("observers", `observers of "${begun.optimizer}"`);
  const stops = kept("stops", "the run's stopping rules");
  return {
    optimizer: begun.optimizer,
    step,
    theta,
    state,
    ...(observers && { observers }),
    ...(stops && { stops }),
    account,
    best: best && { theta: point("best.theta", best.theta), value: best.value },
  };
}

/** Removes the tags that `toJSON` wrote. A checkpoint that never was JSON has none. */
function untagged(given: object, refuse: Refuse): object {
  const { theta } = given as { theta?: unknown };
  if (typeof theta !== "object" || theta === null || !("$Float64Array" in theta)) return given;
  try {
    return decode(JSON.stringify(given)) as object;
  } catch (cause) {
    return refuse(`from cannot be read (${(cause as Error).message})`, "it must be a whole checkpoint");
  }
}

/**
 * Reads numbers from a list, a typed array, or the object with keys 0, 1, 2, … that `JSON.stringify` makes of a typed
 * array.
 */
function numbersOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Object.entries(value);
  return entries.every(([key], k) => key === String(k)) ? entries.map(([, number]) => number as unknown) : undefined;
}

type Refuse = (got: string, wanted: string, todo?: string) => never;

/** Makes typed arrays of the objects that `JSON.stringify` made of them. */
function revived(value: unknown, refuse: Refuse): unknown {
  if (Array.isArray(value)) return value.map((item) => revived(item, refuse));
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  const numbers = numbersOf(value);
  if (numbers && numbers.length > 0 && numbers.every((number) => typeof number === "number" || number === null)) {
    if (!numbers.includes(null)) return Float64Array.from(numbers as number[]);
    refuse(
      "the checkpoint's state has null among its numbers",
      "JSON has no word for NaN and infinities",
      "Write the whole checkpoint with JSON.stringify, which keeps them, and not its parts.",
    );
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revived(item, refuse)]));
}

/**
 * Says in words how a state differs in kind from one of its optimizer; undefined if it does not. Lists may grow, and
 * what was null may become anything.
 */
function difference(begun: unknown, state: unknown, size: number, path = "state"): string | undefined {
  if (state === undefined && begun !== undefined) return `${path} is missing`;
  if (begun === null || begun === undefined) return undefined;
  if (typeof begun !== "object") return typeof begun === typeof state ? undefined : `${path} is ${shown(state)}`;
  if (ArrayBuffer.isView(begun)) {
    const { length } = begun as Float64Array;
    if (!ArrayBuffer.isView(state)) return `${path} is ${shown(state)} and no list of ${length} numbers`;
    const found = (state as Float64Array).length;
    return found === length ? undefined : `${path} has ${found} numbers of ${length}`;
  }
  if (typeof state !== "object" || state === null) return `${path} is ${shown(state)}`;
  if (Array.isArray(begun)) {
    if (!Array.isArray(state)) return `${path} is no list`;
    // A number for each weight, from the start on; other lists may grow.
    if (begun.length !== size || !begun.every((number) => typeof number === "number")) return undefined;
    if (state.length !== size) return `${path} has ${state.length} numbers of ${size}`;
    const odd = state.findIndex((number) => typeof number !== "number");
    return odd < 0 ? undefined : `${path}[${odd}] is ${shown(state[odd])}`;
  }
  for (const [key, value] of Object.entries(begun)) {
    const fault = difference(value, (state as Record<string, unknown>)[key], size, `${path}.${key}`);
    if (fault) return fault;
  }
  return undefined;
}

function isAccount(value: unknown): value is Account {
  if (!isTotals(value)) return false;
  const { phases, unpriced } = value as Partial<Account>;
  return typeof unpriced === "boolean" && typeof phases === "object" && Object.values(phases).every(isTotals);
}

function isTotals(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { circuits, shots, rounds } = value as Partial<Account>;
  return [circuits, shots, rounds].every((count) => Number.isFinite(count) && count! >= 0);
}
