import { expect, it } from "vitest";
import * as training from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(training).sort()).toMatchInlineSnapshot(`
    [
      "fit",
      "fitAsync",
      "modelFromJSON",
    ]
  `);
});
