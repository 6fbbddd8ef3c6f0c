import { circuit, pauli, ry, sum, weight, z } from "@uphill/circuits";
import { log } from "@uphill/core";
import { compile } from "@uphill/simulator";
import { describe, expect, it } from "vitest";
import { estimators, sampleExpectations, type LossOfValue } from "../src/index.js";
import { shotStreams, statistics } from "./cases.js";

const { pairs, plugIn } = estimators;
const squared = (y: number): LossOfValue => ({ value: (f) => (f - y) ** 2, curvature: () => 2, degree: 2 });
const entropy: LossOfValue = { value: (f) => -log((1 + f) / 2), curvature: (f) => 1 / (1 + f) ** 2 };

/** Every way that S shots of one Pauli word can fall, with its probability. */
function ways(f: number, shots: number): { probability: number; value: number; variance: number }[] {
  return Array.from({ length: shots + 1 }, (_, plus) => {
    let choose = 1;
    for (let k = 0; k < plus; k++) choose = (choose * (shots - k)) / (k + 1);
    const value = (2 * plus) / shots - 1;
    const probability = choose * ((1 + f) / 2) ** plus * ((1 - f) / 2) ** (shots - plus);
    return { probability, value, variance: (1 - value * value) / (shots - 1) };
  });
}

const meanOf = (estimator: typeof pairs, loss: LossOfValue, f: number, shots: number): number =>
  ways(f, shots).reduce((s, { probability, ...seen }) => s + probability * estimator.estimate(loss, seen).value, 0);

describe("over all ways that shots can fall", () => {
  it.each([2, 3, 10])("pairs are right on average for the squared error, %d shots", (shots) => {
    for (const [f, y] of [
      [0.3, 1],
      [-0.8, 1],
      [1, -1],
    ]) {
      expect(meanOf(pairs, squared(y), f, shots)).toBeCloseTo((f - y) ** 2, 13);
    }
  });

  it("the plug-in estimate is off by (1 − f²)/S, and says so", () => {
    expect(meanOf(plugIn, squared(1), 0.3, 4)).toBeCloseTo(0.7 ** 2 + (1 - 0.3 ** 2) / 4, 13);
    const named = ways(0.3, 4).reduce(
      (s, { probability, ...seen }) => s + probability * plugIn.estimate(squared(1), seen).bias,
      0,
    );
    expect(named).toBeCloseTo((1 - 0.3 ** 2) / 4, 13);
    expect(plugIn.bias).toContain("L″");
    expect(pairs.bias).toBe("none");
  });

  it("pairs of shots are what f̂² less its variance is: the mean product of two different ones", () => {
    const shots = [1, 1, -1, 1, -1];
    const products = shots.flatMap((a, i) => shots.slice(i + 1).map((b) => a * b));
    const mean = products.reduce((s, x) => s + x, 0) / products.length;
    const value = 0.2;
    const loss = { value: (f: number) => f * f, curvature: () => 2, degree: 2 };
    expect(pairs.estimate(loss, { value, variance: (1 - value * value) / 4 }).value).toBeCloseTo(mean, 14);
  });
});

it("pairs are right on average for a sum in two settings, 2,000 repetitions", () => {
  const program = compile(circuit(2, [ry(weight(0), 0), ry(weight(1), 1)]), {
    observables: [sum(z(0), pauli("X0", 0.6), pauli("Z0 Z1", -0.4))],
  });
  const ask = { weights: [0.7, 1.9], batch: program.prepare({}), shots: 7 };
  const [exact] = program.expectations(ask);
  const random = shotStreams(21);
  const found = Array.from({ length: 2000 }, (_, k) => {
    const { values, variances } = sampleExpectations(program, { ...ask, random: random(k) });
    const seen = { value: values[0], variance: variances[0] };
    return [pairs.estimate(squared(1), seen).value, plugIn.estimate(squared(1), seen).value];
  });
  const [unbiased, biased] = statistics(found);
  expect(Math.abs(unbiased.mean - (exact - 1) ** 2)).toBeLessThan(4 * unbiased.error);
  expect(Math.abs(biased.mean - (exact - 1) ** 2)).toBeGreaterThan(4 * biased.error);
});

it("refusals name what is wrong", () => {
  expect(() => pairs.estimate(entropy, { value: 0.2, variance: 0.1 })).toThrow(
    "pairs: the loss is no polynomial, but pairs of shots estimate losses of degree 2 or less. Use plug-in",
  );
  expect(() => pairs.estimate(squared(1), { value: 1, variance: NaN })).toThrow("pairs: the variance is not known");
  expect(() => pairs.estimate({ ...squared(1), degree: 3 }, { value: 1, variance: 0 })).toThrow("degree 3");
  expect(pairs.estimate({ value: (f) => 1 - f, curvature: () => 0, degree: 1 }, { value: 1, variance: NaN })).toEqual({
    value: 0,
    bias: 0,
  });
  const { value, bias } = plugIn.estimate(entropy, { value: 0, variance: 0.1 });
  expect(value).toBeCloseTo(Math.LN2, 14);
  expect(bias).toBe(0.05);
});
