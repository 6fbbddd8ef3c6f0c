import fc from "fast-check";
import { expect, test } from "vitest";
import { classCounts, kFold, type Dataset } from "../src/index.js";

const table = (counts: readonly number[]): Dataset => {
  const labels = counts.flatMap((count, label) => Array.from({ length: count }, () => label));
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
};

test("every row is tested once and trained on otherwise; folds and classes are as even as whole rows allow", () => {
  const cases = fc.record({
    sizes: fc.array(fc.integer({ min: 6, max: 40 }), { minLength: 2, maxLength: 4 }),
    folds: fc.integer({ min: 2, max: 6 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(cases, ({ sizes, folds, seed }) => {
      const data = table(sizes);
      const parts = kFold(data, { folds, seed });
      expect(parts).toHaveLength(folds);
      const tested = parts.flatMap(({ test }) => Array.from(test.features)).sort((a, b) => a - b);
      expect(tested).toEqual(Array.from(data.features));
      for (const { train, test } of parts) {
        expect(train.rows + test.rows).toBe(data.rows);
        expect(new Set([...train.features, ...test.features]).size).toBe(data.rows);
        expect(Math.abs(test.rows - data.rows / folds)).toBeLessThan(1);
        classCounts(test).forEach((count, k) => expect(Math.abs(count - sizes[k] / folds)).toBeLessThan(1));
        expect(Array.from(train.features)).toEqual(Array.from(train.features).sort((a, b) => a - b));
      }
      expect(kFold(data, { folds, seed })).toEqual(parts);
    }),
  );
});

test("the seed decides the folds", () => {
  const data = table([30, 30]);
  expect(kFold(data, { seed: 1 })[0].test.features).not.toEqual(kFold(data, { seed: 2 })[0].test.features);
  expect(kFold(data)[0].test.notes.at(-1)).toBe("Fold 1 of 5, each with the data's class proportions, seed 0.");
});

test("refuses folds without some class", () => {
  expect(() => kFold(table([30, 4]))).toThrow("table: class c1 has 4 rows, but each of 5 folds needs at least one row");
  expect(() => kFold(table([30, 4]), { folds: 1 })).toThrow("kFold: folds is 1");
});
