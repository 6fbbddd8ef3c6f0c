import { describe, expect, test } from "vitest";
import { holm, meanInterval, wilcoxon } from "../src/compare/statistics.js";

describe("wilcoxon", () => {
  // p-values of SciPy 1.16, scipy.stats.wilcoxon(d, method="exact"); the last two by counting all sign patterns.
  test.each([
    [[0.3, -0.1, 0.5, 0.7, -0.2, 0.9, 1.1], 0.078125],
    [[1, 2, 3, 4, 5, 6], 0.03125],
    [[-1, 2, -3, 4, -5, 6, -7, 8], 0.84375],
    [[0.12, -0.4, 0.33, 0.08, 0.9, -0.05, 0.61, 0.44, 0.2, -0.15], 0.130859375],
    [[1, 1, -1, 2, 2, -3, 4], 0.328125],
    [[0, 1, -1, 2, 2, 3, 4], 0.09375],
  ])("%j", (differences, p) => {
    expect(wilcoxon(differences)).toBeCloseTo(p, 12);
  });

  test("gives none below six pairs, for equal pairs, or where a difference is not finite", () => {
    expect(wilcoxon([1, 2, 3, 4, 5])).toBeNull();
    expect(wilcoxon([0, 0, 0, 0, 0, 0])).toBeNull();
    expect(wilcoxon([1, 2, 3, 4, 5, NaN])).toBeNull();
  });

  test("is symmetric", () => {
    const differences = [0.3, -0.1, 0.5, 0.7, -0.2, 0.9];
    expect(wilcoxon(differences)).toBe(wilcoxon(differences.map((d) => -d)));
  });
});

describe("meanInterval", () => {
  test("is Student's, as SciPy has it", () => {
    const { mean, low, high } = meanInterval([1.2, 0.7, 1.9, 1.1, 0.4]);
    expect(mean).toBeCloseTo(1.06, 12);
    expect(low).toBeCloseTo(0.35432399539688164, 7);
    expect(high).toBeCloseTo(1.7656760046031184, 7);
  });

  test("has no interval below two values and nothing where a value is not finite", () => {
    expect(meanInterval([3])).toEqual({ mean: 3, low: null, high: null });
    expect(meanInterval([])).toEqual({ mean: null, low: null, high: null });
    expect(meanInterval([1, NaN])).toEqual({ mean: null, low: null, high: null });
  });
});

test("holm multiplies the smallest by the number of comparisons and never falls", () => {
  expect(holm([0.01, 0.04, null, 0.03])).toEqual([0.03, 0.06, null, 0.06]);
  expect(holm([0.5, 0.9])).toEqual([1, 1]);
});
