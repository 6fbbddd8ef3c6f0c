import { exactJSON, norm, shown, streams, UphillError } from "@uphill/core";
import { needOf, type Answer, type Request } from "./ask.js";
import { allFinite, checkRun } from "./check-run.js";
import { readCheckpoint, type Checkpoint } from "./checkpoint.js";
import { charge, emptyAccount, fits, within, type Account } from "./ledger.js";
import { initObserved, observe } from "./observers/observer.js";
import type { MinimizeOptions, RunResult, Stopped } from "./run-options.js";
import type { Optimizer, State } from "./optimizer.js";
import type { Facts, Place, Problem } from "./problem.js";
import { ownRequest } from "./request.js";
import { platformClock, stopwatch } from "./stopwatch.js";
import { ownReport } from "./told-signs.js";

/** A request that must be answered before a run goes on. */
export interface Question {
  readonly request: Request;
  readonly place: Place;
}

/**
 * Runs an optimizer: makes its steps, charges every answer, and enforces the budget. `minimize` and `minimizeAsync`
 * share this loop. It yields each request and gets the answer. An answer of null ends the run as "interrupted".
 */
export function* drive(
  who: string,
  options: MinimizeOptions,
  standardClock: () => number = platformClock,
): Generator<Question, RunResult, Answer | null> {
  checkRun(who, options);
  const { optimizer, problem, steps, budget = {}, clock = standardClock } = options;
  const { observers = [] } = optimizer;
  const { random = 0, tolerance = 0, signal, onStep } = options;
  const stream = (typeof random === "number" ? streams(random) : random).stream("optimizer");
  let last = firstOf(who, options);
  let { theta, state, step, account } = last;
  let { best } = last;
  const watch = budget.seconds === undefined ? undefined : stopwatch(clock, account.seconds);
  const timed = (now: Account): Account => (watch ? { ...now, seconds: watch.seconds() } : now);
  const finish = (stopped: Stopped, error?: unknown): RunResult => {
    const { observers } = last;
    const watched = observers && { observers };
    const end = { theta, best, steps: step, account: timed(account), state, ...watched, checkpoint: last };
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
    let gradient: Float64Array | undefined;
    try {
      const running = optimizer.step(theta.slice(), state, stream.at(step));
      let turn = running.next();
      while (!turn.done) {
        const request = ownRequest(optimizer.name, turn.value, problem.size);
        const { phase } = request;
        refuseUndeclared(optimizer, request);
        const cost = problem.price(request);
        refuseOddShots("a price", cost);
        // What does not fit is not started: the run ends at its last whole step.
        if (!fits(timed(account), phase, cost, budget)) return finish("budget");
        const ask = asks.get(phase) ?? 0;
        // Every point has an address of its own.
        asks.set(phase, ask + request.thetas.length);
        if (signal?.aborted) return finish("interrupted");
        const answer = yield { request, place: { step, phase, ask } };
        if (answer === null) return finish("interrupted");
        for (const entry of answer) refuseOddShots("an answer", entry);
        account = timed(charge(account, phase, cost));
        if (!within(account, budget)) return finish("budget");
        for (const entry of answer) {
          if (![[entry.value], entry.gradient ?? [], entry.metric ?? []].every(allFinite)) return finish("diverged");
          if (entry.gradient && tolerance > 0 && norm(entry.gradient) <= tolerance) return finish("converged");
        }
        gradient ??= answer.find((entry) => entry.gradient)?.gradient?.slice();
        turn = running.next(answer);
      }
      account = timed(account);
      if (!within(account, budget)) return finish("budget");
      const told = ownReport(optimizer.name, turn.value.report);
      const seen = observe(observers, last.observers, { report: told, gradient, options: optimizer.options });
      const { report } = seen;
      if (report.value !== undefined && !(best && best.value <= report.value)) best = { theta, value: report.value };
      if (!allFinite(turn.value.theta)) return finish("diverged");
      // A copy: what the optimizer keeps may change.
      theta = ownPoint(optimizer.name, "the θ that it returned", turn.value.theta, problem.size);
      state = turn.value.state;
      // The step is whole before anyone hears of it: an observer that throws must not make a resumed run repeat it.
      step += 1;
      last = exactJSON({
        optimizer: optimizer.name,
        step,
        theta,
        state,
        ...(seen.observed && { observers: seen.observed }),
        account,
        best,
      });
      const info = exactJSON({ ...last, report });
      if (watch) watch.pause(() => onStep?.(info));
      else onStep?.(info);
    } catch (reason) {
      return finish("failed", reason);
    }
  }
  return finish("steps");
}

/** Returns the checkpoint where a run begins. */
function firstOf(who: string, { optimizer, problem, start, steps, from }: MinimizeOptions): Checkpoint {
  const observed = initObserved(optimizer.observers ?? []);
  const begun: Checkpoint = {
    optimizer: optimizer.name,
    step: 0,
    theta: Float64Array.from(start),
    state: optimizer.init(problem.size, factsOf(problem)),
    ...(observed && { observers: observed }),
    account: emptyAccount,
    best: null,
  };
  return exactJSON(from === undefined ? begun : readCheckpoint(who, from, begun, steps));
}

/** Returns what an optimizer may know of the problem. None of it answers requests. */
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

/** What is exact has no shots; null or another word for it would pass for shots. */
function refuseOddShots(what: string, { shots }: { readonly shots?: unknown }): void {
  if (shots === undefined || (typeof shots === "number" && shots >= 0)) return;
  throw new UphillError({
    code: "problem",
    who: "problem",
    got: `${what} says shots ${shown(shots)}`,
    wanted: "shots are a number from 0",
    todo: "Leave shots out where it is exact.",
  });
}

/** Refuses a request that the optimizer did not declare in its needs, because nobody could foresee its cost. */
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
