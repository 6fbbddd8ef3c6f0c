import { describe, expect, test } from "vitest";
import { plan, recordOf, type Experiment, type Wishes } from "../src/experiment.js";
import { runStudy } from "../src/study.js";
import { figure } from "../src/words.js";
import { experimentOf } from "./records.js";

// A study of a problem that is no classifier.

const planOf = (wishes: Partial<Wishes>): Experiment => experimentOf({ problem: "function", ...wishes });

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
  const { settings } = planOf({ presets: ["noisy"] });
  expect(settings).toMatchObject({ gradient: "adjoint" });
  expect(settings).not.toHaveProperty("shots");
});

test("0 shots are exact where they are typed, and are left out inside; manifests have them as they were typed", () => {
  const exact = plan({ presets: ["noisy"], settings: { shots: 0, gradient: "adjoint" } })[0];
  expect(exact.settings).not.toHaveProperty("shots");
  expect(recordOf(exact)).toMatchObject({ settings: { shots: 0, lossShots: 0 } });
  expect(exact.about).toContain("--shots 0");
  const [{ settings }] = plan({ presets: ["noisy"], settings: { lossShots: 3 } });
  expect(settings).toMatchObject({ shots: 1, lossShots: 3 });
});

test("plan and runStudy say what they take", () => {
  expect(() => plan({ presets: "two-qubit" } as unknown as Wishes)).toThrow(
    /presets is .*, but it must be a list of texts/,
  );
  expect(() => plan({ presets: ["two-qubit"], jobs: 0 })).toThrow(/jobs is 0, but it must be a whole number from 1/);
  expect(() => runStudy(plan({ presets: ["two-qubit"] }) as unknown as Parameters<typeof runStudy>[0])).toThrow(
    /given 1 experiment in a list, but it runs one. Take one: plan\(…\)\[0\]/,
  );
});
