import { streams } from "@uphill/core";
import { describe, expect, test } from "vitest";
import { hodgesLehmann, holm, leastAfterHolm, meanInterval, wilcoxon } from "../src/statistics.js";

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

  test("above 50 pairs it is the normal approximation, as SciPy 1.16 has it (method asymptotic, with correction)", () => {
    // prettier-ignore
    const differences = [
      0.301, 0.599, 0.026, -0.591, -0.155, -0.692, 0.36, 1.64, -0.192, -0.32, 0.79, 0.657, 0.405, -0.63, 0.271, 0.995,
      -1.044, -0.158, -1.601, -0.99, -1.542, 0.065, -0.967, 0.571, 0.457, 0.113, -2.217, -0.239, 0.251, 0.413, -1.23,
      -0.178, -0.679, -0.509, 1.361, -0.508, 0.267, 1.184, -0.284, 0.188, 0.41, 0.364, -0.925, 0.376, 1.659, -1.247,
      1.159, 0.419, -0.341, 2.3, 1.062, -0.899, 0.375, 0.877, 0.111, 0.983, 0.233, 0.967, 1.739, -0.376,
    ];
    expect(wilcoxon(differences)).toBeCloseTo(0.3790123569375128, 3);
    // The exact value, by counting all sign patterns.
    expect(Math.abs(wilcoxon(differences)! - 0.3816810037786722)).toBeLessThan(0.004);
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

describe("meanInterval within what is possible", () => {
  test("is cut there, and left out where it says no more than that", () => {
    const [low, high] = [0, 1];
    expect(meanInterval([0.9, 0.95, 1, 1, 1], [low, high])).toMatchObject({ mean: 0.97, high: 1 });
    expect(meanInterval([0.9, 0.95, 1, 1, 1], [low, high]).low).toBeCloseTo(0.97 - 0.05552889, 6);
    expect(meanInterval([0.4, 0.7], [low, high])).toEqual({ mean: 0.55, low: null, high: null });
    expect(meanInterval([0.01, 0.3], [0, Infinity])).toMatchObject({ low: 0 });
  });
});

describe("hodgesLehmann", () => {
  test("is the median of all means of two, by hand", () => {
    // Means: 1, 1.5, 2, 2.5, 3, 4, 3.5, 5, 4.5, 6 of the four numbers 1, 2, 3, 6 (2.5 and 3.5 twice over).
    expect(hodgesLehmann([1, 2, 3, 6])).toEqual({ median: 2.75, low: null, high: null });
    expect(hodgesLehmann([1, NaN])).toEqual({ median: null, low: null, high: null });
    // With six, 95 % is everything between the least and the greatest.
    expect(hodgesLehmann([1, 2, 3, 4, 5, 7])).toEqual({ median: 3.5, low: 1, high: 7 });
  });

  test.each([8, 15, 33])("of %i, its interval holds the shifts that Wilcoxon's test does not refuse", (n) => {
    const random = streams(n).stream("differences").at(0);
    const differences = Array.from({ length: n }, () => random.normal() + 0.4);
    const { low, high } = hodgesLehmann(differences);
    const p = (shift: number): number => wilcoxon(differences.map((d) => d - shift))!;
    for (const [end, inside] of [
      [low!, 1e-9],
      [high!, -1e-9],
    ]) {
      expect(p(end + inside)).toBeGreaterThan(0.05);
      expect(p(end - inside)).toBeLessThanOrEqual(0.05);
    }
  });

  test.each([
    ["spread", (x: number) => x],
    ["tied", (x: number) => Math.round(4 * x) / 8],
    ["all the same", () => -0.1],
    ["around zero", (x: number) => (x > 0 ? 5e-324 : -5e-324) * Math.round(3 * Math.abs(x))],
    ["from tiny to huge", (x: number) => Math.sign(x) * 10 ** (80 * x)],
  ])("above 50 the means are counted, and are those of the list to the bit: %s", (_, make) => {
    const random = streams(7).stream("differences").at(0);
    const differences = Array.from({ length: 61 }, () => make(random.normal()));
    const means = differences
      .flatMap((a, i) => differences.slice(0, i + 1).map((b) => (a + b) / 2 + 0))
      .sort((a, b) => a - b);
    // Of 1891 means, the approximation leaves out 672 on each side.
    expect(hodgesLehmann(differences)).toEqual({ median: means[945], low: means[672], high: means[1218] });
  });

  test("above 50 the interval is the approximation's, close to the exact one", () => {
    const random = streams(1).stream("differences").at(0);
    const differences = Array.from({ length: 51 }, () => random.normal());
    const { low, high } = hodgesLehmann(differences);
    const p = (shift: number): number => wilcoxon(differences.map((d) => d - shift))!;
    expect(p(low!)).toBeCloseTo(0.05, 2);
    expect(p(high!)).toBeCloseTo(0.05, 2);
  });
});

test("six pairs and five comparisons cannot be significant; eight can", () => {
  expect(leastAfterHolm(6, 5)).toBeCloseTo(5 * 0.03125, 12);
  expect(leastAfterHolm(8, 5)).toBeCloseTo(5 * 0.0078125, 12);
  expect(leastAfterHolm(5, 1)).toBe(1);
});
