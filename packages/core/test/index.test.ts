import { expect, it } from "vitest";
import * as core from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "UphillError",
      "byName",
      "checkNames",
      "choice",
      "cos",
      "decode",
      "describeField",
      "dot",
      "eigenSymmetric",
      "encode",
      "exactJSON",
      "exp",
      "fieldFrom",
      "fingerprint",
      "flag",
      "inOneGo",
      "inSlices",
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
      "shown",
      "sin",
      "sinCos",
      "solvePositive",
      "streams",
      "suggest",
      "timeSlices",
      "ulp",
    ]
  `);
});
