import { describe, expect, it } from "vitest";
import { fewestShots, pilotShots, share, splitRounds } from "../src/split.js";

describe("sharing whole numbers", () => {
  it.each([
    [11, [1, 1, 1], 1, [4, 4, 3]],
    [10, [9, 1], 1, [9, 1]],
    [10, [99, 1], 1, [9, 1]],
    [10, [0, 0], 1, [5, 5]],
    [7, [3, 0, 1], 2, [3, 2, 2]],
    [3, [5, 1, 1], 1, [1, 1, 1]],
    [0, [], 1, []],
    [20, [1, 2, 7], 1, [2, 4, 14]],
  ])("%d by %j, at least %d each", (total, weights, least, wanted) => {
    expect(share(total, weights, least)).toEqual(wanted);
  });
});

it("a first part finds the variances out: a quarter of the shots, two a setting in both parts at least, and a round more", () => {
  expect([12, 13, 40, 400].map((shots) => pilotShots(shots, 3))).toEqual([6, 6, 10, 100]);
  expect((["uniform", "weighted", "variance"] as const).map((split) => fewestShots(split, 3))).toEqual([3, 3, 12]);
  expect((["uniform", "weighted", "variance"] as const).map((split) => splitRounds(split, 3))).toEqual([1, 1, 2]);
  // One setting gets everything.
  expect([fewestShots("variance", 1), splitRounds("variance", 1), fewestShots("variance", 0)]).toEqual([1, 1, 1]);
});
