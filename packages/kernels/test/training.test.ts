import { hardwareEfficient } from "@uphill/circuits";
import { inOneGo, isUphillError, streams } from "@uphill/core";
import { angle, zzFeatureMap } from "@uphill/encodings";
import { adjoint, finiteDifference, parameterShift } from "@uphill/gradients";
import { describe, expect, it } from "vitest";
import {
  alignment,
  alignmentWithSlope,
  encodingCircuit,
  fidelityKernel,
  kernelMatrix,
  projectedKernel,
  type PairRandom,
} from "../src/index.js";
import { largestDifference, rowsOf } from "./rows.js";

const made = encodingCircuit({
  qubits: 3,
  width: 3,
  encoding: angle,
  layers: hardwareEfficient.layered({ qubits: 3, layers: 2 }),
});
const rows = rowsOf(6, 3);
const labels = [0, 1, 1, 0, 1, 0];
const weights = Float64Array.from({ length: made.circuit.weights }, (_, k) => Math.sin(2 * k + 1));
const cotangents = (values: Float64Array): Float64Array => alignmentWithSlope(values, labels).slope;
const stream = streams(3).stream("training");
const random: PairRandom = (...address) => stream.at(...address);
const ask = { weights, cotangents, random, chance: () => stream.at(9, 9, 9) };

describe.each([
  ["fidelity", fidelityKernel(made)],
  ["projected", projectedKernel(made, { gamma: 0.8 })],
])("training a %s kernel", (_, kernel) => {
  const training = kernel.training!(rows);

  it("has the matrix of kernelMatrix, and the alignment's gradient by differences", () => {
    const { values } = kernelMatrix(kernel, { rows, weights });
    expect(largestDifference(training.values(weights), values)).toBeLessThan(1e-14);
    const found = training.vjp(weights, cotangents);
    expect(largestDifference(found.values, values)).toBeLessThan(1e-14);
    weights.forEach((_, i) => {
      const at = (shift: number): number =>
        alignment(training.values(weights.map((w, k) => (k === i ? w + shift : w))), labels);
      expect(found.gradient[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
    });
    expect(found.gradient.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
  });

  it("estimates the same exactly, and from many shots within their error", () => {
    const { gradient } = training.vjp(weights, cotangents);
    const exact = inOneGo(training.estimate({ ...ask, gradient: adjoint() }));
    expect(largestDifference(exact.gradient, gradient)).toBeLessThan(1e-12);
    const shots = 1500;
    const sampled = inOneGo(training.estimate({ ...ask, gradient: parameterShift(), shots }));
    expect(largestDifference(sampled.gradient, gradient)).toBeLessThan(0.15);
    expect(largestDifference(sampled.gradient, gradient)).toBeGreaterThan(0);
    expect(largestDifference(sampled.values, training.values(weights))).toBeLessThan(0.15);
    const matrix = inOneGo(training.sampled(weights, shots, random));
    expect(matrix).toEqual(sampled.values);
    expect(inOneGo(training.sampled(weights, undefined, random))).toEqual(training.values(weights));
  });

  it("counts its circuits", () => {
    // 15 pairs, or 6 rows in three settings; 18 weights with two shifts each, on either side of a pair.
    const wanted = kernel.name === "fidelity" ? [15, 15 * (1 + 4 * 18)] : [18, 18 * (1 + 2 * 18)];
    expect([training.circuits, training.gradientCircuits(parameterShift())]).toEqual(wanted);
    expect(training.gradientCircuits(adjoint())).toBe(wanted[1]);
    expect(training.shotsPerCircuit(30)).toBe(kernel.name === "fidelity" ? 30 : 10);
  });
});

describe("gradient methods", () => {
  it("of a fidelity kernel are those of shifted circuits; a projected kernel takes all", () => {
    const refused = () =>
      inOneGo(fidelityKernel(made).training!(rows).estimate({ ...ask, gradient: finiteDifference() }));
    expect(refused).toThrow(expect.toSatisfy((error) => isUphillError(error) && error.code === "gradient") as Error);
    const training = projectedKernel(made).training!(rows);
    const { gradient } = inOneGo(training.estimate({ ...ask, gradient: finiteDifference() }));
    expect(largestDifference(gradient, training.vjp(weights, cotangents).gradient)).toBeLessThan(1e-5);
  });

  it("a kernel without weights is not trained", () => {
    expect(fidelityKernel(encodingCircuit({ qubits: 2, width: 2, encoding: zzFeatureMap }))).not.toHaveProperty(
      "training",
    );
  });
});
