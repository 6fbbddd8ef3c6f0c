import { describe, expect, it } from "vitest";
import { adam, armijo, functionProblem, minimize, nlr } from "../src/index.js";

const rosenbrock = functionProblem({
  size: 2,
  value: ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
});

describe("functionProblem", () => {
  const place = { step: 0, phase: "loss", ask: 0 } as const;
  const thetas = [Float64Array.of(0, 0), Float64Array.of(-1, 1)];

  it("answers values and gradients, exactly and at any number of points", () => {
    expect(rosenbrock.answer({ kind: "values", thetas, phase: "loss" }, place)).toEqual([
      { value: 1, standardError: 0 },
      { value: 4, standardError: 0 },
    ]);
    expect(rosenbrock.answer({ kind: "gradient", thetas: thetas.slice(1), phase: "loss" }, place)).toEqual([
      { value: 4, standardError: 0, gradient: Float64Array.of(-4, 0) },
    ]);
  });

  it("counts one circuit for each function evaluated", () => {
    expect(rosenbrock.price({ kind: "values", thetas, phase: "loss" })).toEqual({
      circuits: 2,
      rounds: 1,
    });
    expect(rosenbrock.price({ kind: "gradient", thetas, phase: "loss" })).toEqual({
      circuits: 4,
      rounds: 1,
    });
  });

  it("gives no gradient where it has none, so that an optimizer that needs one is refused", () => {
    const blind = functionProblem({ size: 1, value: ([x]) => x * x });
    expect(blind.capabilities).toEqual(["value"]);
    expect(rosenbrock.capabilities).toEqual(["value", "gradient"]);
    expect(() => minimize({ optimizer: adam(), problem: blind, start: [1], steps: 1 })).toThrow(
      "adam: the problem gives value, but it needs gradient.",
    );
  });
});

it("Rosenbrock's valley is walked to its end", () => {
  const run = { problem: rosenbrock, start: [-1.2, 1], steps: 20_000 };
  for (const optimizer of [
    adam({ learningRate: 0.02 }),
    armijo({ learningRate: 1 }),
    nlr({ base: "adam", learningRate: 0.02, negativeLearningRate: 0 }),
  ]) {
    const { theta } = minimize({ ...run, optimizer });
    expect(Math.hypot(theta[0] - 1, theta[1] - 1), optimizer.name).toBeLessThan(0.01);
  }
});

describe("wrong arguments of functionProblem", () => {
  const value = (): number => 0;
  it.each([
    [
      undefined,
      "functionProblem: the object of functions is missing, but it takes the number of weights and functions.",
    ],
    [3, "functionProblem: the object of functions is 3, but"],
    [{ value }, "functionProblem: size is missing, but it must be a whole number from 1."],
    [{ size: -1, value }, "functionProblem: size is -1, but it must be a whole number from 1."],
    [{ size: 1 }, "functionProblem: value is missing, but it must be a function of the weights."],
    [{ size: 1, value: 2 }, "functionProblem: value is 2, but it must be a function of the weights."],
  ])("refuses %j in one sentence", (given, says) => {
    expect(() => functionProblem(given as never)).toThrow(says);
  });
});
