import { encode } from "@uphill/core";
import { afterEach, expect, it, vi } from "vitest";
import { adam, minimize, minimizeAsync, nlr, type Answer, type Problem, type StepInfo } from "../src/index.js";
import { bowl, noisy } from "./problems.js";

afterEach(() => vi.restoreAllMocks());

/** A clock on which every look takes longer than a slice. */
function slowClock(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 50));
}

/** Counts the turns that other tasks of the thread get. */
function others(): { turns: number; stop(): void } {
  const seen = { turns: 0, stop: () => clearImmediate(next) };
  const turn = (): void => {
    seen.turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  return seen;
}

const options = {
  optimizer: nlr({ learningRate: 0.4 }),
  problem: noisy(),
  start: [1.5, -2, 0.5],
  steps: 20,
  random: 3,
};

it("comes to the bits of minimize, steps and checkpoints too", async () => {
  const told: [StepInfo[], StepInfo[]] = [[], []];
  const now = minimize({ ...options, onStep: (info) => told[0].push(info) });
  slowClock();
  const later = await minimizeAsync({ ...options, onStep: (info) => told[1].push(info) });
  expect(encode(later)).toBe(encode(now));
  expect(encode(told[1])).toBe(encode(told[0]));
});

it("leaves the thread to other tasks where a slice is over, and only there", async () => {
  const seen = others();
  vi.spyOn(performance, "now").mockReturnValue(0);
  await minimizeAsync(options);
  expect(seen.turns).toBe(0);
  slowClock();
  await minimizeAsync(options);
  seen.stop();
  expect(seen.turns).toBeGreaterThanOrEqual(options.steps);
});

it("ends at the last whole step where it is aborted between two answers, and goes on from there", async () => {
  const controller = new AbortController();
  const problem: Problem = {
    ...noisy(),
    answer(request, place) {
      // NLR's first question of step 4; the second is not answered.
      if (place.step === 4 && place.phase === "gradient") controller.abort();
      return noisy().answer(request, place);
    },
  };
  slowClock();
  const whole = minimize(options);
  const part = await minimizeAsync({ ...options, problem, signal: controller.signal });
  expect(part).toMatchObject({ stopped: "interrupted", steps: 4 });
  // What the broken-off step asked for is paid, but its checkpoint is that of a whole step.
  expect(part.account.circuits).toBeGreaterThan(part.checkpoint.account.circuits);
  expect(encode(await minimizeAsync({ ...options, from: part.checkpoint }))).toBe(encode(whole));
});

it("cuts an answer where the problem says so, and leaves it at an abort", async () => {
  let reached = 0;
  const inParts = (act: (step: number) => void): Problem => ({
    ...bowl(1),
    *answerInParts(request, place) {
      for (reached = 0; reached < 10; reached++) {
        if (reached === 5) act(place.step);
        yield;
      }
      return bowl(1).answer(request, place) as Answer;
    },
  });
  const run = { optimizer: adam(), start: [3], steps: 9 };
  slowClock();
  const whole = await minimizeAsync({ ...run, problem: inParts(() => undefined) });
  expect(encode(whole)).toBe(encode(minimize({ ...run, problem: bowl(1) })));
  const controller = new AbortController();
  const problem = inParts((step) => {
    if (step === 2) controller.abort();
  });
  const part = await minimizeAsync({ ...run, problem, signal: controller.signal });
  expect(part).toMatchObject({ stopped: "interrupted", steps: 2 });
  expect(reached).toBe(5);
});

it("does not wait for an answer that is long in coming once it is aborted", async () => {
  const controller = new AbortController();
  const problem: Problem = { ...bowl(1), answer: () => new Promise(() => undefined) };
  const run = minimizeAsync({ optimizer: adam(), problem, start: [3], steps: 9, signal: controller.signal });
  setImmediate(() => controller.abort());
  expect(await run).toMatchObject({ stopped: "interrupted", steps: 0 });
});
