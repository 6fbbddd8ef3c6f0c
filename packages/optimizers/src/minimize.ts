import { isUphillError, norm, streams, UphillError, type Streams } from "@uphill/core";
import { needOf, type Answer, type Request } from "./ask.js";
import { charge, emptyAccount, fits, within, type Account, type Budget } from "./ledger.js";
import type { Optimizer, Report, State } from "./optimizer.js";
import type { Facts, Place, Problem } from "./problem.js";
import { ownRequest } from "./request.js";

export type Stopped = "steps" | "budget" | "converged" | "diverged" | "failed" | "interrupted";

/** Everything a run needs to go on: plain data. */
export interface Checkpoint {
  readonly step: number;
  readonly theta: Float64Array;
  readonly state: State;
  readonly account: Account;
  readonly best: RunResult["best"];
}

export interface StepInfo extends Checkpoint {
  readonly report: Report;
}

export interface MinimizeOptions {
  readonly optimizer: Optimizer;
  readonly problem: Problem;
  /** [size]; not changed. */
  readonly start: ArrayLike<number>;
  readonly steps: number;
  /** Hard: what does not fit is not started, and a step that ends too late is not taken. */
  readonly budget?: Budget;
  /**
   * Milliseconds, for a budget in seconds; default `performance.now`, which is read for nothing else. Such a run depends on the
   * machine: its numbers do not come again.
   */
  readonly clock?: () => number;
  /** Seed, or the streams of one; the optimizer's own randomness comes from stream "optimizer". */
  readonly random?: number | Streams;
  /** Stop when a gradient answered is no longer than this; 0 = never. */
  readonly tolerance?: number;
  readonly signal?: { readonly aborted: boolean };
  /** Go on from here instead of from `start`. */
  readonly from?: Checkpoint;
  /** Called after every step; what it is given must not be changed. */
  readonly onStep?: (info: StepInfo) => void;
}

export interface RunResult {
  /** The point after the last whole step. */
  readonly theta: Float64Array;
  /** The lowest loss that a step began with, as the optimizer saw it, and where; null where it saw none. */
  readonly best: { readonly theta: Float64Array; readonly value: number } | null;
  /** The optimizer's own word on which point to judge; θ unless it says otherwise. */
  readonly recommended: Float64Array;
  readonly steps: number;
  readonly stopped: Stopped;
  readonly account: Account;
  readonly state: State;
  /** What went wrong, for "failed". */
  readonly error?: unknown;
}

interface Question {
  readonly request: Request;
  readonly place: Place;
}

/** Minimises with a problem that answers at once. @throws UphillError "needs" | "shape" before anything is asked */
export function minimize(options: MinimizeOptions): RunResult {
  const run = drive(options);
  for (let turn = run.next(); ;) {
    if (turn.done) return turn.value;
    const { request, place } = turn.value;
    turn = answered(run, () => {
      const answer = options.problem.answer(request, place);
      if (!(answer instanceof Promise)) return answer;
      throw new UphillError({
        code: "asynchronous",
        who: "minimize",
        got: "the problem answered with a promise",
        wanted: "minimize takes problems that answer at once",
        todo: "Use minimizeAsync.",
      });
    });
  }
}

function answered(
  run: Generator<Question, RunResult, Answer>,
  answer: () => Answer,
): IteratorResult<Question, RunResult> {
  let result: Answer;
  try {
    result = answer();
  } catch (error) {
    return run.throw(error);
  }
  return run.next(result);
}

/** The same with a problem that may take its time: a worker pool, or a device. */
export async function minimizeAsync(options: MinimizeOptions): Promise<RunResult> {
  const run = drive(options);
  for (let turn = run.next(); ;) {
    if (turn.done) return turn.value;
    const { request, place } = turn.value;
    try {
      const answer = await options.problem.answer(request, place);
      turn = run.next(answer);
    } catch (error) {
      turn = run.throw(error);
    }
  }
}

/** The loop under both: steps the optimizer, charges every answer, and enforces the budget. Yields what must be answered. */
function* drive({
  optimizer,
  problem,
  start,
  steps,
  budget = {},
  clock,
  random = 0,
  tolerance = 0,
  signal,
  from,
  onStep,
}: MinimizeOptions): Generator<Question, RunResult, Answer> {
  checkRun(optimizer, problem, start);
  const stream = (typeof random === "number" ? streams(random) : random).stream("optimizer");
  let { theta, state, step, account } = from ?? {
    theta: Float64Array.from(start),
    state: optimizer.init(problem.size, factsOf(problem)),
    step: 0,
    account: emptyAccount,
  };
  let best: RunResult["best"] = from?.best ?? null;
  const watch = budget.seconds === undefined ? undefined : stopwatch(clock, account.seconds);
  const timed = (now: Account): Account => (watch ? { ...now, seconds: watch.seconds() } : now);
  const finish = (stopped: Stopped, error?: unknown): RunResult => {
    const end = { theta, best, steps: step, account: timed(account), state };
    try {
      const recommended = recommendation(optimizer, theta, state);
      return { ...end, recommended, stopped, ...(error !== undefined && { error }) };
    } catch (reason) {
      return { ...end, recommended: theta, stopped: "failed", error: error ?? reason };
    }
  };

  while (step < steps) {
    if (signal?.aborted) return finish("interrupted");
    const asks = new Map<string, number>();
    try {
      const running = optimizer.step(theta.slice(), state, stream.at(step));
      let turn = running.next();
      while (!turn.done) {
        const request = ownRequest(optimizer.name, turn.value, problem.size);
        const { phase } = request;
        refuseUndeclared(optimizer, request);
        const cost = problem.price(request);
        // What does not fit is not started: the run ends at its last whole step.
        if (!fits(timed(account), phase, cost, budget)) return finish("budget");
        const ask = asks.get(phase) ?? 0;
        // Every point has an address of its own.
        asks.set(phase, ask + request.thetas.length);
        const answer = yield { request, place: { step, phase, ask } };
        account = timed(charge(account, phase, cost));
        if (!within(account, budget)) return finish("budget");
        for (const { value, gradient, metric } of answer) {
          if (![[value], gradient ?? [], metric ?? []].every(allFinite)) return finish("diverged");
          if (gradient && tolerance > 0 && norm(gradient) <= tolerance) return finish("converged");
        }
        turn = running.next(answer);
      }
      account = timed(account);
      if (!within(account, budget)) return finish("budget");
      const { report } = turn.value;
      if (report.value !== undefined && !(best && best.value <= report.value)) best = { theta, value: report.value };
      if (!allFinite(turn.value.theta)) return finish("diverged");
      // A copy: what the optimizer keeps may change.
      theta = ownPoint(optimizer.name, "the θ that it returned", turn.value.theta, problem.size);
      state = turn.value.state;
      // The step is whole before anyone hears of it: an observer that throws must not make a resumed run repeat it.
      step += 1;
      const info = { step, theta, state, account, best, report };
      if (watch) watch.pause(() => onStep?.(info));
      else onStep?.(info);
    } catch (reason) {
      return finish("failed", reason);
    }
  }
  return finish("steps");
}

/** What an optimizer is told of the problem: nothing that answers. */
function factsOf(problem: Problem): Facts {
  const { frequencies, alternatives } = problem;
  return {
    ...(frequencies && { frequencies: (weight: number) => frequencies.call(problem, weight) }),
    ...(alternatives && { alternatives: () => alternatives.call(problem) }),
  };
}

function recommendation({ name, recommend }: Optimizer, theta: Float64Array, state: State): Float64Array {
  if (!recommend) return theta;
  return ownPoint(name, "the point that it recommends", recommend(theta.slice(), state), theta.length);
}

function ownPoint(who: string, what: string, point: Float64Array, size: number): Float64Array {
  if ((point as unknown) instanceof Float64Array && point.length === size) return new Float64Array(point);
  throw new UphillError({
    code: "optimizer",
    who,
    got: `${what} is no Float64Array of ${size} numbers`,
    wanted: "a point has a number for each weight",
    todo: "Make it from θ: theta.map(…).",
  });
}

/** A clock that every platform has, and the language's own library of types does not know. */
declare const performance: { now(): number };

/** Seconds since now and `before`, without those in which it was paused. */
function stopwatch(
  clock: () => number = () => performance.now(),
  before = 0,
): { seconds(): number; pause(act: () => void): void } {
  let begun = clock();
  return {
    seconds: () => before + (clock() - begun) / 1000,
    pause(act) {
      const stopped = clock();
      act();
      begun += clock() - stopped;
    },
  };
}

/** @throws UphillError "needs" where the problem cannot tell what the optimizer has to know */
export function checkNeeds(
  { name, needs }: Pick<Optimizer, "name" | "needs">,
  { capabilities }: Pick<Problem, "capabilities">,
): void {
  const missing = needs.filter((need) => !capabilities.includes(need));
  if (missing.length === 0) return;
  throw new UphillError({
    code: "needs",
    who: name,
    got: `the problem gives ${capabilities.join(" and ")}`,
    wanted: `it needs ${missing.join(" and ")}`,
    todo: "Choose another optimizer, or give the problem what is missing.",
  });
}

function checkRun(optimizer: Optimizer, problem: Problem, start: ArrayLike<number>): void {
  checkNeeds(optimizer, problem);
  if (start.length !== problem.size) {
    throw new UphillError({
      code: "shape",
      who: "minimize",
      got: `the start has ${start.length} numbers`,
      wanted: `the problem has ${problem.size}`,
      todo: "Give one number for each weight.",
    });
  }
  if (!allFinite(start)) {
    throw new UphillError({
      code: "start",
      who: "minimize",
      got: "the start has a number that is not finite",
      wanted: "a run begins at finite weights",
      todo: "Look for NaN or a division by zero where the start was made.",
    });
  }
}

/** A cost that was not declared is not paid: what an optimizer asks for must be among its needs. */
function refuseUndeclared({ name, needs }: Optimizer, { kind }: Request): void {
  if (needs.includes(needOf[kind])) return;
  throw new UphillError({
    code: "needs",
    who: name,
    got: `it asks for ${kind}`,
    wanted: `it declares ${needs.join(" and ") || "no needs"}`,
    todo: `Add "${needOf[kind]}" to its needs.`,
  });
}

function allFinite(numbers: ArrayLike<number>): boolean {
  return Array.prototype.every.call(numbers, Number.isFinite);
}

/** The sentence of an error that ended a run, for people. */
export function describeError(error: unknown): string {
  if (isUphillError(error) || error instanceof Error) return error.message;
  return String(error);
}
