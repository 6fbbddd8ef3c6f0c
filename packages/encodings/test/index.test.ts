import { expect, it } from "vitest";
import * as encodings from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(encodings).sort()).toMatchInlineSnapshot(`
    [
      "amplitude",
      "angle",
      "basis",
      "defineEncoding",
      "encodings",
      "iqp",
      "reUploading",
      "statePreparation",
      "zzFeatureMap",
    ]
  `);
});
