import { dot, norm } from "@uphill/core";
import { describe, expect, test } from "vitest";
import {
  barsAndStripes,
  circles,
  classCounts,
  gaussian,
  hiddenManifold,
  linearlySeparable,
  moons,
  parity,
  spirals,
  type Dataset,
} from "../src/index.js";

const rowsOf = ({ features, width, rows }: Dataset): Float64Array[] =>
  Array.from({ length: rows }, (_, row) => features.slice(row * width, (row + 1) * width));

describe("gaussian with more classes", () => {
  const clean = { rows: 5, seed: 2, classes: 5, features: 12, spread: 1e-13 };

  test.each([30, 90, 100])("five means stand at %d degrees to each other", (angle) => {
    const means = rowsOf(gaussian({ ...clean, angle, length: 2 }));
    means.forEach((mean, k) => {
      expect(norm(mean)).toBeCloseTo(2, 10);
      for (const other of means.slice(0, k)) {
        expect(dot(mean, other) / 4).toBeCloseTo(Math.cos((angle * Math.PI) / 180), 10);
      }
    });
  });

  test("separation is the distance between any two means", () => {
    const means = rowsOf(gaussian({ ...clean, angle: 50, separation: 3 }));
    for (const [k, mean] of means.entries()) {
      for (const other of means.slice(0, k)) expect(norm(mean.map((x, i) => x - other[i]))).toBeCloseTo(3, 10);
    }
  });

  test("the noise has the spread and stretch asked for, in all shapes", () => {
    const [rows, width] = [30_000, 4];
    for (const covariance of ["diagonal", "full"] as const) {
      const options = { rows, seed: 4, features: width, covariance, stretch: 5, spread: 0.5, length: 1e-9 };
      const noise = rowsOf(gaussian(options));
      const moment = (i: number, j: number): number => noise.reduce((sum, x) => sum + x[i] * x[j], 0) / rows;
      const matrix = Array.from({ length: width }, (_, i) => Array.from({ length: width }, (_, j) => moment(i, j)));
      const trace = matrix.reduce((sum, line, i) => sum + line[i], 0);
      // Standard deviations 0.5·5^(−k/3): the trace and the trace of the square do not depend on directions.
      const variances = [0, 1, 2, 3].map((k) => 0.25 * 5 ** ((-2 * k) / 3));
      expect(trace).toBeCloseTo(
        variances.reduce((a, b) => a + b),
        1.5,
      );
      const square = matrix.flat().reduce((sum, x) => sum + x * x, 0);
      const wanted = variances.reduce((sum, x) => sum + x * x, 0);
      expect(Math.abs(square / wanted - 1)).toBeLessThan(0.05);
      const off = Math.max(...matrix.flatMap((line, i) => line.map((x, j) => (i === j ? 0 : Math.abs(x)))));
      if (covariance === "diagonal") expect(off).toBeLessThan(0.01);
      else expect(off).toBeGreaterThan(0.02);
    }
  });

  test("label noise exchanges its share of labels and leaves features alone", () => {
    const options = { rows: 9000, seed: 3, classes: 3, features: 4 };
    const [before, after] = [gaussian(options), gaussian({ ...options, labelNoise: 0.25 })];
    expect(after.features).toEqual(before.features);
    const changed = after.labels.reduce((sum, label, row) => sum + Number(label !== before.labels[row]), 0);
    expect(Math.abs(changed / 9000 - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 9000));
    expect(Math.min(...classCounts(after))).toBeGreaterThan(2800);
  });

  test("refuses what cannot be", () => {
    expect(() => gaussian({ rows: 4, seed: 1, features: 3, classes: 4 })).toThrow("there are 4 classes of 3 features");
    expect(() => gaussian({ rows: 4, seed: 1, classes: 3, angle: 125 })).toThrow(
      "3 means cannot all stand so far apart",
    );
    expect(() => gaussian({ rows: 4, seed: 1, classes: 3, angle: 119 })).not.toThrow();
  });
});

test("moons: without noise each row is on its half circle", () => {
  const { labels, ...data } = moons({ rows: 50, seed: 1, noise: 0 });
  rowsOf({ labels, ...data }).forEach(([x, y], row) => {
    const [fromX, fromY] = labels[row] ? [1 - x, 0.5 - y] : [x, y];
    expect(fromX * fromX + fromY * fromY).toBeCloseTo(1, 12);
    expect(fromY).toBeGreaterThanOrEqual(0);
  });
});

test("circles: radius 1 and the factor; noise has its standard deviation", () => {
  const data = circles({ rows: 50, seed: 1, noise: 0, factor: 0.3 });
  rowsOf(data).forEach((row, k) => expect(norm(row)).toBeCloseTo(data.labels[k] ? 0.3 : 1, 12));
  const noisy = circles({ rows: 20_000, seed: 1, noise: 0.2, factor: 0.3 });
  // E|x|² = radius² + 2·noise²
  const square = rowsOf(noisy).reduce((sum, row) => sum + dot(row, row), 0) / noisy.rows;
  expect(Math.abs(square - (1.09 / 2 + 0.08))).toBeLessThan(0.02);
});

test("spirals: without noise the angle follows from the radius and the class", () => {
  const data = spirals({ rows: 60, seed: 1, noise: 0, classes: 3, turns: 1.5 });
  rowsOf(data).forEach((row, k) => {
    const angle = 2 * Math.PI * (1.5 * norm(row) + data.labels[k] / 3);
    expect(row[0]).toBeCloseTo(norm(row) * Math.cos(angle), 12);
    expect(row[1]).toBeCloseTo(norm(row) * Math.sin(angle), 12);
  });
});

test("parity: the first bits decide, the others are even", () => {
  const data = parity({ rows: 2000, seed: 1, features: 5, relevant: 3, values: "bits" });
  const ones = [0, 0, 0, 0, 0];
  rowsOf(data).forEach((bits, k) => {
    expect((bits[0] + bits[1] + bits[2]) % 2).toBe(data.labels[k]);
    bits.forEach((bit, i) => (ones[i] += bit));
  });
  for (const count of ones) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(500));
  const signs = parity({ rows: 40, seed: 1 });
  rowsOf(signs).forEach(([a, b], k) => expect(a * b).toBe(signs.labels[k] ? -1 : 1));
  expect(() => parity({ rows: 4, seed: 1, relevant: 3 })).toThrow("parity: relevant is 3, but there are 2 features.");
});

test("bars and stripes: columns or rows of one value, never all the same", () => {
  const data = barsAndStripes({ rows: 300, seed: 1, noise: 0, height: 2, width: 3 });
  expect(data.image).toEqual({ height: 2, width: 3, radians: true });
  const seen = new Set<string>();
  rowsOf(data).forEach((p, k) => {
    seen.add(`${data.labels[k]} ${p.join(" ")}`);
    if (data.labels[k] === 0) expect([p[0], p[1], p[2]]).toEqual([p[3], p[4], p[5]]);
    else expect([p[0], p[0], p[3], p[3]]).toEqual([p[1], p[2], p[4], p[5]]);
  });
  expect(seen.size).toBe(2 ** 3 - 2 + 2 ** 2 - 2);
});

test("hidden manifold: features lie on a sheet of the given dimensions, within ±1", () => {
  const data = hiddenManifold({ rows: 400, seed: 3, features: 5, manifold: 1 });
  expect(data.features.every((x) => Math.abs(x) < 1)).toBe(true);
  // One coordinate c: atanh(xᵢ) + bᵢ is proportional to c, so any two features' atanh lie on a line.
  const line = rowsOf(data).map((row) => [Math.atanh(row[0]), Math.atanh(row[1])]);
  const slope = (line[1][1] - line[0][1]) / (line[1][0] - line[0][0]);
  for (const [x, y] of line.slice(2, 40)) expect(y - line[0][1]).toBeCloseTo(slope * (x - line[0][0]), 6);
});

test("hidden manifold: labels depend on the place on the sheet alone, and seeds make other sheets", () => {
  const data = hiddenManifold({ rows: 400, seed: 3, features: 5, manifold: 1 });
  // One dimension: the network's score is odd in c, so the label is the side of c = 0, up to more zeros; here a threshold.
  const places = rowsOf(data).map((row, k) => ({ at: row[0], label: data.labels[k] }));
  places.sort((a, b) => a.at - b.at);
  const changes = places.filter(({ label }, k) => k > 0 && label !== places[k - 1].label).length;
  expect(changes).toBe(1);
  expect(hiddenManifold({ rows: 4, seed: 4 }).features).not.toEqual(hiddenManifold({ rows: 4, seed: 3 }).features);
});

test("linearly separable: the sum's sign is the class, outside the margin, inside the cube", () => {
  const data = linearlySeparable({ rows: 4000, seed: 1, features: 3, margin: 0.2 });
  let first = 0;
  rowsOf(data).forEach((row, k) => {
    const sum = row[0] + row[1] + row[2];
    expect(data.labels[k] ? -sum : sum).toBeGreaterThan(0.6);
    expect(Math.max(...row.map(Math.abs))).toBeLessThanOrEqual(1);
    first += row[0];
  });
  expect(Math.abs(first / 4000)).toBeLessThan(0.05);
  expect(() => linearlySeparable({ rows: 2, seed: 1, features: 500, margin: 0.9 })).toThrow("Choose a smaller margin");
});
