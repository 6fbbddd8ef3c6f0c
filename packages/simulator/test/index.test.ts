import { expect, it } from "vitest";
import * as simulator from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(simulator).sort()).toMatchInlineSnapshot(`
    [
      "MOST_SHOTS",
      "USUAL_BYTES",
      "compile",
      "compileAsync",
      "fidelityMatrix",
      "formatBytes",
      "memoryNeeded",
      "startThreads",
    ]
  `);
});
