import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { COSTS, positiveSemidefinite, svm, tuneSvm } from "../src/index.js";
import { gaussian } from "./rows.js";

/** Normal points; the class is told by a circle, with some labels exchanged. */
function problem(rows: number, seed: number): { points: Float64Array; labels: number[]; matrix: Float64Array } {
  const random = streams(seed).stream("svm").at();
  const points = Float64Array.from({ length: 2 * rows }, () => random.normal());
  const labels = Array.from({ length: rows }, (_, row) => {
    const inside = points[2 * row] ** 2 + points[2 * row + 1] ** 2 < 1.4 ? 1 : 0;
    return random.uniform() < 0.1 ? 1 - inside : inside;
  });
  return { points, labels, matrix: gaussian(points, points, 2, 0.5) };
}

describe("a support vector machine", () => {
  it("of two points lies in their middle, by hand", () => {
    // K = 1, k; k, 1: α = 1/(1 − k) each, f = (K(x, b) − K(x, a))/(1 − k).
    const machine = svm(Float64Array.of(1, 0.2, 0.2, 1), [0, 1], { cost: 100, tolerance: 1e-10 });
    const [{ coefficients, offset, classes }] = machine.pairs;
    expect(classes).toEqual([0, 1]);
    expect(coefficients[0]).toBeCloseTo(-1.25, 12);
    expect(coefficients[1]).toBeCloseTo(1.25, 12);
    expect(offset).toBeCloseTo(0, 12);
    expect(machine.decide(Float64Array.of(0.2, 1))[0]).toBeCloseTo(1, 12);
    expect([...machine.predict(Float64Array.of(1, 0.2, 0.2, 1))]).toEqual([0, 1]);
    // At a low cost both are at their bound.
    expect(svm(Float64Array.of(1, 0.2, 0.2, 1), [0, 1], { cost: 0.5 }).pairs[0].coefficients[1]).toBe(0.5);
  });

  it.each([0.1, 1, 10, 1000])("keeps the optimality conditions at cost %d", (cost) => {
    for (let seed = 0; seed < 5; seed++) {
      const { labels, matrix } = problem(60, seed);
      const machine = svm(matrix, labels, { cost, tolerance: 1e-6 });
      expect(machine.converged).toBe(true);
      const [{ coefficients }] = machine.pairs;
      expect(Math.abs(coefficients.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9 * cost);
      machine.decide(matrix).forEach((f, row) => {
        const [y, alpha] = [2 * labels[row] - 1, Math.abs(coefficients[row])];
        expect(alpha === 0 || Math.sign(coefficients[row]) === y).toBe(true);
        expect(alpha).toBeLessThanOrEqual(cost);
        if (alpha < cost) expect(y * f).toBeGreaterThan(1 - 2e-6);
        if (alpha > 0) expect(y * f).toBeLessThan(1 + 2e-6);
      });
    }
  });

  it("comes to an end on a kernel with negative eigenvalues", () => {
    const { labels, matrix } = problem(40, 1);
    const random = streams(9).stream("noise").at();
    const noisy = matrix.slice();
    for (let i = 0; i < 40; i++)
      for (let j = 0; j < i; j++) noisy[40 * i + j] = noisy[40 * j + i] = matrix[40 * i + j] + 0.3 * random.normal();
    expect(positiveSemidefinite(noisy).negative).toBeGreaterThan(3);
    expect(svm(noisy, labels, { cost: 10 }).converged).toBe(true);
  });

  it("skips a class that has no rows, and a tie goes to the first class", () => {
    const { matrix, labels } = problem(30, 2);
    const machine = svm(
      matrix,
      labels.map((label) => 2 * label),
    );
    expect(machine.classes).toBe(3);
    expect(machine.pairs.map(({ classes }) => classes)).toEqual([[0, 2]]);
  });

  it.each([
    ["options", () => svm(Float64Array.of(1, 0, 0, 1), [0, 1], { cost: 0 })],
    ["labels", () => svm(Float64Array.of(1, 0, 0, 1), [0, 0])],
    ["labels", () => svm(Float64Array.of(1, 0, 0, 1), [0.5, 1])],
    ["shape", () => svm(Float64Array.of(1, 0, 0), [0, 1])],
    ["shape", () => svm(Float64Array.of(1, 0, 0, 1), [0, 1]).predict(Float64Array.of(1))],
  ])("refuses %s (%#)", (code, act) => {
    expect(act).toThrow(expect.toSatisfy((error) => isUphillError(error) && error.code === code) as Error);
  });
});

describe("the choice of a cost", () => {
  it("finds the kernel that tells rows apart that were left out, and says how many it tried", () => {
    const { matrix, labels } = problem(80, 3);
    // A kernel that knows each row and no other learns everything and tells nothing.
    const narrow = Float64Array.from(matrix, (_, k) => (Math.floor(k / 80) === k % 80 ? 1 : 0));
    const found = tuneSvm([narrow, matrix], labels);
    expect(found.kernel).toBe(1);
    expect(found.tries).toBe(2 * COSTS.length);
    expect(found.accuracy).toBeGreaterThan(0.75);
    expect(tuneSvm([narrow, matrix], labels)).toEqual(found);
    // All alike: the first kernel and the lowest cost.
    expect(tuneSvm([matrix, matrix], labels, { costs: [1, 1] })).toMatchObject({ kernel: 0, cost: 1 });
  });

  it.each([
    ["split", () => tuneSvm([new Float64Array(36).fill(1)], [0, 0, 0, 0, 1, 1])],
    ["options", () => tuneSvm([], [0, 1])],
    ["options", () => tuneSvm([Float64Array.of(1, 0, 0, 1)], [0, 1], { folds: 1 })],
  ])("refuses %s (%#)", (code, act) => {
    expect(act).toThrow(expect.toSatisfy((error) => isUphillError(error) && error.code === code) as Error);
  });
});

describe("a matrix without negative eigenvalues", () => {
  it("by hand: of (1, 2; 2, 1) with eigenvalues 3 and −1 it is all 1.5, and so for other rows", () => {
    const { values, least, negative, change, project } = positiveSemidefinite(Float64Array.of(1, 2, 2, 1));
    values.forEach((value) => expect(value).toBeCloseTo(1.5, 14));
    expect(least).toBeCloseTo(-1, 14);
    expect(negative).toBe(1);
    expect(change).toBeCloseTo(1 / Math.sqrt(10), 14);
    // What lies along (1, −1) is gone.
    const other = project(Float64Array.of(1, 0, 1, 1));
    [0.5, 0.5, 1, 1].forEach((value, k) => expect(other[k]).toBeCloseTo(value, 14));
    // Training rows asked as others give the mended matrix.
    project(Float64Array.of(1, 2, 2, 1)).forEach((value) => expect(value).toBeCloseTo(1.5, 14));
    expect(() => project(new Float64Array(3))).toThrow("each other row has 2");
  });

  it("stays as it is to the bit where nothing is negative", () => {
    const { matrix } = problem(20, 4);
    expect(positiveSemidefinite(matrix).values).toEqual(matrix);
  });
});
