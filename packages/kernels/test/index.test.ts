import { expect, it } from "vitest";
import * as kernels from "../src/index.js";

it("exports exactly this", () => {
  expect(Object.keys(kernels).sort()).toMatchInlineSnapshot(`
    [
      "COSTS",
      "alignment",
      "alignmentWithSlope",
      "echoCircuit",
      "encodingCircuit",
      "fidelityKernel",
      "kernelMatrix",
      "kernelMatrixAsync",
      "linearKernel",
      "positiveSemidefinite",
      "projectedKernel",
      "rbfKernel",
      "svm",
      "svmOptions",
      "tuneSvm",
    ]
  `);
});
