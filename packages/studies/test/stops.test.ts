import { describe, expect, test } from "vitest";
import { summaryCsv } from "../src/csv.js";
import { identityHash, plan, recordOf, type Experiment, type Wishes } from "../src/experiment.js";
import { keyOf, rehearse, type JobRecord } from "../src/run.js";
import { execute } from "../src/run.js";
import { firstJobs } from "../src/jobs.js";
import { runStudy } from "../src/study.js";
import { summarizePreset } from "../src/summary.js";
import { experimentOf, runOf } from "./records.js";

// Runs that stopping rules end.

const small = (wishes: Partial<Wishes>): Experiment =>
  experimentOf({
    settings: { seeds: 6, steps: 20, tuningSeeds: 1 },
    optimizers: ["sgd", "adam"],
    tune: false,
    ...wishes,
  });
const onFunction = { problem: "function", sets: ["function.of=quadratic"] } as const;

test("without a rule, the identity is what it was, and nothing speaks of rules", () => {
  const { stops, ...rest } = small({ stops: [] });
  expect(stops).toEqual([]);
  expect(recordOf({ ...rest, stops })).not.toHaveProperty("stops");
  const preset = runStudy(small(onFunction));
  expect(preset).not.toHaveProperty("stops");
  expect(preset.optimizers[0]).not.toHaveProperty("stops");
  expect(summaryCsv([preset])).not.toContain("stops.");
  expect(preset.problem.parts).toEqual({});
});

test("rules with their options decide the identity, and stand in the heading", () => {
  const hash = (loss: number): string =>
    identityHash(recordOf(small({ stops: ["goal"], sets: [`goal.loss=${loss}`] })));
  expect(hash(0.1)).not.toBe(hash(0.2));
  expect(small({ stops: ["goal"], sets: ["goal.loss=0.1"] })).toMatchObject({
    stops: [{ name: "goal", options: { loss: 0.1 } }],
    about: expect.stringContaining("--stop goal") as string,
  });
});

test("runs that a loss goal ended are counted with their cost, and their final losses are not ranked", () => {
  const sets = [...onFunction.sets, "goal.loss=0.02", "sgd.learningRate=0.001", "adam.learningRate=0.3"];
  const preset = runStudy(small({ ...onFunction, sets, stops: ["goal"] }));
  const [sgd, adam] = preset.optimizers;
  const ended = adam.runs.filter(({ stopped }) => stopped === "goal");
  expect(ended.length).toBeGreaterThan(0);
  const [told] = adam.stops!;
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  expect(told).toMatchObject({ rule: "goal", runs: ended.length, of: 6 });
  expect(told.steps).toBeCloseTo(mean(ended.map(({ steps }) => steps)), 12);
  expect(told.circuits).toBeCloseTo(mean(ended.map(({ evaluations }) => evaluations.circuits)), 12);
  const all = adam.runs.reduce((sum, { evaluations }) => sum + evaluations.circuits, 0);
  expect(told.circuitsEach).toBeCloseTo(all / ended.length, 12);
  expect(adam.versusReference).toMatchObject({ judgement: "untested", pValue: null });
  expect(adam.versusReference!.why).toMatch(/the rule goal ended runs of adam at the loss that it names/);
  expect(sgd.stops![0]).toMatchObject({ runs: 0, circuitsEach: null });
  expect(preset.verdict).toMatch(
    /the rule goal ended runs at the loss that it names, so their final losses are not ranked/,
  );
  expect(preset.verdict).toMatch(
    /Runs that the rule goal ended \(stopped at a loss of 0\.02\): sgd \(η = 0\.001\) 0 of 6 and adam/,
  );
  expect(preset.verdict).not.toContain("Steps are equal here");
  expect(preset.stops).toEqual([{ name: "goal", options: { loss: 0.02 } }]);
  const [head, , line] = summaryCsv([preset]).trim().split("\n");
  expect(head).toMatch(/stops\.goal\.runs,stops\.goal\.steps,/);
  expect(line.split(",")[head.split(",").indexOf("stops.goal.runs")]).toBe(String(ended.length));
  // What a run came to is the point where it saw the goal met.
  for (const { loss } of ended) expect(loss.train).toBeLessThanOrEqual(0.02);
});

test("rules that end at no loss leave the comparison as it is", () => {
  const experiment = small({ stops: ["steady"] });
  const records: JobRecord[] = [1, 2, 3, 4, 5, 6, 7].flatMap((seed) => [
    runOf({ seed }, 0.5 + seed / 100, { stopped: "steady", steps: 9 }),
    runOf({ seed, optimizer: "adam" }, 0.4 + seed / 90),
  ]);
  const [sgd, adam] = summarizePreset(experiment, records).optimizers;
  expect(sgd.stops).toMatchObject([{ runs: 7, steps: 9 }]);
  expect(adam.versusReference!.pValue).not.toBeNull();
});

test("trials of tuning have every rule but one that ends at a loss", () => {
  const sets = [...onFunction.sets, "goal.loss=1e9", "steady.window=2"];
  const experiment = small({ ...onFunction, sets, stops: ["goal", "steady"], tune: true, rates: [0.5] });
  const jobs = firstJobs(experiment).filter(({ optimizer }) => optimizer === "sgd");
  const ends = new Map(
    jobs.map((job) => {
      const record = execute(experiment, {}, job);
      return [keyOf(job), { variant: job.variant, stopped: "stopped" in record ? record.stopped : null }];
    }),
  );
  const of = (variant: string): unknown[] => [...ends.values()].filter((one) => one.variant === variant);
  expect(of("run")).toEqual(Array.from({ length: 6 }, () => ({ variant: "run", stopped: "goal" })));
  expect(of("tuning")).toEqual([{ variant: "tuning", stopped: expect.stringMatching(/^(steps|steady)$/) as string }]);
});

test("parts of a problem stand beside its options, and decide the identity", () => {
  const ring = (boundary: string): Experiment =>
    small({
      problem: "energy",
      sets: ["energy.hamiltonian=transverse-field-ising", `transverse-field-ising.boundary=${boundary}`],
      options: { qubits: 3 },
    });
  const preset = summarizePreset(ring("periodic"), []);
  expect(preset.problem.parts).toMatchObject({ "transverse-field-ising": { boundary: "periodic" } });
  expect(Object.keys(preset.problem.parts)).toContain(preset.problem.options.ansatz);
  const hash = (boundary: string): string => identityHash({ ...recordOf(ring(boundary)), about: "" });
  expect(hash("periodic")).not.toBe(hash("open"));
});

describe("refused in one sentence", () => {
  test.each<[string, Partial<Wishes>, RegExp]>([
    [
      "a rule that there is none of",
      { stops: ["patient"] },
      /there is no stopping rule "patient".*Did you mean "patience"/,
    ],
    ["one twice", { stops: ["steady", "steady"] }, /--stop steady is given twice/],
    [
      "a goal without a loss",
      { stops: ["goal"] },
      /--stop goal is given without goal\.loss.*Add --set goal\.loss=VALUE/,
    ],
    [
      "seconds of the clock",
      { stops: ["time"], sets: ["time.seconds=3"] },
      /--stop time counts seconds of the clock, but figures of a comparison come again/,
    ],
    [
      "device seconds without a device",
      { stops: ["time"], sets: ["time.seconds=3", "time.of=device"] },
      /--stop time is in device seconds and there is no device/,
    ],
    [
      "options of a rule that is not asked for",
      { sets: ["goal.loss=1"] },
      /Add --stop goal if that rule should end runs/,
    ],
    ["an optimizer called like a rule", { stops: ["steady"], optimizers: ["steady=sgd"] }, /called "steady" like/],
    ["no list", { stops: "goal" as unknown as string[] }, /stops is "goal", but it must be a list of texts/],
  ])("%s", (_, wishes, sentence) => expect(() => small(wishes)).toThrow(sentence));

  test.each<[string, Partial<Wishes>]>([
    ["without held-out rows", {}],
    ["of a problem without rows", { problem: "function" }],
  ])("patience %s", (_, wishes) => {
    const [experiment] = plan({ presets: ["two-qubit"], stops: ["patience"], ...wishes });
    expect(() => rehearse(experiment, {})).toThrow(/^patience: there are no held-out rows/);
  });
});
