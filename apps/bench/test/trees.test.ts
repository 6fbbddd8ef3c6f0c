import { expect, test } from "vitest";
import { ratioOf } from "../src/statistics.js";
import { comparedTable } from "../src/trees/compare.js";

test("a ratio's interval is that of the sign test", () => {
  // Ten rounds: a coin shows heads at most once in ten throws with 1.07 %, twice with 5.5 %: the second smallest and largest.
  const ratios = [1.1, 0.9, 1, 1.2, 1.3, 0.8, 1.05, 0.95, 1.15, 9];
  const found = ratioOf(
    ratios.map((ratio) => 2 * ratio),
    ratios.map(() => 2),
  );
  expect(found.ratio).toBeCloseTo(1.075, 12);
  expect(found).toMatchObject({ low: 0.9, high: 1.3, rounds: 10 });
  expect(ratioOf([1, 2], [1, 1])).toEqual({ ratio: 1.5, low: 1, high: 2, rounds: 2 });
});

test("a case is slower where its whole interval lies above 1.03", () => {
  const one = (low: number, high: number, rounds = 9): string =>
    comparedTable([{ id: "x", oursMs: 1, otherMs: 1, ratio: 1.05, low, high, rounds }]);
  expect(one(1.031, 1.2)).toContain("slower");
  expect(one(1.029, 1.2)).not.toContain("slower");
  expect(one(0.9, 0.96)).toContain("faster");
  // Five rounds are too few for 95 %.
  expect(one(1.1, 1.2, 5)).not.toContain("slower");
});
