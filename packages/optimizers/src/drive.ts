import { exactJSON, norm, shown, streams, UphillError } from "@uphill/core";
import { needOf, type Answer, type Request } from "./ask.js";
import { allFinite, checkRun } from "./check-run.js";
import { readCheckpoint, type Checkpoint } from "./checkpoint.js";
import { charge, emptyAccount, fits, within, type Account } from "./ledger.js";
import { initObserved, observe } from "./observers/observer.js";
import type { MinimizeOptions, RunResult, StopName, Stopped } from "./run-options.js";
import type { Optimizer, State } from "./optimizer.js";
import type { Facts, Place, Problem } from "./problem.js";
import { ownRequest } from "./request.js";
import { initStops, pointOf, reachedOf, seeStep, type ToldLoss } from "./stops/stop.js";
import { platformClock, stopwatch } from "./stopwatch.js";
import { ownReport } from "./told-signs.js";

/** A request that must be answered before a run goes on. */
export interface Question {
  readonly request: Request;
  readonly place: Place;
}

/**
 * Runs an optimizer: makes its steps, charges every answer, enforces the budget, and asks the stopping rules after every
 * step. `minimize` and `minimizeAsync` share this loop. It yields each request and gets the answer. An answer of null
 * ends the run as "interrupted".
 */
export function* drive(
  who: string,
  options: MinimizeOptions,
  standardClock: () => number = platformClock,
): Generator<Question, RunResult, Answer | null> {
  checkRun(who, options);
  const { optimizer, problem, steps, budget = {}, stops = [], clock = standardClock } = options;
  const { observers = [] } = optimizer;
  const { random = 0, tolerance = 0, signal, onStep } = options;
  const stream = (typeof random === "number" ? streams(random) : random).stream("optimizer");
  let last = firstOf(who, options);
  let { theta, state, step, account } = last;
  let { best } = last;
  const clocked = budget.seconds !== undefined || stops.some(({ counts }) => counts === "clock");
  const watch = clocked ? stopwatch(clock, account.seconds) : undefined;
  const timed = (now: Account): Account => (watch ? { ...now, seconds: watch.seconds() } : now);
  const finish = (stopped: Stopped, error?: unknown): RunResult => {
    const { observers, stops: rules } = last;
    const kept = { ...(observers && { observers }), ...(rules && { stops: rules }) };
    const end = { theta, best, steps: step, account: timed(account), state, ...kept, checkpoint: last };
    try {
      const recommended = pointOf(stops, rules)?.slice() ?? recommendation(optimizer, theta, state);
      return { ...end, recommended, stopped, ...(error !== undefined && { error }) };
    } catch (reason) {
      return { ...end, recommended: theta, stopped: "failed", error: error ?? reason };
    }
  };

  /** The answer to a request, charged; or why the run ends instead. */
  function* paid(request: Request, ask: number): Generator<Question, Answer | Stopped, Answer | null> {
    const { phase } = request;
    const cost = problem.price(request);
    refuseOddShots("a price", cost);
    // What does not fit is not started: the run ends at its last whole step.
    if (!fits(timed(account), phase, cost, budget)) return "budget";
    if (signal?.aborted) return "interrupted";
    const answer = yield { request, place: { step, phase, ask } };
    if (answer === null) return "interrupted";
    for (const entry of answer) refuseOddShots("an answer", entry);
    account = timed(charge(account, phase, cost));
    if (!within(account, budget)) return "budget";
    for (const entry of answer) {
      if (![[entry.value], entry.gradient ?? [], entry.metric ?? []].every(allFinite)) return "diverged";
      if (entry.gradient && tolerance > 0 && norm(entry.gradient) <= tolerance) return "converged";
    }
    return answer;
  }

  for (;;) {
    // A run that goes on from where a rule had ended it ends again.
    const ended = reachedOf(stops, last.stops);
    if (ended) return finish(ended.name as StopName);
    if (step >= steps) return finish("steps");
    if (signal?.aborted) return finish("interrupted");
    const asks = new Map<string, number>();
    const losses: ToldLoss[] = [];
    let gradient: Float64Array | undefined;
    try {
      const running = optimizer.step(theta.slice(), state, stream.at(step));
      let turn = running.next();
      while (!turn.done) {
        const request = ownRequest(optimizer.name, turn.value, problem.size);
        const { phase, thetas } = request;
        refuseUndeclared(optimizer, request);
        const ask = asks.get(phase) ?? 0;
        // Every point has an address of its own.
        asks.set(phase, ask + thetas.length);
        const answer = yield* paid(request, ask);
        if (typeof answer === "string") return finish(answer);
        gradient ??= answer.find((entry) => entry.gradient)?.gradient?.slice();
        if (stops.length > 0) losses.push(...lossesOf(request, answer));
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
      const next = ownPoint(optimizer.name, "the θ that it returned", turn.value.theta, problem.size);
      let heldOut: number | undefined;
      if (stops.some((stop) => stop.asksAt?.(step + 1))) {
        const answer = yield* paid({ kind: "values", thetas: [next.slice()], data: "held-out", phase: "stopping" }, 0);
        if (typeof answer === "string") return finish(answer);
        heldOut = answer[0].value;
      }
      const loss = report.value ?? meanOf(losses);
      const rules = seeStep(stops, last.stops, { step: step + 1, theta: next, told: losses, loss, heldOut, account });
      theta = next;
      state = turn.value.state;
      // The step is whole before anyone hears of it: an observer that throws must not make a resumed run repeat it.
      step += 1;
      last = exactJSON({
        optimizer: optimizer.name,
        step,
        theta,
        state,
        ...(seen.observed && { observers: seen.observed }),
        ...(rules && { stops: rules }),
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
}

/** The losses that an answer tells, and where; those on held-out rows are no losses of the training. */
function lossesOf({ kind, thetas, data }: Request, answer: Answer): ToldLoss[] {
  if ((kind !== "values" && kind !== "gradient") || data === "held-out") return [];
  return thetas.map((theta, k) => ({ theta, value: answer[k].value }));
}

function meanOf(told: readonly ToldLoss[]): number | undefined {
  return told.length === 0 ? undefined : told.reduce((sum, { value }) => sum + value, 0) / told.length;
}

/** Returns the checkpoint where a run begins. */
function firstOf(
  who: string,
  { optimizer, problem, start, steps, from, stops: rules = [] }: MinimizeOptions,
): Checkpoint {
  const observed = initObserved(optimizer.observers ?? []);
  const stops = initStops(rules);
  const begun: Checkpoint = {
    optimizer: optimizer.name,
    step: 0,
    theta: Float64Array.from(start),
    state: optimizer.init(problem.size, factsOf(problem)),
    ...(observed && { observers: observed }),
    ...(stops && { stops }),
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
