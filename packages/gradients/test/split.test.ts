import { describe, expect, it } from "vitest";
import { share } from "../src/split.js";

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
