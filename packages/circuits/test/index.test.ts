import { expect, it } from "vitest";
import * as circuits from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(circuits).sort()).toMatchInlineSnapshot(`
    [
      "ansatze",
      "circuit",
      "cnot",
      "complexMatrix",
      "compose",
      "cz",
      "defineAnsatz",
      "defineGate",
      "gates",
      "h",
      "hardwareEfficient",
      "input",
      "lightCone",
      "meanZ",
      "measurementGroups",
      "pauli",
      "realMatrix",
      "rx",
      "ry",
      "rz",
      "sum",
      "weight",
      "x",
      "z",
    ]
  `);
});
