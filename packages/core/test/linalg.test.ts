import { describe, expect, it } from "vitest";
import { dot, isUphillError, norm, solvePositive, streams } from "../src/index.js";

describe("solvePositive", () => {
  it("solves a system worked by hand", () => {
    // L = [[2, 0], [1, 3]], so A = [[4, 2], [2, 10]]; x = (1, 2) gives b = (8, 22).
    expect([...solvePositive(Float64Array.of(4, 2, 2, 10), Float64Array.of(8, 22))]).toEqual([1, 2]);
  });

  it("reads the lower triangle only and changes neither argument", () => {
    const matrix = Float64Array.of(4, NaN, 2, 10);
    const right = Float64Array.of(8, 22);
    expect([...solvePositive(matrix, right)]).toEqual([1, 2]);
    expect([...matrix]).toEqual([4, NaN, 2, 10]);
    expect([...right]).toEqual([8, 22]);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))("leaves no residual on a random system, seed %i", (seed) => {
    const random = streams(seed).stream("spd").at();
    const size = 1 + random.integer(8);
    const factor = Array.from({ length: size }, () => Array.from({ length: size }, () => random.normal()));
    // M·Mᵀ + 1 is symmetric and positive definite with smallest eigenvalue ≥ 1.
    const matrix = factor.map((a, i) => factor.map((b, j) => dot(a, b) + (i === j ? 1 : 0)));
    const truth = Float64Array.from({ length: size }, () => random.normal());
    const right = Float64Array.from(matrix, (row) => dot(row, truth));
    const solved = solvePositive(Float64Array.from(matrix.flat()), right);
    expect(norm(solved.map((value, i) => value - truth[i]))).toBeLessThan(1e-11 * (1 + norm(truth)));
  });

  it.each([
    ["a negative eigenvalue", [1, 2, 2, 1], "pivot 1 is -3"],
    ["a zero matrix", [0, 0, 0, 0], "pivot 0 is 0"],
    ["a singular matrix", [1, 1, 1, 1], "pivot 1 is 0"],
    ["NaN", [NaN, 0, 0, 1], "pivot 0 is NaN"],
  ])("refuses %s and says what to do", (_, matrix, got) => {
    const solve = (): unknown => solvePositive(Float64Array.from(matrix), Float64Array.of(1, 1));
    expect(solve).toThrow(`solvePositive: ${got}, but all pivots must be positive. Add a multiple of the identity`);
    try {
      solve();
    } catch (error) {
      expect(isUphillError(error) && error.code).toBe("not-positive-definite");
    }
  });
});

it("dot and norm are what they say", () => {
  expect(dot([1, 2, 3], Float64Array.of(4, -5, 6))).toBe(12);
  expect(dot([], [])).toBe(0);
  expect(norm([3, -4])).toBe(5);
});
