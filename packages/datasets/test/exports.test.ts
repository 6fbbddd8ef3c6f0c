import { expect, test } from "vitest";
import * as index from "../src/index.js";
import * as node from "../src/node.js";

test("the public surface", () => {
  expect(Object.keys(index).sort()).toMatchInlineSnapshot(`
    [
      "areaReduce",
      "defineDataset",
      "gaussian",
      "hashDataset",
      "imageFamilies",
      "imagesFromIdx",
      "parseIdx",
      "sample",
      "selectClasses",
      "selectRows",
      "sets",
      "split",
      "splitOptions",
    ]
  `);
  expect(Object.keys(node).sort()).toMatchInlineSnapshot(`
    [
      "readImages",
    ]
  `);
  expect(Object.keys(index.sets).sort()).toMatchInlineSnapshot(`
    [
      "gaussian",
    ]
  `);
});
