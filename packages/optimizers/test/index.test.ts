import { expect, it } from "vitest";
import * as optimizers from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(optimizers).sort()).toMatchInlineSnapshot(`
    [
      "PHASES",
      "adam",
      "armijo",
      "ask",
      "charge",
      "defineMethod",
      "defineRule",
      "describeError",
      "emptyAccount",
      "failureSigns",
      "fits",
      "functionProblem",
      "kick",
      "minimize",
      "minimizeAsync",
      "momentum",
      "nlr",
      "optimizers",
      "sgd",
      "stay",
      "summarize",
    ]
  `);
});
