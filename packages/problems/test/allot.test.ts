import { describe, expect, test } from "vitest";
import { allotOne, allotTwo } from "../src/rows/allot.js";

const standard = { train: 200, test: 200, heldOut: 0 };
const one = (rows: number, typed: Partial<typeof standard>): ReturnType<typeof allotOne> =>
  allotOne("iris", rows, { ...standard, ...typed }, new Set(Object.keys(typed) as (keyof typeof standard)[]));

describe("one file", () => {
  test.each([
    ["all of it, as asked", 100, { train: 80, test: 20 }, { train: 80, test: 20, heldOut: 0 }, 80],
    ["a part, in the proportion asked for", 1000, { train: 30, test: 10 }, { train: 30, test: 10, heldOut: 0 }, 750],
    [
      "held-out rows come from the training pool",
      200,
      { train: 60, test: 20, heldOut: 20 },
      { train: 60, test: 20, heldOut: 20 },
      160,
    ],
    ["what nobody typed shrinks: halves", 101, {}, { train: 50, test: 51, heldOut: 0 }, 50],
    ["what nobody typed shrinks: the rest", 100, { train: 90 }, { train: 90, test: 10, heldOut: 0 }, 90],
    ["enough for the defaults", 400, {}, standard, 200],
    ["more than the defaults", 1001, {}, standard, 500],
  ])("%s", (_, rows, typed, sizes, pool) => {
    expect(one(rows, typed)).toEqual({ sizes, pool });
  });

  test.each([
    [
      100,
      { train: 80, test: 30 },
      "--train 80 and --test 30 ask for 110 rows, but iris has 100. What fits is --train 73 --test 27, for one.",
    ],
    [100, { train: 99 }, "--train 99 leaves 1 rows to test on, but iris has 100. What fits is --train 98, for one."],
    [100, { train: 300 }, "--train 300 asks for 300 rows, but iris has 100. What fits is --train 98, for one."],
    [100, { train: 50, test: 40, heldOut: 20 }, "--train 50 and --held-out 20 and --test 40 ask for 110 rows"],
    [3, {}, "iris has 3"],
  ])("%i rows and %j are refused in one sentence", (rows, typed, message) => {
    expect(() => one(rows, typed)).toThrow(message);
  });

  test("no pool is too small for what is drawn from it, whatever is asked", () => {
    for (let rows = 20; rows < 90; rows++) {
      for (const typed of [{ train: 7, test: 5 }, { train: 3, test: 11, heldOut: 4 }, { test: 9 }, {}, { train: 17 }]) {
        const { sizes, pool } = one(rows, typed);
        expect(pool).toBeGreaterThanOrEqual(sizes.train + sizes.heldOut);
        expect(rows - pool).toBeGreaterThanOrEqual(sizes.test);
        expect(sizes).toMatchObject(typed);
      }
    }
  });
});

test("two files have a number of rows each", () => {
  const what = { train: "a, to train on,", test: "b, to test on," };
  const two = (typed: Partial<typeof standard>): ReturnType<typeof allotTwo> =>
    allotTwo(what, { train: 150, test: 20 }, { ...standard, ...typed }, new Set(Object.keys(typed) as "train"[]));
  expect(two({})).toEqual({ train: 150, test: 20, heldOut: 0 });
  expect(two({ train: 100, test: 20, heldOut: 50 })).toEqual({ train: 100, test: 20, heldOut: 50 });
  expect(two({ heldOut: 50 })).toEqual({ train: 100, test: 20, heldOut: 50 });
  expect(() => two({ test: 21 })).toThrow(
    "--test 21 asks for 21 rows, but b, to test on, has 20. What fits is --test 20",
  );
  expect(() => two({ train: 120, heldOut: 50 })).toThrow(
    "--train 120 and --held-out 50 ask for 170 rows, but a, to train on, has 150",
  );
});
