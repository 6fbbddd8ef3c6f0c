import { expect, it } from "vitest";
import * as gradients from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(gradients).sort()).toMatchInlineSnapshot(`
    [
      "SPLITS",
      "adjoint",
      "classicalFisher",
      "curvatures",
      "defineCurvature",
      "defineGradient",
      "estimators",
      "expectationsInParts",
      "fewestShots",
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
      "splitRounds",
      "spsa",
    ]
  `);
});
