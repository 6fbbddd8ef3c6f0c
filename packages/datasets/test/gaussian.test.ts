import { dot, norm, streams } from "@uphill/core";
import { describe, expect, test } from "vitest";
import { gaussian, selectRows, type Dataset } from "../src/index.js";

/** With a spread this small a row is its class mean to 11 digits. */
const nearlyMeans = (options: { angle: number; length?: number; features?: number; seed?: number }): Float64Array[] => {
  const { features, width } = gaussian({ rows: 2, seed: 3, spread: 1e-13, antipodal: "allow", ...options });
  return [features.slice(0, width), features.slice(width)];
};

/** Rows of a class less their common mean as the definition has it, [rows of the class][features]. */
function residuals(dataset: Dataset, means: Float64Array[]): number[][] {
  return Array.from({ length: dataset.rows }, (_, row) =>
    Array.from(
      { length: dataset.width },
      (_, i) => dataset.features[row * dataset.width + i] - means[dataset.labels[row]][i],
    ),
  );
}

describe("means", () => {
  test.each([
    { angle: 30, features: 64 },
    { angle: 90, features: 64 },
    { angle: 90, features: 2 },
    { angle: 145, features: 3 },
    { angle: 180, features: 64 },
  ])("stand at $angle degrees in $features dimensions, with the length asked for", ({ angle, features }) => {
    for (const seed of [1, 2, 3]) {
      const [first, second] = nearlyMeans({ angle, features, seed, length: 2.5 });
      expect(norm(first)).toBeCloseTo(2.5, 10);
      expect(norm(second)).toBeCloseTo(2.5, 10);
      expect(dot(first, second) / 6.25).toBeCloseTo(Math.cos((angle * Math.PI) / 180), 10);
    }
  });

  test("are the Gram–Schmidt pair of two draws", () => {
    const draw = (index: number): number[] => {
      const random = streams(3).stream("gaussian-means").at(index);
      return [random.normal(), random.normal(), random.normal()];
    };
    const [a, b] = [draw(0), draw(1)];
    const along = dot(a, b) / dot(a, a);
    const rest = b.map((x, i) => x - along * a[i]);
    const [first, second] = nearlyMeans({ angle: 90, features: 3 });
    first.forEach((x, i) => expect(x).toBeCloseTo(a[i] / norm(a), 10));
    second.forEach((x, i) => expect(x).toBeCloseTo(rest[i] / norm(rest), 10));
  });

  test("depend on the seed", () => {
    expect(nearlyMeans({ angle: 90, seed: 1 })[0][0]).not.toBeCloseTo(nearlyMeans({ angle: 90, seed: 2 })[0][0], 6);
  });
});

describe.each([{ correlation: 0 }, { correlation: 0.6 }])("rows with correlation $correlation", ({ correlation }) => {
  const [rows, width, spread] = [20_000, 6, 0.15];
  const data = gaussian({ rows, seed: 3, features: width, spread, correlation });
  const noise = residuals(data, nearlyMeans({ angle: 90, features: width }));
  const moment = (f: (row: number[]) => number): number => noise.reduce((sum, row) => sum + f(row), 0) / rows;

  test("scatter around their class mean", () => {
    // Standard error of a mean: spread/√rows.
    for (let i = 0; i < width; i++) expect(Math.abs(moment((u) => u[i]))).toBeLessThan((5 * spread) / Math.sqrt(rows));
  });

  test("have the spread and the correlation ρ^|i−j|", () => {
    // Standard error of a covariance of normals: spread²·√((1 + corr²)/rows).
    for (let i = 0; i < width; i++) {
      for (let j = i; j < width; j++) {
        const wanted = correlation ** (j - i);
        const error = Math.sqrt((1 + wanted * wanted) / rows);
        expect(Math.abs(moment((u) => u[i] * u[j]) / (spread * spread) - wanted)).toBeLessThan(5 * error);
      }
    }
  });

  test("are independent of each other", () => {
    let sum = 0;
    for (let row = 1; row < rows; row++) sum += dot(noise[row], noise[row - 1]) / (spread * spread);
    // Variance of the product of two rows: Σᵢⱼ ρ^2|i−j| ≤ width·(1 + ρ²)/(1 − ρ²).
    const variance = (width * (1 + correlation ** 2)) / (1 - correlation ** 2);
    expect(Math.abs(sum / rows)).toBeLessThan(5 * Math.sqrt(variance / rows));
  });
});

test("the default spread can be learnt: the nearest of two means of 100 rows tells 200 new rows apart", () => {
  const data = gaussian({ rows: 400, seed: 11 });
  const [train, fresh] = [0, 200].map((from) =>
    selectRows(
      data,
      Array.from({ length: 200 }, (_, i) => from + i),
    ),
  );
  const mean = (label: number): Float64Array =>
    new Float64Array(64).map((_, i) =>
      train.labels.reduce((sum, each, row) => sum + (each === label ? train.features[row * 64 + i] / 100 : 0), 0),
    );
  const [first, second] = [mean(0), mean(1)];
  let right = 0;
  for (let row = 0; row < 200; row++) {
    const x = fresh.features.subarray(row * 64, (row + 1) * 64);
    const distance = (m: Float64Array): number => norm(x.map((value, i) => value - m[i]));
    right += Number((distance(first) > distance(second) ? 1 : 0) === fresh.labels[row]);
  }
  expect(right).toBeGreaterThanOrEqual(196);
});

test("golden rows: a change of these numbers changes everybody's results", () => {
  const { features, labels, notes } = gaussian({ rows: 2, seed: 1, features: 2 });
  expect(Array.from(labels)).toEqual([0, 1]);
  expect(Array.from(features)).toMatchInlineSnapshot(`
    [
      -1.1099556281048222,
      -0.4691851947627943,
      0.6764257050440381,
      -1.0649068354725988,
    ]
  `);
  expect(notes).toMatchInlineSnapshot(`
    [
      "Two Gaussian classes of 2 features: means of length 1 at 90 degrees, spread 0.2, correlation of neighbouring features 0.",
      "Generated 2 rows from seed 1.",
    ]
  `);
});

describe("errors", () => {
  const make = (options: object) => () => gaussian({ rows: 4, seed: 1, ...options });

  test("nearly opposite means are refused unless allowed", () => {
    expect(make({ angle: 175 })).toThrow(
      "gaussian: angle is 175, but above 170 degrees the means are nearly opposite, and models that see a row only up to its sign cannot tell a mean from its opposite. Choose an angle up to 170",
    );
    expect(make({ angle: 170 })).not.toThrow();
    expect(make({ angle: 175, antipodal: "allow" })).not.toThrow();
  });

  test.each([
    [{ angle: 0 }, "angle is 0, but it must be a number > 0 and ≤ 180"],
    [{ angle: 181 }, "angle is 181"],
    [{ features: 1 }, "features is 1"],
    [{ length: 0 }, "length is 0"],
    [{ spread: 0 }, "spread is 0"],
    [{ spread: Infinity }, "spread is Infinity"],
    [{ correlation: 1 }, "correlation is 1, but it must be a number ≥ 0 and < 1"],
    [{ correlation: -0.1 }, "correlation is -0.1"],
    [{ antipodal: "maybe" }, 'antipodal is "maybe"'],
  ])("%o is refused", (options, message) => {
    expect(make(options)).toThrow(message);
  });
});
