import { decode, encode, isUphillError, UphillError, type Random } from "@uphill/core";
import type { Answer, Request } from "./ask.js";
import type { Optimizer, StepResult } from "./optimizer.js";
import { ownRequest } from "./request.js";

export interface GuardOptions {
  /**
   * Repeats every step with the same answers and the same random numbers: what comes out another time was kept outside the
   * state. No evaluation is repeated.
   */
  readonly replay?: boolean;
  /** Called as the optimizer begins and ends to think: what passes between the two is its own time. */
  readonly thinking?: (busy: boolean) => void;
}

/** Requests that a step may make: more are no step, but a loop without an end. */
const mostRequests = (size: number): number => 10_000 + 100 * size;

/**
 * The same optimizer, for one that is not trusted: what it asks and returns is checked, its state is frozen, and what it
 * breaks is refused by its name. Same bits as without.
 * @throws UphillError "optimizer" from `init` and from within a step
 */
export function guarded(
  optimizer: Optimizer,
  { replay = false, thinking = () => undefined }: GuardOptions = {},
): Optimizer {
  const { name, recommend } = optimizer;
  const think = <T>(what: string, act: () => T): T => {
    thinking(true);
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
    } finally {
      thinking(false);
    }
  };
  return {
    ...optimizer,
    init: (size, facts) => deepFreeze(think("init", () => optimizer.init(size, facts))),
    *step(theta, state, random) {
      const frozen = deepFreeze(state);
      const tape = recorder(random);
      const own = theta.slice();
      const asked: string[] = [];
      const answers: Answer[] = [];
      const steps = think("step", () => optimizer.step(own, frozen, tape.random));
      refuseNoGenerator(name, steps);
      for (let turn = think("step", () => steps.next()); ;) {
        refuseChange(name, theta, own);
        const { done, value } = turn;
        if (done) {
          const result = think("step", () => ownResult(name, value, theta.length));
          if (replay) think("step", () => repeat(optimizer, theta, frozen, tape.replay(), { asked, answers, result }));
          return result;
        }
        const request = think("step", () => checkRequest(name, value, theta.length));
        if (asked.length >= mostRequests(theta.length)) {
          throw broken(
            name,
            `one step made ${asked.length} requests and did not end`,
            "a step must come to an end",
            "Look for a loop that its answers never leave.",
          );
        }
        const answer = yield request;
        asked.push(text(name, request, "a request"));
        answers.push(answer);
        const given = replay ? answer.map(copy) : answer;
        turn = think("step", () => steps.next(given));
        if (replay) refuseChangedAnswer(name, answer, given);
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

function broken(who: string, got: string, wanted: string, todo: string, cause?: unknown): UphillError {
  return new UphillError({ code: "optimizer", who, got, wanted, todo, ...(cause !== undefined && { cause }) });
}

/** Freezes plain data all through; typed arrays cannot be. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

function text(name: string, value: unknown, what: string): string {
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

function refuseChange(name: string, theta: Float64Array, own: Float64Array): void {
  if (own.length === theta.length && own.every((value, i) => Object.is(value, theta[i]))) return;
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

/** @throws UphillError "optimizer" for what `ask` would not make, or a point that is not made of numbers */
function checkRequest(name: string, asked: unknown, size: number): Request {
  const request = ownRequest(name, asked, size);
  for (const point of [...request.thetas, ...(request.others ?? [])])
    checkPoint(name, "a point that it asks for", point, size);
  return request;
}

/** What a step returned, each part read once. @throws UphillError "optimizer" for what is no result */
function ownResult(name: string, result: unknown, size: number): StepResult {
  const refuse = (got: string): never => {
    throw broken(name, got, "a step returns { theta, state, report }", "Return all three; report may be {}.");
  };
  if (typeof result !== "object" || result === null) return refuse("its step returned nothing");
  const { theta, state, report: told } = result as StepResult;
  checkPoint(name, "the θ that it returned", theta, size);
  if (typeof told !== "object" || (told as unknown) === null) return refuse("its step returned no report");
  const report = { ...told };
  for (const [key, value] of Object.entries(report) as [string, unknown][]) {
    if (value !== undefined && typeof value !== "number" && typeof value !== "boolean")
      refuse(`its report says ${key} as ${typeof value}, and only numbers and flags are reported`);
  }
  return { theta, state, report };
}

interface Step {
  readonly asked: readonly string[];
  readonly answers: readonly Answer[];
  readonly result: StepResult;
}

function repeat(optimizer: Optimizer, theta: Float64Array, state: unknown, random: Random, first: Step): void {
  const differs = (what: string): UphillError =>
    broken(
      optimizer.name,
      `a step that was repeated with the same θ, state, answers and random numbers ${what}`,
      "all that it remembers must be in its state, and all its randomness must come from random",
      "Put what it keeps into the state that init and step return.",
    );
  // As a resumed run has it: read from what was written.
  const written = decode(text(optimizer.name, { state }, "its state")) as { state: unknown };
  const steps = optimizer.step(theta.slice(), deepFreeze(written).state, random);
  let turn = steps.next();
  for (let k = 0; !turn.done; k++) {
    const request = checkRequest(optimizer.name, turn.value, theta.length);
    if (k >= first.asked.length || text(optimizer.name, request, "a request") !== first.asked[k])
      throw differs("asked for something else");
    turn = steps.next(first.answers[k].map(copy));
  }
  const said = ({ theta, state, report }: StepResult): string =>
    text(optimizer.name, { theta, report }, "the result of a step") + text(optimizer.name, { state }, "its state");
  if (said(turn.value) !== said(first.result)) throw differs("came to something else");
}

/** Random numbers that are written down as they are drawn, and can be drawn once more. */
function recorder(random: Random): { random: Random; replay(): Random } {
  const drawn: { readonly call: string; readonly value: unknown }[] = [];
  const through = (draw: (call: string, now: () => unknown) => unknown, from: Random): Random => ({
    uniform: () => draw("uniform", () => from.uniform()) as number,
    normal: () => draw("normal", () => from.normal()) as number,
    integer: (bound) => draw(`integer ${bound}`, () => from.integer(bound)) as number,
    permutation: (size) => (draw(`permutation ${size}`, () => from.permutation(size)) as number[]).slice(),
  });
  return {
    random: through((call, now) => {
      const value = now();
      drawn.push({ call, value });
      return value;
    }, random),
    replay() {
      let next = 0;
      // Beyond what was written, a repetition has gone another way: any number shows it.
      return through((call, now) => (drawn.at(next)?.call === call ? drawn[next++].value : now()), random);
    },
  };
}
