import { describe, expect, it } from "vitest";
import {
  checkLaw,
  guarded,
  laws,
  minimize,
  minimizeAsync,
  optimizers,
  recording,
  repeat,
  type Checkpoint,
  type MinimizeOptions,
  type Optimizer,
  type Problem,
} from "../src/index.js";
import { defineLaw } from "../src/contract/law.js";
import { bowl, noisy, recorded, valley } from "./problems.js";

const start = [1.5, -2, 0.5];

// The public laws of src/contract/laws, which plug-ins are held to as well, and what the driver does with every optimizer; a
// new one joins by standing in rules/index.ts or methods/index.ts.
describe.each(Object.entries(optimizers))("contract of optimizer %s", (key, family) => {
  const make = (rate = 0.4): Optimizer => family("learningRate" in family.options ? { learningRate: rate } : {});
  const ask = (options: Partial<MinimizeOptions> = {}): MinimizeOptions => ({
    optimizer: make(),
    problem: noisy(),
    start,
    steps: 12,
    random: 3,
    ...options,
  });
  /** An uninterrupted run and its checkpoints, the one before the first step included. */
  const checkpoints = (options: Partial<MinimizeOptions> = {}): Checkpoint[] => {
    const optimizer = make();
    const account = { circuits: 0, shots: 0, rounds: 0, unpriced: false, phases: {} };
    const all: Checkpoint[] = [
      { step: 0, theta: Float64Array.from(start), state: optimizer.init(start.length, noisy()), account, best: null },
    ];
    minimize(
      ask({
        ...options,
        onStep: ({ step, theta, state, account, best }) => all.push({ step, theta, state, account, best }),
      }),
    );
    return all;
  };

  it("is named as in the index", () => {
    expect(family.name).toBe(key);
    expect(family().name).toBe(key);
  });

  it("ends as failed, with the error, when the problem throws", async () => {
    const reason = new Error("device lost");
    const { exchanges } = recorded(noisy());
    let asked = 0;
    const problem: Problem = {
      ...noisy(),
      answer(request, place) {
        if (asked++ === 5) throw reason;
        return noisy().answer(request, place);
      },
    };
    const all = checkpoints();
    const result = minimize(ask({ problem }));
    expect(result).toMatchObject({ stopped: "failed", error: reason });
    expect(result.theta).toEqual(all[result.steps].theta);
    expect(exchanges).toHaveLength(0);
    asked = 0;
    expect(await minimizeAsync(ask({ problem }))).toStrictEqual(result);
    asked = 0;
    const rejecting: Problem = {
      ...noisy(),
      answer: (...question) => (asked++ === 5 ? Promise.reject(reason) : noisy().answer(...question)),
    };
    expect(await minimizeAsync(ask({ problem: rejecting }))).toStrictEqual(result);
  });

  it("stops between steps when it is told to", () => {
    const signal = { aborted: false };
    const all = checkpoints();
    const result = minimize(ask({ signal, onStep: ({ step }) => void (signal.aborted = step === 3) }));
    expect(result).toMatchObject({ stopped: "interrupted", steps: 3, account: all[3].account });
    expect(result.theta).toEqual(all[3].theta);
    expect(minimize(ask({ signal: { aborted: true } }))).toMatchObject({ stopped: "interrupted", steps: 0 });
    const { steps: step, theta, state, observers, account, best } = result;
    expect(minimize(ask({ from: { step, theta, state, observers, account, best } }))).toStrictEqual(minimize(ask()));
  });

  it("is the same, synchronous or not, to the bit", async () => {
    const later: Problem = { ...noisy(), answer: (...question) => Promise.resolve(noisy().answer(...question)) };
    expect(await minimizeAsync(ask({ problem: later }))).toStrictEqual(minimize(ask()));
    expect(await minimizeAsync(ask())).toStrictEqual(minimize(ask()));
  });

  it("is the same, to the bit, guarded and written down, and can be repeated", () => {
    const { optimizer, transcript } = recording(guarded(make()));
    expect(minimize(ask({ optimizer }))).toStrictEqual(minimize(ask()));
    expect(transcript().steps).toHaveLength(12);
    repeat(guarded(make()), transcript());
  });

  it("goes downhill in a bowl of exact values, or in a valley of cosines that can tell more", () => {
    // At a rate of 0.05, or at the optimizer's own where that is larger.
    const own = "learningRate" in family.options ? Number(family.options.learningRate.default) : 0;
    const optimizer = make(Math.max(0.05, own));
    const plain = optimizer.needs.every((need) => bowl(1).capabilities.includes(need));
    const problem = plain ? bowl(1, 2, 0.5) : valley(1, 2, 0.5);
    const { theta, recommended, stopped } = minimize({ optimizer, problem, start, steps: 100 });
    const height = ([a, b, c]: ArrayLike<number> & Iterable<number>): number => a * a + 2 * b * b + (c * c) / 2;
    expect(stopped).toBe("steps");
    expect(height(theta)).toBeLessThan(0.1 * height(start));
    expect(recommended).toEqual(theta);
  });

  it.each(laws)("keeps the law $name: $about", (law) => {
    const { passed, detail } = checkLaw(family, law);
    expect(passed, detail).toBe(true);
  });
});

it("tries a rate with all that scales with it", () => {
  const look = defineLaw({
    name: "look",
    about: "What is tried",
    check: ({ make }) => JSON.stringify(make(0.5).options),
  });
  const { detail } = checkLaw(optimizers.nlr, look);
  // The defaults are 0.01 and 0.02.
  expect(JSON.parse(detail)).toMatchObject({ learningRate: 0.5, negativeLearningRate: 1 });
});
