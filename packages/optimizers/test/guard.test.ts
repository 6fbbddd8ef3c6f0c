import { describe, expect, it } from "vitest";
import {
  ask,
  defineMethod,
  describeError,
  guarded,
  minimize,
  recording,
  repeat,
  type Optimizer,
  type RunResult,
} from "../src/index.js";
import { bowl } from "./problems.js";

type Definition = Parameters<typeof defineMethod>[0];

function mine(more: Partial<Definition>): Optimizer {
  const definition: Definition = {
    name: "mine",
    needs: ["value"],
    options: {},
    init: () => ({ count: 0 }),
    *step({ theta, state }) {
      yield* ask.value(theta);
      return { theta, state, report: {} };
    },
    ...more,
  };
  return guarded(defineMethod(definition)());
}

function run(more: Partial<Definition>): RunResult {
  return minimize({ optimizer: mine(more), problem: bowl(1, 2), start: [1, 1], steps: 3 });
}

/** Why a run cannot be repeated. */
function difference(more: Partial<Definition>, { steps = 20, seed = 1 } = {}): string {
  const { optimizer, transcript } = recording(mine(more), { seed });
  const { error } = minimize({ optimizer, problem: bowl(1, 2), start: [1, 1], steps });
  expect(error).toBeUndefined();
  try {
    repeat(mine(more), transcript());
  } catch (cause) {
    return describeError(cause);
  }
  return "";
}

function failure(more: Partial<Definition>): string {
  const { stopped, error } = run(more);
  expect(stopped).toBe("failed");
  return describeError(error);
}

function refuse(): never {
  throw new Error("not for you");
}

describe("a guard names an optimizer", () => {
  it("that did nothing wrong not at all", () => {
    expect(run({}).stopped).toBe("steps");
  });

  it("whose result or request throws where it is read", () => {
    const step: Definition["step"] = function* ({ theta }) {
      yield* ask.value(theta);
      return { theta, state: null, report: {} };
    };
    const result = (part: "theta" | "state" | "report"): Definition["step"] =>
      function* (given) {
        return Object.defineProperty(yield* step(given), part, { get: refuse });
      };
    for (const part of ["theta", "state", "report"] as const)
      expect(failure({ step: result(part) })).toMatch(/^mine: its step threw "not for you"/);
    const asking: Definition["step"] = function* ({ theta, state }) {
      yield {
        kind: "values",
        phase: "loss",
        thetas: [theta],
        get shots() {
          return refuse();
        },
      };
      return { theta, state, report: {} };
    };
    expect(failure({ step: asking })).toMatch(/^mine: its step threw "not for you"/);
  });

  it("that reports a loss which it was not told", () => {
    const reports = (value: (told: number) => number): Partial<Definition> => ({
      *step({ theta, state }) {
        const now = yield* ask.value(theta);
        yield* ask.value(theta.map((t) => t + 1));
        return { theta, state, report: { value: value(now.value) } };
      },
    });
    expect(run(reports((told) => told)).stopped).toBe("steps");
    for (const value of [-1e9, NaN, 6.5])
      expect(failure(reports(() => value))).toBe(
        `mine: its step reports the loss ${value}, but the losses that it was told are from 1.5 to 6. Report as value the loss at the θ that the step began with, as it was answered, or leave it out.`,
      );
    const silent: Definition["step"] = function* ({ theta, state }) {
      yield* [];
      return { theta, state, report: { value: 1 } };
    };
    expect(failure({ step: silent })).toMatch(/^mine: its step reports the loss 1, but it was told none\./);
  });

  it("that recommends NaN, or changes its state while it does", () => {
    expect(failure({ recommend: (theta) => theta.map(() => NaN) })).toMatch(
      /^mine: weight 0 of the point that it recommends is NaN/,
    );
    const recommend: Definition["recommend"] = (theta, state) => {
      (state as { count: number }).count = 1;
      return theta;
    };
    expect(failure({ recommend })).toMatch(/^mine: its recommend threw "Cannot assign to read only property/);
  });
});

describe("a run that is repeated shows what was kept outside the state", () => {
  const counting = (period: number): Partial<Definition> => {
    let count = 0;
    return {
      *step({ theta, state }) {
        yield* ask.value(theta);
        count += 1;
        return { theta: theta.map((t) => t - (count % period) / 1000), state, report: {} };
      },
    };
  };

  it("but nothing of one that kept nothing, with its own random numbers, and in part where it is long", () => {
    const drawing: Partial<Definition> = {
      *step({ theta, state, random }) {
        const { value } = yield* ask.value(theta);
        return { theta: theta.map((t) => t - 0.1 * random.normal() * value), state, report: { value } };
      },
      recommend: (theta) => theta.map((t) => t / 2),
    };
    expect(difference(drawing)).toBe("");
    const { optimizer, transcript } = recording(mine(drawing), { most: 1000 });
    minimize({ optimizer, problem: bowl(1, 2), start: [1, 1], steps: 20 });
    const { length } = transcript().steps;
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(10);
  });

  it.each([2, 3, 7, 1000])("a counter that begins anew after %i calls", (period) => {
    expect(difference(counting(period))).toMatch(
      /^mine: its run is not reproducible: a step that was repeated with the same θ, .* came to something else, but all/,
    );
  });

  it("a counter of every second call, in however short a run", () => {
    for (let seed = 0; seed < 10; seed++)
      for (let steps = 2; steps < 7; steps++) expect(difference(counting(2), { steps, seed })).not.toBe("");
  });

  it("a counter in init", () => {
    let count = 0;
    expect(difference({ init: () => ({ count: count++ }) })).toMatch(/an init .* came to another state/);
  });

  it("under the state's own name", () => {
    const beside = new WeakMap<object, number>();
    const step: Definition["step"] = function* ({ theta, state }) {
      const { value } = yield* ask.value(theta);
      const before = beside.get(state as object) ?? 0;
      const after = { count: 1 };
      beside.set(after, before + value);
      return { theta: theta.map((t) => t - before), state: after, report: {} };
    };
    expect(difference({ step })).toMatch(/came to something else/);
  });

  it("in what is recommended", () => {
    let count = 0;
    expect(difference({ recommend: (theta) => theta.map((t) => t + count++) })).toMatch(/a recommendation .* else/);
  });
});

it("a guard hands on the θ that it looked at, whatever the next look shows", () => {
  const looks: Definition["step"] = function* ({ theta, state }) {
    yield* ask.value(theta);
    let looked = 0;
    return {
      get theta() {
        return looked++ === 0 ? theta : theta.map((t) => t + looked);
      },
      state,
      report: {},
    };
  };
  const optimizer = guarded(
    defineMethod({ name: "two-faced", needs: ["value"], options: {}, init: () => null, step: looks })(),
  );
  const { theta, stopped } = minimize({ optimizer, problem: bowl(1, 2), start: [1, 1], steps: 3 });
  expect(stopped).toBe("steps");
  expect([...theta]).toEqual([1, 1]);
});
