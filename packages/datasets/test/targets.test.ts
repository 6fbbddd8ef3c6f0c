import { describe, expect, test } from "vitest";
import {
  checkDataset,
  dataset,
  datasetFromArrays,
  datasetFromCsv,
  describe as describeData,
  fourier,
  hashDataset,
  kFold,
  sample,
  selectClasses,
  selectRows,
  sine,
  split,
  variants,
  type Dataset,
} from "../src/index.js";

const csv = "size,rooms,price\n1,2,10.5\n2,1,-3\n3,3,1e2\n4,1,7\n";
const read = (text: string, options: object = {}): Dataset =>
  datasetFromCsv(text, "houses.csv", { label: "price", labelAs: "number", ...options });

test("a label column of numbers becomes targets, with one name", () => {
  const houses = read(csv);
  expect(Array.from(houses.targets!)).toEqual([10.5, -3, 100, 7]);
  expect([houses.classes, Array.from(houses.labels), houses.columns]).toEqual([
    ["price"],
    [0, 0, 0, 0],
    ["size", "rooms"],
  ]);
  expect(read(csv, { labelAs: "class" }).targets).toBeUndefined();
});

test("words, true and false, and missing values are no numbers to predict: the row and the value are named", () => {
  expect(() => read("a,price\n1,cheap\n2,dear\n")).toThrow(
    /houses\.csv: row 1 \(line 2\), column "price" is "cheap", but it must be a number to predict\. Name a column of numbers/,
  );
  expect(() => read("a,price\n1,true\n2,false\n")).toThrow('column "price" is "true"');
  expect(() => read("a,price\n1,2\n2,NaN\n")).toThrow('row 2 (line 3), column "price" is missing');
  expect(read("a,price\n1,2\n2,\n3,4\n", { missing: "drop" }).targets).toEqual(Float64Array.of(2, 4));
});

test("arrays of NumPy have targets too", () => {
  const features = { who: "x.npy", shape: [3, 1], type: "<f8", data: Float64Array.of(1, 2, 3) };
  const y = { who: "y.npy", shape: [3], type: "<f8", data: Float64Array.of(0.5, -1, 2e3) };
  expect(datasetFromArrays(features, y, { labelAs: "number" }).targets).toEqual(y.data);
  const words = { ...y, data: new Float64Array(0), texts: ["1", "two", "3"] };
  expect(() => datasetFromArrays(features, words, { labelAs: "number" })).toThrow('the label of row 2 is "two"');
});

test("rows of your own", () => {
  const mine = dataset({ features: [[1], [2], [3]], targets: [0.5, 1, -2], target: "height" });
  expect([Array.from(mine.targets!), mine.classes]).toEqual([[0.5, 1, -2], ["height"]]);
  expect(() => dataset({ features: [[1]], targets: [1], labels: ["a"] })).toThrow("labels and targets are given");
  expect(() => dataset({ features: [[1], [2]], targets: [1] })).toThrow("there are 1 targets");
  expect(() => dataset({ features: [[1]], targets: [NaN] })).toThrow("is missing, but it must be a number to predict");
});

test("targets go where their rows go", () => {
  const data = read(csv);
  expect(selectRows(data, [3, 0, 3]).targets).toEqual(Float64Array.of(7, 10.5, 7));
  const { train, test: held } = split(data, { train: 2, test: 2, seed: 1 });
  const pairs = ({ features, targets }: Dataset): number[][] => Array.from(targets!, (y, r) => [features[2 * r], y]);
  const all = [...pairs(train), ...pairs(held)].sort((a, b) => a[0] - b[0]);
  expect(all).toEqual(pairs(data));
  expect(train.notes.at(-1)).toBe("Split into 2 rows to train on and 2 to test on, at random, seed 1.");
  expect(pairs(data)).toEqual(expect.arrayContaining(pairs(sample(data, 3))));
  expect(kFold(data, { folds: 2 })[0].test.targets).toHaveLength(2);
});

test("a data set says what its targets are, and another target is another hash", () => {
  const data = read(csv);
  const { classes, target } = describeData(data);
  expect(classes).toEqual([]);
  expect(target).toMatchObject({ name: "price", least: -3, largest: 100, mean: 28.625 });
  expect(hashDataset({ ...data, targets: Float64Array.of(10.5, -3, 100, 8) })).not.toBe(hashDataset(data));
});

test("what targets cannot be is refused", () => {
  const data = read(csv);
  const check = (change: Partial<Dataset>) => () => checkDataset("fit", "train", { ...data, ...change });
  expect(check({})).not.toThrow();
  expect(check({ targets: Float64Array.of(1, 2) })).toThrow("train has 2 targets, but 4 rows need one each");
  expect(check({ targets: Float64Array.of(1, 2, NaN, 3) })).toThrow("the target of row 2 of train is NaN");
  expect(check({ targets: [1, 2, 3, 4] as never })).toThrow("they must be a Float64Array");
  expect(check({ classes: ["a", "b"] })).toThrow("train has targets and 2 classes");
  expect(() => selectClasses(data, ["a", "b"])).toThrow("a number to predict (price) and no classes");
  expect(() => variants.labelNoise(data)).toThrow("houses has one class");
});

describe("generated targets", () => {
  const moment = (values: Float64Array, power: number): number =>
    values.reduce((sum, value) => sum + value ** power, 0) / values.length;

  test("sine: without noise the sine of its feature, with noise of its deviation around it", () => {
    const at = { rows: 2000, seed: 3, frequency: 2, amplitude: 3, phase: 0.5 };
    const exact = sine({ ...at, noise: 0 });
    exact.targets!.forEach((y, row) => expect(y).toBeCloseTo(3 * Math.sin(2 * exact.features[row] + 0.5), 12));
    const noisy = sine({ ...at, noise: 0.2 });
    expect(noisy.features).toEqual(exact.features);
    const rest = noisy.targets!.map((y, row) => y - exact.targets![row]);
    expect(Math.abs(moment(rest, 2) / 0.04 - 1)).toBeLessThan(5 * Math.sqrt(2 / 2000));
  });

  test("fourier: mean 0 and variance 1, and no frequency above its degree", () => {
    const { features, targets } = fourier({ rows: 20_000, seed: 3, features: 2, degree: 2 });
    expect(Math.abs(moment(targets!, 1))).toBeLessThan(0.05);
    expect(Math.abs(moment(targets!, 2) - 1)).toBeLessThan(0.05);
    const share = (n: number, m: number): number =>
      Math.hypot(
        ...[Math.cos, Math.sin].map(
          (wave) =>
            targets!.reduce((sum, y, row) => sum + y * wave(n * features[2 * row] + m * features[2 * row + 1]), 0) /
            10_000,
        ),
      );
    expect(Math.max(share(2, 2), share(1, -2), share(0, 1), share(2, 0))).toBeGreaterThan(0.2);
    for (const [n, m] of [
      [3, 0],
      [0, 3],
      [3, 1],
      [-1, 3],
    ]) {
      expect(share(n, m)).toBeLessThan(0.05);
    }
  });

  test("fourier draws another series for another seed, and refuses what takes too long", () => {
    expect(fourier({ rows: 4, seed: 4 }).targets).not.toEqual(fourier({ rows: 4, seed: 3 }).targets);
    expect(() => fourier({ rows: 4, seed: 1, features: 4, degree: 10 })).toThrow("degree 10 in 4 features are 97240");
  });
});
