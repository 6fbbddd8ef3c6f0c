import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaussian, sample, selectRows, split, type Dataset } from "../src/index.js";

/** Data with so many rows of each class, in mixed order; the one feature is the row's index. */
function table(counts: readonly number[]): Dataset {
  const remaining = [...counts];
  const labels: number[] = [];
  while (remaining.some((count) => count > 0)) {
    for (const [label, count] of remaining.entries()) if (count > 0) labels.push(label);
    remaining.forEach((count, label) => (remaining[label] = count - 1));
  }
  return {
    name: "table",
    features: Float64Array.from(labels.keys()),
    width: 1,
    rows: labels.length,
    labels: Int32Array.from(labels),
    classes: counts.map((_, label) => `c${label}`),
    source: "made by hand",
    licence: "none",
    notes: ["Made by hand."],
  };
}

const rowsOf = ({ features }: Dataset): number[] => Array.from(features);
const counts = ({ labels, classes }: Dataset): number[] =>
  classes.map((_, label) => labels.filter((each) => each === label).length);

// No share below 20·20/260 rows without shrinking, or a quarter of a class with it, so that no part is without a class.
const cases = fc
  .record({
    sizes: fc.array(fc.integer({ min: 20, max: 60 }), { minLength: 2, maxLength: 5 }),
    train: fc.integer({ min: 20, max: 200 }),
    test: fc.integer({ min: 20, max: 200 }),
    seed: fc.nat(),
  })
  .filter(({ train, test }) => train < 3 * test && test < 3 * train);

describe("split", () => {
  test("is disjoint, stratified, deterministic and of the size asked for", () => {
    fc.assert(
      fc.property(cases, ({ sizes, train, test, seed }) => {
        const data = table(sizes);
        const parts = split(data, { train, test, seed });
        const all = [...rowsOf(parts.train), ...rowsOf(parts.test)];
        expect(new Set(all).size).toBe(all.length);
        expect(parts).toEqual(split(data, { train, test, seed }));

        if (train + test <= data.rows) {
          expect([parts.train.rows, parts.test.rows]).toEqual([train, test]);
        } else {
          expect(all).toHaveLength(data.rows);
          expect(Math.abs(parts.train.rows - (data.rows * train) / (train + test))).toBeLessThanOrEqual(0.5);
        }
        // The training part is within one row of its share; the test part within two, as it must take what is left.
        counts(parts.train).forEach((count, label) =>
          expect(Math.abs(count - (parts.train.rows * sizes[label]) / data.rows)).toBeLessThan(1),
        );
        counts(parts.test).forEach((count, label) =>
          expect(Math.abs(count - (parts.test.rows * sizes[label]) / data.rows)).toBeLessThan(2),
        );
        for (const part of [parts.train, parts.test]) {
          expect(rowsOf(part)).toEqual(rowsOf(part).sort((a, b) => a - b));
          rowsOf(part).forEach((row, i) => expect(part.labels[i]).toBe(data.labels[row]));
        }
      }),
    );
  });

  test("keeps exact proportions where they are whole", () => {
    const { train, test } = split(table([30, 60, 10]), { train: 20, test: 50, seed: 1 });
    expect(counts(train)).toEqual([6, 12, 2]);
    expect(counts(test)).toEqual([15, 30, 5]);
  });

  test("rounds by largest remainder, and both parts together never take more of a class than there is", () => {
    const { train, test } = split(table([5, 5]), { train: 5, test: 5, seed: 1 });
    expect(counts(train)).toEqual([3, 2]);
    expect(counts(test)).toEqual([2, 3]);
  });

  test("shrinks both parts where there are too few rows, and says so", () => {
    const { train, test, notes } = split(table([60, 30]), { train: 200, test: 100, seed: 4 });
    expect([train.rows, test.rows]).toEqual([60, 30]);
    expect(notes).toEqual([
      "The data have 90 rows, fewer than the 200 + 100 asked for: both parts shrank in proportion.",
      "Split into 60 rows to train on and 30 to test on, each with the data's class proportions, seed 4.",
    ]);
    expect(train.notes).toEqual(["Made by hand.", ...notes]);
    expect(test.notes).toEqual(train.notes);
  });

  test("the seed decides the rows, and defaults are 200 + 200", () => {
    const data = gaussian({ rows: 600, seed: 1, features: 2 });
    const parts = split(data);
    expect([parts.train.rows, parts.test.rows]).toEqual([200, 200]);
    expect(split(data, { seed: 1 }).train.features).not.toEqual(parts.train.features);
  });

  test("each row is as likely as the next to be in a part", () => {
    const data = table([10, 20]);
    const hits = Array.from({ length: data.rows }, () => 0);
    const runs = 2000;
    for (let seed = 0; seed < runs; seed++) {
      for (const row of rowsOf(split(data, { train: 6, test: 6, seed }).test)) hits[row] += 1;
    }
    // Each row is drawn with probability 6/30 in each run; 5 standard errors.
    const error = Math.sqrt((0.2 * 0.8) / runs);
    for (const count of hits) expect(Math.abs(count / runs - 0.2)).toBeLessThan(5 * error);
  });

  test("refuses a part without some class", () => {
    expect(() => split(table([100, 1]), { train: 10, test: 10 })).toThrow(
      "table: the training rows would have none of class c1, but each part needs at least one row of each class. Ask for more rows, bring more data (there are 101 rows), or select fewer classes.",
    );
    expect(() => split(table([50, 1]), { train: 50, test: 1 })).toThrow("the test rows would have none of class c1");
    expect(() => split(table([5, 0]), { train: 2, test: 2 })).toThrow("none of class c1");
    expect(() => split(selectRows(table([5, 5]), []))).toThrow("split: the data has 0 rows");
  });

  test.each([
    [{ train: 0 }, "split: train is 0"],
    [{ test: 1.5 }, "split: test is 1.5"],
    [{ seed: -1 }, "split: seed is -1"],
    [{ tset: 3 }, 'Did you mean "test"?'],
  ])("refuses %o", (options: object, message) => {
    expect(() => split(table([5, 5]), options)).toThrow(message);
  });
});

describe("sample", () => {
  test("is a stratified subset, the same for the same seed and stream", () => {
    const data = table([40, 20]);
    const taken = sample(data, 9, { seed: 2, stream: "train" });
    expect(counts(taken)).toEqual([6, 3]);
    expect(new Set(rowsOf(taken)).size).toBe(9);
    expect(sample(data, 9, { seed: 2, stream: "train" })).toEqual(taken);
    expect(rowsOf(sample(data, 9, { seed: 2, stream: "test" }))).not.toEqual(rowsOf(taken));
    expect(rowsOf(sample(data, 9, { seed: 3, stream: "train" }))).not.toEqual(rowsOf(taken));
    expect(taken.notes).toEqual([
      "Made by hand.",
      `Took 9 of 60 rows with the data's class proportions, seed 2, stream "train".`,
    ]);
  });

  test("takes all rows where there are too few, and says so", () => {
    const data = table([4, 2]);
    const taken = sample(data, 10);
    expect(rowsOf(taken)).toEqual(rowsOf(data));
    expect(taken.notes.at(-1)).toBe("The data have 6 rows, fewer than the 10 asked for: all were taken.");
  });

  test("refuses a subset without some class, and bad numbers", () => {
    expect(() => sample(table([100, 1]), 10)).toThrow("the sampled rows would have none of class c1");
    expect(() => sample(table([5, 5]), 0)).toThrow("sample: rows is 0");
    expect(() => sample(table([5, 5]), 2, { seed: 0.5 })).toThrow("sample: seed is 0.5");
  });
});
