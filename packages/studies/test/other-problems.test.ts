import { describe, expect, test } from "vitest";
import { plan, type Wishes } from "../src/experiment.js";
import { runStudy } from "../src/study.js";
import { figure } from "../src/words.js";
import { experimentOf } from "./records.js";

// A study of a problem that is no classifier.

const planOf = (wishes: Partial<Wishes>): unknown => experimentOf({ problem: "function", ...wishes });

test.each([
  [-0.0004, "−0.00040"],
  [-1.2345, "−1.2345"],
  [-123.4, "−123.4000"],
  [0.00002, "0.000020"],
  [0, "0.0000"],
])("%d in words is %s", (value, text) => expect(figure(value)).toBe(text));

test("negative values have a difference and no ratio, and no accuracy and no ceiling", () => {
  const [experiment] = plan({
    presets: ["two-qubit"],
    problem: "function",
    options: {},
    data: {},
    sets: ["function.of=cosine", "function.size=4"],
    optimizers: ["sgd", "adam"],
    settings: { seeds: 6, steps: 12, tuningSeeds: 2 },
    budget: {},
    tune: true,
    jobs: 1,
    memory: 2 ** 32,
  });
  const preset = runStudy(experiment);
  expect(preset.problem).toMatchObject({ name: "function", optimum: -4, objective: "f" });
  expect(preset).not.toHaveProperty("ceiling");
  const [sgd, adam] = preset.optimizers;
  expect(adam.versusReference).toMatchObject({ measure: "difference", reference: "sgd" });
  expect(sgd.runs[0]).not.toHaveProperty("accuracy");
  for (const { metrics, loss } of [...sgd.runs, ...adam.runs]) {
    expect(metrics.f).toBe(loss.train);
    expect(metrics.gap).toBe(loss.train! + 4);
  }
  // Nothing lies below what is possible.
  for (const { loss } of [...sgd.curve, ...adam.curve]) expect(loss.low ?? 0).toBeGreaterThanOrEqual(-4);
});

describe("refused in one sentence", () => {
  test.each<[string, Partial<Wishes>, RegExp]>([
    ["a gradient of circuits", { settings: { gradient: "spsa" } }, /--gradient is given and the problem is function/],
    [
      "an option given twice",
      { options: { size: 3 }, sets: ["function.size=4"] },
      /--size and --set function.size are/,
    ],
    ["a preset of equal shots", { presets: ["noisy-priced"] }, /which has no circuits, but this preset gives everyone/],
    [
      "no header of no data",
      { data: { table: { header: false } } },
      /--no-header is given and the problem is function/,
    ],
    ["an optimizer called like the problem", { optimizers: ["function=sgd"] }, /called "function" like the problem/],
    ["options of another problem", { sets: ["classifier.qubits=3"] }, /Choose that problem with --problem classifier/],
    ["options of nobody", { sets: ["nobody.size=3"] }, /Name one of these/],
  ])("%s", (_, wishes, sentence) => expect(() => planOf(wishes)).toThrow(sentence));
});

test("a preset's shots are left out where there are no circuits", () => {
  expect(planOf({ presets: ["noisy"] })).toMatchObject({ settings: { shots: 0, gradient: "adjoint" } });
});
