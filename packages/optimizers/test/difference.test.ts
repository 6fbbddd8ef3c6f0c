import { expect, test } from "vitest";
import { firstDifference } from "../src/contract/difference.js";

test.each([
  [{ k: 1 }, { k: 2 }, "k is 1 and 2"],
  [{ a: [1, { b: 0 }] }, { a: [1, { b: -0 }] }, "a[1].b is 0 and -0"],
  [{ theta: Float64Array.of(1, 2) }, { theta: Float64Array.of(1, 3) }, "theta[1] is 2 and 3"],
  [{ a: 1 }, { a: 1, constructor: 2 }, "constructor is nothing and 2"],
  [{ a: null }, { a: [] }, "a is null and []"],
  [3, "3", 'it is 3 and "3"'],
  [{ a: NaN }, { a: NaN }, undefined],
])("%j and %j", (a, b, where) => {
  expect(firstDifference(a, b)).toBe(where);
});
