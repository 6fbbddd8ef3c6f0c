import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import {
  adam,
  ask,
  defineMethod,
  defineRule,
  describeError,
  minimize,
  minimizeAsync,
  nlr,
  sgd,
  type Checkpoint,
  type Problem,
  type StepInfo,
} from "../src/index.js";
import { bowl, noisy, recorded } from "./problems.js";

describe("minimize", () => {
  it("steps by hand: θ ← θ − 0.5·θ halves it, start untouched, one gradient of two circuits a step", () => {
    const start = Float64Array.of(8, -4);
    const seen: StepInfo[] = [];
    const result = minimize({
      optimizer: sgd({ learningRate: 0.5 }),
      problem: bowl(1, 1),
      start,
      steps: 3,
      onStep: (info) => seen.push(info),
    });
    expect(result).toEqual({
      theta: Float64Array.of(1, -0.5),
      // The last step began at (2, −1).
      best: { theta: Float64Array.of(2, -1), value: 2.5 },
      recommended: Float64Array.of(1, -0.5),
      steps: 3,
      stopped: "steps",
      account: {
        circuits: 6,
        shots: 0,
        rounds: 3,
        unpriced: true,
        phases: { gradient: { circuits: 6, shots: 0, rounds: 3 } },
      },
      state: { count: 3, rule: null },
      checkpoint: {
        optimizer: "sgd",
        step: 3,
        theta: Float64Array.of(1, -0.5),
        state: { count: 3, rule: null },
        account: result.account,
        best: result.best,
      },
    });
    expect(start).toEqual(Float64Array.of(8, -4));
    expect(seen.map(({ step, theta }) => [step, ...theta])).toEqual([
      [1, 4, -2],
      [2, 2, -1],
      [3, 1, -0.5],
    ]);
    expect(seen[0].report).toEqual({ value: 40, gradientNorm: Math.sqrt(80), length: Math.sqrt(20) });
    expect(seen[1].account.rounds).toBe(2);
  });

  it("does nothing in no steps", () => {
    const { problem, exchanges } = recorded(bowl(1));
    const result = minimize({ optimizer: adam(), problem, start: [3], steps: 0 });
    expect(result).toMatchObject({ steps: 0, stopped: "steps", theta: Float64Array.of(3) });
    expect(exchanges).toHaveLength(0);
  });

  it("stops as converged at the first gradient within the tolerance", () => {
    const run = (tolerance: number): { steps: number; stopped: string } =>
      minimize({ optimizer: sgd({ learningRate: 0.5 }), problem: bowl(1), start: [8], steps: 50, tolerance });
    expect(run(1)).toMatchObject({ steps: 3, stopped: "converged" });
    expect(run(0)).toMatchObject({ steps: 50, stopped: "steps" });
  });

  it("ends as diverged where θ itself leaves the numbers", () => {
    const problem: Problem = {
      ...bowl(1),
      answer: () => [{ value: 0, standardError: 0, gradient: Float64Array.of(-1e308) }],
    };
    const result = minimize({ optimizer: sgd({ learningRate: 1 }), problem, start: [1e308], steps: 5 });
    expect(result).toMatchObject({ stopped: "diverged", steps: 0, theta: Float64Array.of(1e308) });
  });

  it("refuses a start of the wrong length", () => {
    expect(() => minimize({ optimizer: sgd(), problem: bowl(1, 1), start: [1], steps: 1 })).toThrow(
      "minimize: the start has 1 numbers, but the problem has 2. Give one number for each weight.",
    );
  });

  it("fails where the problem answers with a promise, and says what to use", () => {
    const problem: Problem = { ...bowl(1), answer: () => Promise.resolve([]) };
    const { stopped, error } = minimize({ optimizer: sgd(), problem, start: [1], steps: 1 });
    expect(stopped).toBe("failed");
    expect(isUphillError(error) && error.code).toBe("asynchronous");
    expect(describeError(error)).toContain("Use minimizeAsync.");
  });

  it("fails where a problem has another word for exact than no shots", () => {
    const options = { optimizer: sgd(), start: [1, 2, 3], steps: 1 };
    const exact = bowl(1, 1, 1);
    const priced = { ...exact, price: () => ({ circuits: 1, rounds: 1, shots: null }) } as unknown as Problem;
    const told = { ...exact, answer: () => [{ value: 0, standardError: 0, shots: null }] } as unknown as Problem;
    expect(describeError(minimize({ ...options, problem: priced }).error)).toContain("a price says shots null");
    expect(describeError(minimize({ ...options, problem: told }).error)).toContain("an answer says shots null");
  });

  it("fails where prices, steps or observers throw; what was whole before stays whole", async () => {
    const reason = new Error("no");
    const refuse = (): never => {
      throw reason;
    };
    const options = { optimizer: nlr(), problem: noisy(), start: [1, 2, 3], steps: 9 };
    const unpriced = { ...options, problem: { ...noisy(), price: refuse } };
    const broken = { ...options, optimizer: { ...nlr(), step: refuse } };
    for (const run of [unpriced, broken]) {
      expect(minimize(run)).toMatchObject({ stopped: "failed", error: reason, steps: 0 });
      expect(await minimizeAsync(run)).toMatchObject({ stopped: "failed", error: reason, steps: 0 });
    }
    const onStep = ({ step }: StepInfo): void => {
      if (step === 4) refuse();
    };
    const failed = minimize({ ...options, onStep });
    expect(failed).toMatchObject({ stopped: "failed", error: reason });
    const { theta, state, observers, account, best, steps: step } = failed;
    const from: Checkpoint = { step, theta, state, observers, account, best };
    expect(minimize({ ...options, from })).toStrictEqual(minimize(options));
  });

  it("keeps the best loss that a step began with, and where", () => {
    const run = (learningRate: number, steps: number) =>
      minimize({ optimizer: sgd({ learningRate }), problem: bowl(1), start: [3], steps });
    expect(run(1, 0).best).toBeNull();
    // On ½θ² a rate of 3 doubles |θ| a step, so the start stays the best; a rate of ½ halves it.
    expect(run(3, 4).best).toEqual({ theta: Float64Array.of(3), value: 4.5 });
    expect(run(0.5, 2).best).toEqual({ theta: Float64Array.of(1.5), value: 1.125 });
  });

  it("hands each step its own stream of the seed, and takes streams as well as a seed", () => {
    const wander = defineMethod({
      name: "wander",
      needs: [],
      options: {},
      init: () => null,
      // eslint-disable-next-line require-yield
      *step({ theta, state, random }) {
        return { theta: theta.map(() => random.uniform()), state, report: {} };
      },
    });
    const run = (random: Parameters<typeof minimize>[0]["random"], steps: number): Float64Array =>
      minimize({ optimizer: wander(), problem: bowl(1), start: [0], steps, random }).theta;
    expect(run(7, 5)[0]).toBe(streams(7).stream("optimizer").at(4).uniform());
    expect(run(streams(7), 5)).toEqual(run(7, 5));
    expect(run(8, 5)).not.toEqual(run(7, 5));
  });

  it("asks the optimizer which point is to be judged, also where a run ends early", () => {
    const upTo = defineMethod({
      name: "up-to",
      needs: ["value"],
      options: {},
      init: (size) => ({ first: size }),
      *step({ theta, state }) {
        yield* ask.value(theta, { phase: "calibration" });
        return { theta: theta.map((t) => t + 1), state: { first: state.first + 1 }, report: {} };
      },
      recommend: (theta, { first }) => theta.map((t) => t + 100 * first),
    });
    const run = { optimizer: upTo(), problem: bowl(1), start: [0], steps: 5 };
    expect(minimize(run).recommended).toEqual(Float64Array.of(605));
    const early = minimize({ ...run, budget: { circuits: 2 } });
    expect(early).toMatchObject({ steps: 2, stopped: "budget", recommended: Float64Array.of(302) });
    expect(early.account.phases).toEqual({ calibration: { circuits: 2, shots: 0, rounds: 2 } });
  });

  it("refuses reports, which are not charged: they are no optimizer's to ask for", () => {
    const watcher = defineMethod({
      name: "watcher",
      needs: ["value"],
      options: {},
      init: () => null,
      *step({ theta, state }) {
        const { value } = yield* ask.value(theta, { phase: "report" });
        return { theta, state, report: { value } };
      },
    });
    const { problem, exchanges } = recorded(bowl(1));
    const result = minimize({ optimizer: watcher(), problem, start: [2], steps: 3 });
    expect(result).toMatchObject({ stopped: "failed", steps: 0 });
    expect(describeError(result.error)).toContain('watcher: it asked in the phase "report", which is not charged');
    expect(exchanges).toEqual([]);
  });
});

describe("a rule of one's own", () => {
  it("gets θ, gradient, state, options and a count of steps", () => {
    const seen: number[] = [];
    const { learningRate } = sgd.options;
    const sign = defineRule({
      name: "sign",
      options: { learningRate },
      init: (size) => size,
      step({ gradient, state, options, count }) {
        seen.push(count);
        return { step: gradient.map((g) => options.learningRate * Math.sign(g)), state: state + 1 };
      },
    });
    const { theta, state } = minimize({
      optimizer: sign({ learningRate: 0.25 }),
      problem: bowl(1, 1),
      start: [1, -3],
      steps: 4,
    });
    expect([...theta]).toEqual([0, -2]);
    expect(state).toEqual({ count: 4, rule: 6 });
    expect(seen).toEqual([0, 1, 2, 3]);
  });
});

it("describeError makes a sentence of anything", () => {
  expect(describeError(new Error("a b"))).toBe("a b");
  expect(describeError("c")).toBe("c");
  expect(describeError(undefined)).toBe("undefined");
});
