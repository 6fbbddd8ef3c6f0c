import { describe, expect, test } from "vitest";
import { checkDataset, dataset, hashDataset, type Dataset } from "../src/index.js";

describe("dataset", () => {
  test("takes rows and any labels", () => {
    const made = dataset({ features: [[1, 2], [3, 4], [5, 6]], labels: [2, 1, 2] }); // prettier-ignore
    expect(made).toMatchObject({ rows: 3, width: 2, classes: ["1", "2"], name: "dataset", licence: "not stated" });
    expect(Array.from(made.labels)).toEqual([1, 0, 1]);
    expect(Array.from(made.features)).toEqual([1, 2, 3, 4, 5, 6]);
    const typed = dataset({ features: [Float64Array.of(1), [2]], labels: ["yes", "no"], columns: ["x"], name: "mine" });
    expect(typed).toMatchObject({ classes: ["no", "yes"], columns: ["x"], name: "mine" });
    expect(() => checkDataset("test", "data", typed)).not.toThrow();
    expect(hashDataset(typed)).toHaveLength(64);
  });

  test.each([
    [{ features: [[1], [2, 3]], labels: [0, 1] }, "dataset: row 2 has 2 features, but each row must have 1"],
    [{ features: [[1], [2]], labels: [0] }, "there are 2 rows of features, but there are 1 labels"],
    [{ features: [[1], [NaN]], labels: [0, 1] }, 'row 2, column "0" is missing'],
    [{ features: [[1], ["2"]], labels: [0, 1] }, 'row 2, column "0" is "2"'],
    [{ features: [[1], [2]], labels: [0, null] }, "row 2"],
    [{ features: [[1], [2]], labels: [0, 0] }, "its labels have 1 different values"],
    [{ features: [1, 2], labels: [0, 1] }, "row 1 is no list of numbers"],
    [{ features: {}, labels: [0, 1] }, "features or labels are no list"],
    [{ features: [], labels: [] }, "there is no row"],
  ])("refuses %j", (rows, message) => {
    expect(() => dataset(rows as never)).toThrow(message);
  });
});

test("what is no object of its options is refused in words", () => {
  expect(() => dataset(undefined as never)).toThrow(
    "dataset: it was given undefined, but it takes an object of options",
  );
  expect(() => dataset({ features: [[1]], label: [0] } as never)).toThrow('there is an option "label", but');
});

describe("checkDataset", () => {
  const good = dataset({ features: [[1, 2], [3, 4]], labels: [0, 1] }); // prettier-ignore
  test.each([
    [
      "labels from 1",
      { labels: Int32Array.of(1, 2) },
      "the label of row 1 of train is 2, but labels are indices into its 2 classes, from 0 to 1",
    ],
    ["labels below 0", { labels: Int32Array.of(-1, 1) }, "the label of row 0 of train is -1"],
    [
      "labels of texts",
      { labels: ["a", "b"] },
      "the labels of train are a plain list of strings, but they must be an Int32Array",
    ],
    ["labels that are not whole", { labels: Float64Array.of(0, NaN) }, "the labels of train are a Float64Array"],
    ["too few labels", { labels: Int32Array.of(0) }, "train has 1 labels, but 2 rows need one each"],
    ["half the features", { features: Float64Array.of(1, 2) }, "train has 2 features in all, but 2 rows of 2 are 4"],
    ["plain features", { features: [1, 2, 3, 4] }, "the features of train are a plain list of numbers"],
    ["lists of features", { features: [[1, 2], [3, 4]] }, "the features of train are a list of lists"], // prettier-ignore
    ["no width", { width: undefined }, "the width of train is undefined"],
    ["no rows", { rows: 0 }, "train has 0 rows"],
    ["no classes", { classes: undefined }, "the classes of train are undefined"],
  ])("refuses %s, and says how to make one", (_, wrong, message) => {
    const check = (): void => checkDataset("fit", "train", { ...good, ...wrong } as Dataset);
    expect(check).toThrow(`fit: ${message}`);
    expect(check).toThrow("Make it with dataset({ features: [[…], …], labels: […] })");
  });
});
