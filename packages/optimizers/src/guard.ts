import { encode, isUphillError, UphillError } from "@uphill/core";
import type { Answer, Request } from "./ask.js";
import type { Optimizer, StepResult } from "./optimizer.js";
import { ownRequest } from "./request.js";
import { ownReport } from "./told-signs.js";

/** Requests that a step may make: more are no step, but a loop without an end. */
const mostRequests = (size: number): number => 10_000 + 100 * size;

/**
 * Wraps an optimizer that you do not trust. The wrapper checks everything that the optimizer asks, reports and returns,
 * and freezes its state. If the optimizer breaks a rule, the error names it. The results have the same bits as without
 * the wrapper.
 * A wrapped optimizer serves one run at a time.
 * @param optimizer the optimizer
 * @returns the same optimizer with checks; its `init` and `step` throw UphillError "optimizer" for what it breaks
 */
export function guarded(optimizer: Optimizer): Optimizer {
  const { name, recommend } = optimizer;
  // All losses that the run was told, as long as each step goes on from the one before: of a run that began elsewhere they are
  // unknown.
  let told: Range | undefined;
  let last: unknown;
  const think = <T>(what: string, act: () => T): T => {
    try {
      return act();
    } catch (cause) {
      if (isUphillError(cause)) throw cause;
      throw broken(
        name,
        `its ${what} threw "${cause instanceof Error ? cause.message : String(cause)}"`,
        `its ${what} must come to an end`,
        "Mend it, or make it refuse what it cannot do before it starts.",
        cause,
      );
    }
  };
  return {
    ...optimizer,
    init(size, facts) {
      told = newRange();
      const state = deepFreeze(think("init", () => optimizer.init(size, facts)));
      plainText(name, { state }, "its state");
      last = state;
      return state;
    },
    *step(theta, state, random) {
      const frozen = deepFreeze(state);
      if (!Object.is(state, last)) told = undefined;
      const own = theta.slice();
      let asked = 0;
      const steps = think("step", () => optimizer.step(own, frozen, random));
      refuseNoGenerator(name, steps);
      for (let turn = think("step", () => steps.next()); ;) {
        refuseChange(name, theta, own);
        const { done, value } = turn;
        if (done) {
          const result = think("step", () => ownResult(name, value, theta.length));
          plainText(name, { state: result.state }, "its state");
          refuseInvented(name, result.report.value, told);
          last = result.state;
          return result;
        }
        const request = think("step", () => checkRequest(name, value, theta.length));
        if (asked++ >= mostRequests(theta.length)) {
          throw broken(
            name,
            `one step made ${asked - 1} requests and did not end`,
            "a step must come to an end",
            "Look for a loop that its answers never leave.",
          );
        }
        const answer = yield request;
        if (told && (request.kind === "values" || request.kind === "gradient"))
          for (const { value } of answer) widen(told, value);
        const given = answer.map(copy);
        turn = think("step", () => steps.next(given));
        refuseChangedAnswer(name, answer, given);
      }
    },
    ...(recommend && {
      recommend(theta, state) {
        const point = think("recommend", () => recommend(theta.slice(), deepFreeze(state)));
        checkPoint(name, "the point that it recommends", point, theta.length);
        return point;
      },
    }),
  };
}

interface Range {
  low: number;
  high: number;
}

function newRange(): Range {
  return { low: Infinity, high: -Infinity };
}

function widen(range: Range, value: number): void {
  range.low = Math.min(range.low, value);
  range.high = Math.max(range.high, value);
}

/**
 * Refuses a report with a loss that the run was never told, because `best` rests on that loss. It need not be a loss of
 * this step: the simplex of Nelder and Mead remembers the loss at its best corner.
 */
function refuseInvented(name: string, value: number | undefined, told: Range | undefined): void {
  if (value === undefined || !told || (value >= told.low && value <= told.high)) return;
  const { low, high } = told;
  throw broken(
    name,
    `its step reports the loss ${value}`,
    low > high
      ? "it was told none"
      : `the losses that it was told are ${low === high ? low : `from ${low} to ${high}`}`,
    "Report as value the loss at the θ that the step began with, as it was answered, or leave it out.",
  );
}

function broken(who: string, got: string, wanted: string, todo: string, cause?: unknown): UphillError {
  return new UphillError({ code: "optimizer", who, got, wanted, todo, ...(cause !== undefined && { cause }) });
}

/** Freezes plain data and everything inside. Typed arrays cannot be frozen. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/**
 * Writes plain data as text.
 * @throws UphillError "optimizer" for anything else
 */
export function plainText(name: string, value: unknown, what: string): string {
  try {
    return encode(value);
  } catch (cause) {
    throw broken(
      name,
      `${what} holds what is no plain data (${cause instanceof RangeError ? "it goes round in circles" : (cause as Error).message.replace(/^codec: |, but.*$/g, "")})`,
      "a run can only be resumed from plain data",
      "Use objects, arrays, strings, numbers, booleans and null.",
      cause,
    );
  }
}

function refuseNoGenerator(name: string, steps: unknown): void {
  if (typeof steps === "object" && steps !== null && Symbol.iterator in steps && "next" in steps) return;
  const waits =
    steps instanceof Promise || (typeof steps === "object" && steps !== null && Symbol.asyncIterator in steps);
  throw broken(
    name,
    waits ? "its step is asynchronous" : "its step is no generator",
    "a step is a generator that asks and is answered at once",
    "Write `*step({ … }) { … }`, without async.",
  );
}

type Entry = Answer[number];

function copy(entry: Entry): Entry {
  const { gradient, metric } = entry;
  return { ...entry, ...(gradient && { gradient: gradient.slice() }), ...(metric && { metric: metric.slice() }) };
}

function refuseChangedAnswer(name: string, answer: Answer, given: Answer): void {
  if (encode(answer) === encode(given)) return;
  throw broken(
    name,
    "it changed an answer that it was given",
    "what it is given stays as it is",
    "Work on a copy: gradient.slice().",
  );
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

function refuseChange(name: string, theta: Float64Array, own: Float64Array): void {
  if (sameNumbers(own, theta)) return;
  throw broken(
    name,
    "it changed the θ that it was given",
    "what it is given stays as it is",
    "Return a new array: theta.map(…) or theta.slice().",
  );
}

function checkPoint(name: string, what: string, point: unknown, size: number): void {
  const refuse = (got: string): never => {
    throw broken(name, got, `${what} must be a Float64Array of ${size} numbers`, "Make it from θ: theta.map(…).");
  };
  if (!(point instanceof Float64Array))
    return refuse(
      `${what} is ${point === null ? "null" : typeof point === "object" ? "no Float64Array" : typeof point}`,
    );
  if (point.length !== size) refuse(`${what} has ${point.length} numbers`);
  const hole = point.findIndex((value) => Number.isNaN(value));
  if (hole < 0) return;
  throw broken(
    name,
    `weight ${hole} of ${what} is NaN`,
    "all that it was told was finite",
    "Look for 0/0, the root of a negative number, or Infinity − Infinity.",
  );
}

/**
 * Checks a request and its points.
 * @throws UphillError "optimizer" for a request that `ask` would not make, or a point that is not made of numbers
 */
function checkRequest(name: string, asked: unknown, size: number): Request {
  const request = ownRequest(name, asked, size);
  for (const point of [...request.thetas, ...(request.others ?? [])])
    checkPoint(name, "a point that it asks for", point, size);
  return request;
}

/**
 * Checks what a step returned. Each part is read once, so that it cannot change between two looks.
 * @throws UphillError "optimizer" for anything else
 */
function ownResult(name: string, result: unknown, size: number): StepResult {
  const refuse = (got: string): never => {
    throw broken(name, got, "a step returns { theta, state, report }", "Return all three; report may be {}.");
  };
  if (typeof result !== "object" || result === null) return refuse("its step returned nothing");
  const { theta, state, report: told } = result as StepResult;
  checkPoint(name, "the θ that it returned", theta, size);
  if (typeof told !== "object" || (told as unknown) === null) return refuse("its step returned no report");
  const report = ownReport(name, { ...told });
  for (const [key, value] of Object.entries(report) as [string, unknown][]) {
    if (key !== "signs" && value !== undefined && typeof value !== "number" && typeof value !== "boolean")
      refuse(`its report says ${key} as ${typeof value}, and only numbers and flags are reported, and signs`);
  }
  return { theta, state, report };
}
