import { describe, expect, test } from "vitest";
import { hashDataset, selectClasses, selectRows, type Dataset } from "../src/index.js";

const letters: Dataset = {
  name: "letters",
  features: Float64Array.of(0, 1, 10, 11, 20, 21, 30, 31, 40, 41),
  width: 2,
  rows: 5,
  labels: Int32Array.of(0, 1, 2, 1, 0),
  classes: ["a", "b", "c", "d"],
  source: "made by hand",
  licence: "none",
  notes: ["Made by hand."],
};

describe("selectRows", () => {
  test.each([
    [undefined, undefined, "selectRows: the data is missing, but it must be a data set."],
    [letters, undefined, "letters: the row numbers are missing, but they must be a list of numbers."],
    [letters, null, "letters: the row numbers are null, but they must be a list of numbers."],
    [letters, 3, "letters: the row numbers are 3, but they must be a list of numbers."],
  ])("refuses %# in one sentence", (data, indices, says) => {
    expect(() => selectRows(data as never, indices as never)).toThrow(says);
  });

  test("takes rows in the order given", () => {
    const { features, labels, rows } = selectRows(letters, [3, 0, 3]);
    expect(Array.from(features)).toEqual([30, 31, 0, 1, 30, 31]);
    expect(Array.from(labels)).toEqual([1, 0, 1]);
    expect(rows).toBe(3);
  });

  test("does not share memory with the data", () => {
    selectRows(letters, [0]).features[0] = 99;
    expect(letters.features[0]).toBe(0);
  });

  test.each([5, -1, 0.5, NaN])("refuses row %d", (row) => {
    expect(() => selectRows(letters, [row])).toThrow(`letters: row ${row} was asked for, but its rows are 0 to 4.`);
  });
});

describe("selectClasses", () => {
  test("keeps rows of the classes named, the first as class 0", () => {
    const { features, labels, classes, rows, notes } = selectClasses(letters, ["c", "a"]);
    expect(Array.from(features)).toEqual([0, 1, 20, 21, 40, 41]);
    expect(Array.from(labels)).toEqual([1, 0, 1]);
    expect(classes).toEqual(["c", "a"]);
    expect(rows).toBe(3);
    expect(notes).toEqual(["Made by hand.", "Kept classes c, a: 3 of 5 rows."]);
  });

  test.each([
    [["a", "e"], "letters: class e is asked for, but the data have no row of it. Its classes are a, b, c."],
    [["a", "d"], "letters: class d is asked for, but the data have no row of it. Its classes are a, b, c."],
    [["a", "b", "a"], "letters: class a is named twice, but each class may be named once. Its classes are a, b, c."],
    [["a"], "letters: 1 of its classes are named, but at least two are needed. Its classes are a, b, c."],
  ])("refuses %o", (names, message) => {
    expect(() => selectClasses(letters, names)).toThrow(expect.objectContaining({ code: "class", message }));
  });
});

describe("hashDataset", () => {
  test("sees features, labels and shape, and nothing else", () => {
    const hash = hashDataset(letters);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(hashDataset({ ...letters, name: "other", classes: ["w", "x", "y", "z"], notes: [] })).toBe(hash);
    expect(hashDataset({ ...letters, labels: Int32Array.of(0, 1, 2, 1, 1) })).not.toBe(hash);
    expect(hashDataset({ ...letters, features: letters.features.map((x) => x || -0) })).not.toBe(hash);
    expect(hashDataset({ ...letters, rows: 2, width: 5 })).not.toBe(hash);
  });

  test("golden", () => {
    expect(hashDataset(letters)).toMatchInlineSnapshot(
      `"56bd55ae0f9644ac0da28a0a70015fc7b1124ccf3676747fc8e748efdd4f1fb4"`,
    );
  });
});
