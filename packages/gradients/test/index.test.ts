import { expect, it } from "vitest";
import * as gradients from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(gradients).sort()).toMatchInlineSnapshot(`
    [
      "adjoint",
      "defineGradient",
      "finiteDifference",
      "gradientMethods",
      "parameterShift",
      "sampleExpectations",
      "sampleShifted",
      "settings",
      "shiftRule",
    ]
  `);
});
