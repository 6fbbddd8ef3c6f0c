import { expect, it } from "vitest";
import * as core from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "UphillError",
      "byName",
      "choice",
      "cos",
      "decode",
      "describeField",
      "dot",
      "eigenSymmetric",
      "encode",
      "exp",
      "fieldFrom",
      "fingerprint",
      "flag",
      "isUphillError",
      "list",
      "log",
      "norm",
      "number",
      "parseOptions",
      "philox",
      "pick",
      "randomFrom",
      "sha256",
      "sin",
      "sinCos",
      "solvePositive",
      "streams",
      "suggest",
      "ulp",
    ]
  `);
});
