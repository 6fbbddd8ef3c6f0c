import { expect, it } from "vitest";
import * as training from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(training).sort()).toMatchInlineSnapshot(`
    [
      "RECORDS",
      "assemble",
      "ceilingsOnFeatures",
      "classicalCeilings",
      "classifier",
      "classifierOptions",
      "classifierProblem",
      "defineDevice",
      "defineLoss",
      "devices",
      "fit",
      "fitAsync",
      "losses",
      "modelFromJSON",
      "plateauSigns",
      "preparationFor",
      "prepare",
      "secondsOn",
      "startWeights",
    ]
  `);
});
