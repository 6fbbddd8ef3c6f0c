import { describe, expect, test } from "vitest";
import { dot, eigenSymmetric, norm, streams } from "../src/index.js";

const random = (size: number, seed: number): Float64Array => {
  const draw = streams(seed).stream("matrix").at(size);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = draw.normal();
  return matrix;
};

describe("eigenSymmetric", () => {
  test("golden: [[2, 1], [1, 2]] has 3 along (1, 1)/√2 and 1 along (1, −1)/√2", () => {
    const { values, vectors } = eigenSymmetric(Float64Array.of(2, 1, 1, 2), 2);
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    [1, 1, 1, -1].forEach((sign, k) => expect(vectors[k]).toBeCloseTo(sign / Math.SQRT2, 14));
  });

  test("golden: the chain of 2 and −1 has 2 − 2cos(kπ/(n+1))", () => {
    const size = 12;
    const chain = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      chain[i * size + i] = 2;
      if (i > 0) chain[i * size + i - 1] = chain[(i - 1) * size + i] = -1;
    }
    const { values } = eigenSymmetric(chain, size);
    values.forEach((value, k) => expect(value).toBeCloseTo(2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1)), 13));
  });

  test.each([
    ["graded rows", (i: number, j: number) => 10 ** (-(8 * (i + j)) / 11)],
    ["nearly equal eigenvalues", (i: number, j: number) => (i === j ? 1 : 1e-14)],
    [
      "a rank of three",
      (i: number, j: number) => [1, 2, 3].reduce((sum, k) => sum + Math.cos(k * i) * Math.cos(k * j), 0),
    ],
  ])("%s: small residual, orthonormal", (_, at) => {
    const size = 12;
    const matrix = Float64Array.from({ length: size * size }, (_, k) => at(Math.floor(k / size), k % size));
    const { values, vectors } = eigenSymmetric(matrix, size);
    const rows = Array.from({ length: size }, (_, k) => vectors.slice(k * size, (k + 1) * size));
    rows.forEach((v, k) => {
      const image = Float64Array.from(v, (_, i) => dot(matrix.subarray(i * size, (i + 1) * size), v));
      expect(norm(image.map((x, i) => x - values[k] * v[i]))).toBeLessThan(2e-15 * norm(matrix));
      rows.slice(0, k).forEach((other) => expect(Math.abs(dot(v, other))).toBeLessThan(5e-15));
    });
  });

  test.each([1, 2, 3, 4, 7, 20, 61])("size %d: A·v = λ·v, orthonormal, in order, with fixed signs", (size) => {
    for (const seed of [1, 2, 3]) {
      const matrix = random(size, seed);
      const { values, vectors } = eigenSymmetric(matrix, size);
      const rows = Array.from({ length: size }, (_, k) => vectors.slice(k * size, (k + 1) * size));
      expect(Array.from(values)).toEqual(Array.from(values).sort((a, b) => b - a));
      rows.forEach((v, k) => {
        const image = Float64Array.from(v, (_, i) => dot(matrix.subarray(i * size, (i + 1) * size), v));
        expect(norm(image.map((x, i) => x - values[k] * v[i]))).toBeLessThan(1e-13 * size);
        expect(norm(v)).toBeCloseTo(1, 13);
        for (const other of rows.slice(0, k)) expect(Math.abs(dot(v, other))).toBeLessThan(1e-13);
        expect(v.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0)).toBeGreaterThan(0);
      });
    }
  });

  test("takes equal eigenvalues, zeros, diagonals, and numbers of very different size", () => {
    const { values, vectors } = eigenSymmetric(Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 5), 3);
    expect(Array.from(values)).toEqual([5, 3, 3]);
    expect(Array.from(vectors.slice(0, 3))).toEqual([0, 0, 1]);
    expect(Array.from(eigenSymmetric(new Float64Array(16), 4).values)).toEqual([0, 0, 0, 0]);
    const tiny = eigenSymmetric(Float64Array.of(1e-160, 1e-160, 1e-160, 1e-160), 2);
    expect(tiny.values[0] / 2e-160).toBeCloseTo(1, 12);
    const wide = eigenSymmetric(Float64Array.of(1e12, 1, 0, 1, 1, 1e-6, 0, 1e-6, 1e-9), 3);
    expect(wide.values[0]).toBeCloseTo(1e12, 2);
    expect(wide.values[1]).toBeCloseTo(1, 6);
  });

  test("reads the lower triangle only, changes nothing, and refuses numbers that are not finite", () => {
    const matrix = Float64Array.of(2, 99, 1, 2);
    expect(eigenSymmetric(matrix, 2).values[0]).toBeCloseTo(3, 14);
    expect(Array.from(matrix)).toEqual([2, 99, 1, 2]);
    expect(() => eigenSymmetric(Float64Array.of(NaN), 1)).toThrow(
      "eigenSymmetric: the matrix has a number that is not finite",
    );
  });
});
