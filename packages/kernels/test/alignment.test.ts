import { isUphillError, streams } from "@uphill/core";
import { describe, expect, it } from "vitest";
import { alignment, alignmentWithSlope } from "../src/index.js";

const random = streams(5).stream("alignment").at();
const points = Float64Array.from({ length: 12 }, () => random.normal());
const matrix = Float64Array.from({ length: 36 }, (_, k) => {
  const [i, j] = [2 * Math.floor(k / 6), 2 * (k % 6)];
  return Math.exp(-((points[i] - points[j]) ** 2) - (points[i + 1] - points[j + 1]) ** 2);
});
const labels = [0, 1, 1, 0, 2, 1];

describe("alignment", () => {
  it("of two classes is ⟨K, yyᵀ⟩ / (|K|·rows), by hand", () => {
    const k = Float64Array.of(1, 0.5, 0.2, 0.5, 1, 0.1, 0.2, 0.1, 1);
    // y = (1, 1, −1): 3 + 2·0.5 − 2·0.2 − 2·0.1 = 3.4; |K|² = 3 + 2·(0.25 + 0.04 + 0.01) = 3.6.
    expect(alignment(k, [1, 1, 0], { centred: false })).toBeCloseTo(3.4 / (Math.sqrt(3.6) * 3), 14);
    // Centred: rows of K have means 1.7/3, 1.6/3, 1.3/3, and all of it 4.6/9.
    const means = [1.7 / 3, 1.6 / 3, 1.3 / 3];
    const c = Array.from(k, (value, at) => value - means[Math.floor(at / 3)] - means[at % 3] + 4.6 / 9);
    const y = [2 / 3, 2 / 3, -4 / 3];
    let [along, size] = [0, 0];
    c.forEach((value, at) => {
      along += value * y[Math.floor(at / 3)] * y[at % 3];
      size += value * value;
    });
    expect(alignment(k, [1, 1, 0])).toBeCloseTo(along / (Math.sqrt(size) * (8 / 3)), 14);
  });

  it("is 1 for the ideal kernel, of three classes too, and 0 for one that is the same everywhere", () => {
    const ideal = Float64Array.from({ length: 36 }, (_, k) =>
      labels[Math.floor(k / 6)] === labels[k % 6] ? 1 : -1 / 2,
    );
    expect(alignment(ideal, labels, { centred: false })).toBeCloseTo(1, 14);
    expect(
      alignment(
        ideal.map((value) => 0.3 * value + 0.5),
        labels,
      ),
    ).toBeCloseTo(1, 14);
    expect(alignmentWithSlope(new Float64Array(36).fill(0.7), labels)).toEqual({
      value: 0,
      slope: new Float64Array(36),
    });
  });

  it.each([true, false])("has the slope of its differences (centred: %s)", (centred) => {
    const { value, slope } = alignmentWithSlope(matrix, labels, { centred });
    expect(value).toBe(alignment(matrix, labels, { centred }));
    slope.forEach((found, k) => {
      const at = (delta: number): number =>
        alignment(
          matrix.map((entry, i) => (i === k ? entry + delta : entry)),
          labels,
          { centred },
        );
      expect(found).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
    });
  });

  it.each([
    ["shape", () => alignment(new Float64Array(5), [0, 1])],
    ["shape", () => alignment(Float64Array.of(1, NaN, 0, 1), [0, 1])],
    ["labels", () => alignment(matrix, [0, 1])],
    ["labels", () => alignment(matrix, [0, 1, 1, 0, -1, 1])],
    ["labels", () => alignment(matrix, [1, 1, 1, 1, 1, 1])],
  ])("refuses %s (%#)", (code, act) => {
    expect(act).toThrow(expect.toSatisfy((error) => isUphillError(error) && error.code === code) as Error);
  });
});
