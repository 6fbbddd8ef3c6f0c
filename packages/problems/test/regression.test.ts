import { dataset, datasetFromCsv, fourier, moons, split, type Dataset } from "@uphill/datasets";
import { adam } from "@uphill/optimizers";
import { describe, expect, it } from "vitest";
import { families, problemOf, solve, type ProblemSpec } from "../src/index.js";

const rows = (y: (x: number) => number, count: number): Dataset => {
  const x = Array.from({ length: count }, (_, k) => (k * 6) / count - 3);
  return dataset({ features: x.map((each) => [each]), targets: x.map(y) });
};

it("reaches R² above 0.99 on a Fourier series, on rows that it never saw", { timeout: 60_000 }, () => {
  const { train, test } = split(fourier({ rows: 200, seed: 2 }), { train: 100, test: 100 });
  const instance = problemOf("regression", { train, test, seed: 2 });
  const optimizer = adam({ learningRate: 0.1 });
  const { metrics } = solve({ instance, optimizer, start: instance.start("uniform"), steps: 200, seed: 2 });
  expect(metrics.r2).toBeGreaterThan(0.99);
});

describe("figures", () => {
  const make = (unit: number): ReturnType<typeof problemOf> =>
    problemOf("regression", {
      train: rows((x) => unit * (x * x + 7), 20),
      test: rows((x) => unit * (x + 7), 8),
      qubits: 2,
      layers: 1,
    });

  it("are R² and the root of the squared error in the target's own unit, and the loss has none", () => {
    const [one, thousand] = [make(1), make(1000)];
    const theta = one.start("uniform");
    const [a, b] = [one.metrics(theta), thousand.metrics(theta)];
    expect(b.rmse / a.rmse).toBeCloseTo(1000, 6);
    expect(b.r2).toBeCloseTo(a.r2, 9);
    expect(b.loss).toBeCloseTo(a.loss, 9);
    // The training targets are standardised, so what is left of their variance is the loss.
    expect(a.r2Train).toBeCloseTo(1 - a.lossTrain, 9);
  });

  it("are those of the definition where the model says nothing but a constant", () => {
    const instance = make(1);
    const theta = new Float64Array(instance.problem.size); // a head of zeros predicts the mean
    const { r2Train, rmseTrain, r2 } = instance.metrics(theta);
    expect(r2Train).toBeCloseTo(0, 12);
    const y = Array.from({ length: 20 }, (_, k) => (0.3 * k - 3) ** 2);
    const mean = y.reduce((sum, each) => sum + each / 20, 0);
    expect(rmseTrain).toBeCloseTo(Math.sqrt(y.reduce((sum, each) => sum + (each - mean) ** 2 / 20, 0)), 9);
    expect(r2).toBeLessThan(0);
  });

  it("have no R² where all test targets are the same", () => {
    const instance = problemOf("regression", {
      train: rows((x) => x, 10),
      test: rows(() => 2, 5),
      qubits: 2,
      layers: 1,
    });
    const figures = instance.metrics(instance.start("uniform"));
    expect(figures).not.toHaveProperty("r2");
    expect(figures).toHaveProperty("r2Train");
    expect(figures).toHaveProperty("rmse");
  });
});

it("refuses what it cannot learn from, in one sentence each", () => {
  const of = (train: Dataset) => () => problemOf("regression", { train, qubits: 2 });
  expect(of(rows(() => 5, 4))).toThrow("target is 5 in all 4 training rows");
  expect(of(moons({ rows: 20, seed: 1 }))).toThrow(
    "the rows of moons have classes (outer, inner), but it predicts numbers",
  );
  expect(() => problemOf("classifier", { train: rows((x) => x, 8), qubits: 2 })).toThrow("have a number to predict");
  const plan = (family: "regression" | "classifier", name: string) => (): ProblemSpec =>
    families[`${family}Family`].plan({ options: {}, data: { dataset: name }, changes: new Map() });
  expect(plan("regression", "moons")).toThrow("rows of moons have classes");
  expect(plan("regression", "mnist")).toThrow("rows of mnist have classes");
  expect(plan("classifier", "sine")).toThrow("rows of sine have a number to predict");
});

it("reads tables, keeps their targets beside their rows, and has a ridge regression to compare with", async () => {
  const text = `a,b,y\n${Array.from({ length: 60 }, (_, k) => [k % 7, k % 5, 3 * (k % 7) - 2 * (k % 5) + 1].join(",")).join("\n")}\n`;
  const { regressionFamily: family } = families;
  const data = { dataset: "./linear.csv", prepare: ["min-max"], table: { label: "y" } };
  const options = { qubits: 2, layers: 1, train: 40, test: 20 };
  const planned = family.plan({ options, data, changes: new Map() });
  const { spec, source } = await family.data!.read(planned, {
    data,
    typed: {},
    read: (_, __, { table = {} }) =>
      Promise.resolve({ train: datasetFromCsv(text, "linear.csv", { label: table.label!, labelAs: table.labelAs! }) }),
  });
  const { models } = family.baselines!.of(spec, source, 1);
  expect(models.ridge.test).toBeGreaterThan(0.9999);
  const record = family.data!.record(spec, source, 1);
  expect(record).toMatchObject({ classes: [], target: { name: "y", train: 40, test: 20 } });
});
