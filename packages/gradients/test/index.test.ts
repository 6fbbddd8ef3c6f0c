import { expect, it } from "vitest";
import * as gradients from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(gradients).sort()).toMatchInlineSnapshot(`
    [
      "adjoint",
      "classicalFisher",
      "curvatures",
      "defineCurvature",
      "defineGradient",
      "estimators",
      "expectationsInParts",
      "finiteDifference",
      "forwardDifference",
      "gradientMethods",
      "hadamardTest",
      "hessian",
      "hessianVector",
      "hessianVectorCircuits",
      "liveReport",
      "metricTensor",
      "parameterShift",
      "quantumFisher",
      "randomSubset",
      "sampleExpectations",
      "sampleShifted",
      "secondShiftRule",
      "settings",
      "shiftRule",
      "shotFrugal",
      "spsa",
    ]
  `);
});
