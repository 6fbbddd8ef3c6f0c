import { describe, expect, it } from "vitest";
import { ask, defineMethod, describeError, guarded, minimize, type RunResult } from "../src/index.js";
import { bowl } from "./problems.js";

type Definition = Parameters<typeof defineMethod>[0];

/** A run of three steps under a guard that repeats every step. */
function run(more: Partial<Definition>): RunResult {
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
  const optimizer = guarded(defineMethod(definition)(), { replay: true });
  return minimize({ optimizer, problem: bowl(1, 2), start: [1, 1], steps: 3 });
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

  it("that keeps something beside its state, under the state's own name", () => {
    const beside = new WeakMap<object, number>();
    const step: Definition["step"] = function* ({ theta, state }) {
      const { value } = yield* ask.value(theta);
      const before = beside.get(state as object) ?? 0;
      const after = { count: 1 };
      beside.set(after, before + value);
      return { theta: theta.map((t) => t - before), state: after, report: {} };
    };
    expect(failure({ step })).toMatch(/^mine: a step that was repeated .* came to something else/);
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
