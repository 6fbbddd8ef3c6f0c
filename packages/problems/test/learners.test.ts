import { dot, exp, norm, solvePositive, streams } from "@uphill/core";
import { dataset, type Dataset } from "@uphill/datasets";
import { describe, expect, it } from "vitest";
import { standardiser } from "../src/classifier/classical/learner.js";
import { fitLogistic, logistic } from "../src/classifier/classical/logistic.js";
import { fitSoftmax } from "../src/classifier/classical/multinomial.js";
import { quadraticRidge } from "../src/classifier/classical/quadratic-ridge.js";
import { softmax } from "../src/classifier/softmax.js";
import { ceilingsOnFeatures } from "../src/index.js";

const seeds = Array.from({ length: 8 }, (_, seed) => seed);

function randomRows(seed: number, rows: number, columns: number): Float64Array[] {
  const random = streams(seed).stream("learners").at();
  return Array.from({ length: rows }, () => Float64Array.from({ length: columns }, () => random.normal()));
}

describe("standardiser", () => {
  it("worked by hand: mean 3, deviation 1; the constant column is left out", () => {
    const standardise = standardiser([Float64Array.of(2, 5), Float64Array.of(4, 5)]);
    const found = [2, 4, 5].map((x) => [...standardise(Float64Array.of(x, 0))]);
    expect(found).toEqual([[-1], [1], [2]]);
  });

  it("stays in the range of doubles: huge and tiny columns, and rows like no other", () => {
    const rows = [1, 2, 4].map((x) => Float64Array.of(x * 2 ** 1020, x * 2 ** -1040));
    const standardise = standardiser(rows);
    for (const row of rows) {
      const [huge, tiny] = standardise(row);
      expect(huge).toBe(tiny);
      expect(Math.abs(huge)).toBeLessThan(2);
    }
    expect([...standardise(Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE))]).toEqual([expect.any(Number), 1e100]);
  });
});

describe("logistic", () => {
  it("worked by hand: x = ±1, where w = 1 is best at strength 2/(1 + e), and the offset is 0", () => {
    const rows = [Float64Array.of(1, 1), Float64Array.of(-1, 1)];
    const [w, b] = fitLogistic({ rows, labels: [1, -1] }, 2 / (1 + exp(1)), new Float64Array(2))!;
    expect(w).toBeCloseTo(1, 8);
    expect(b).toBeCloseTo(0, 12);
  });

  // LogisticRegression(C=1/strength, solver="newton-cholesky", tol=1e-14) of scikit-learn 1.9.1.
  it.each([
    [0.5, [0.66204927, -0.27921059, -0.09641926]],
    [1e-6, [0.91729141, -0.42731633, -0.1127517]],
  ])("agrees with scikit-learn at strength %d", (strength, expected) => {
    const points = [
      [0.5, -1],
      [1.5, 0.25],
      [-0.75, 1],
      [2, 1.5],
      [-1, -0.5],
      [0, 2],
    ];
    const sample = { rows: points.map((point) => Float64Array.of(...point, 1)), labels: [-1, 1, -1, 1, 1, -1] };
    const found = fitLogistic(sample, strength, new Float64Array(3))!;
    found.forEach((value, k) => expect(value).toBeCloseTo(expected[k], 7));
  });

  it.each(seeds)("leaves no gradient, whether a line parts the classes or not, seed %i", (seed) => {
    const apart = seed % 2 === 0;
    const rows = randomRows(seed, 30, 4).map((row) => Float64Array.of(...row, 1));
    const labels = rows.map((row, index) => ((apart ? row[0] + 0.5 * row[1] : (index % 3) - 1) < 0 ? -1 : 1));
    for (const strength of [1e-7, 1e-3, 10]) {
      const w = fitLogistic({ rows, labels }, strength, new Float64Array(5))!;
      for (let k = 0; k < 5; k++) {
        const pulls = rows.map((row, index) => (labels[index] * row[k]) / (1 + exp(labels[index] * dot(w, row))));
        const size = pulls.reduce((sum, pull) => sum + Math.abs(pull), 0);
        const rest = pulls.reduce((sum, pull) => sum + pull, 0) - (k < 4 ? strength * w[k] : 0);
        expect(Math.abs(rest)).toBeLessThan(1e-5 * size);
      }
    }
  });

  it.each(seeds)("finds the same from a start that is far off, where whole steps would leap away, seed %i", (seed) => {
    const rows = randomRows(seed, 30, 2).map((row) => Float64Array.of(...row, 1));
    const labels = rows.map((row, index) => (row[0] + (index % 5) - 2 < 0 ? -1 : 1));
    const best = fitLogistic({ rows, labels }, 0.1, new Float64Array(3))!;
    const found = fitLogistic({ rows, labels }, 0.1, Float64Array.of(-6, 5, -4))!;
    found.forEach((value, k) => expect(value).toBeCloseTo(best[k], 5));
  });

  it.each(seeds)("is the same on the span of few rows as with all columns, seed %i", (seed) => {
    const [rows, asked] = [randomRows(seed, 8, 20), randomRows(seed + 100, 5, 20)];
    const labels = rows.map((_, index) => (index % 2 ? 1 : -1));
    const found = logistic.learn({ rows, labels }, asked)(1e-3)!;
    const unit = rows.reduce((sum, row) => sum + dot(row, row), 0);
    const whole = rows.map((row) => Float64Array.of(...row, 1));
    const w = fitLogistic({ rows: whole, labels }, 1e-3 * unit, new Float64Array(21))!;
    asked.forEach((row, k) => expect(found[k]).toBeCloseTo(dot(w, [...row, 1]), 6));
  });
});

describe("quadraticRidge", () => {
  it("worked by hand: x = ±1 gives f = x/(1 + penalty)", () => {
    const sample = { rows: [Float64Array.of(-1), Float64Array.of(1)], labels: [-1, 1] };
    const found = quadraticRidge.learn(
      sample,
      [1, 0, 2].map((x) => Float64Array.of(x)),
    )(0.25)!;
    [0.8, 0, 1.6].forEach((value, k) => expect(found[k]).toBeCloseTo(value, 12));
  });

  it.each(seeds)("is ridge on all monomials up to degree two with a free offset, seed %i", (seed) => {
    const [rows, asked] = [randomRows(seed, 14, 3), randomRows(seed + 100, 6, 3)];
    const labels = rows.map((_, index) => (index % 3 ? 1 : -1));
    const monomials = (row: Float64Array): number[] => {
      const single = [...row].map((x) => x * Math.sqrt(2 / 3));
      const products = [...row].flatMap((a, i) =>
        [...row.slice(0, i + 1)].map((b, j) => (a * b * (i === j ? 1 : Math.SQRT2)) / 3),
      );
      return [...single, ...products];
    };
    const mean = rows
      .map(monomials)
      .reduce((sum, row) => sum.map((x, k) => x + row[k] / rows.length), new Array<number>(9).fill(0));
    const centred = (row: Float64Array): number[] => monomials(row).map((x, k) => x - mean[k]);
    const table = rows.map(centred);
    const offset = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    const unit = table.reduce((sum, row) => sum + dot(row, row), 0);
    for (const penalty of [1e-5, 0.1, 10]) {
      const normal = mean.flatMap((_, i) =>
        mean.map((_, j) => table.reduce((sum, row) => sum + row[i] * row[j], i === j ? penalty * unit : 0)),
      );
      const right = mean.map((_, i) => table.reduce((sum, row, k) => sum + row[i] * (labels[k] - offset), 0));
      const weights = solvePositive(Float64Array.from(normal), Float64Array.from(right));
      const found = quadraticRidge.learn({ rows, labels }, asked)(penalty)!;
      asked.forEach((row, k) => expect(found[k]).toBeCloseTo(offset + dot(weights, centred(row)), 8));
    }
  });

  it.each(seeds)(
    "holds every readout xᵀAx of amplitude encoding, though features are standardised, seed %i",
    (seed) => {
      const width = 4;
      const unit = (row: Float64Array): Float64Array => row.map((x) => x / norm(row));
      const [rows, asked] = [randomRows(seed, 40, width).map(unit), randomRows(seed + 100, 10, width).map(unit)];
      const form = randomRows(seed + 200, width, width);
      const readout = (x: Float64Array): number => x.reduce((sum, xi, i) => sum + xi * dot(form[i], x), 0);
      const standardise = standardiser(rows);
      const sample = { rows: rows.map(standardise), labels: rows.map(readout) };
      const found = quadraticRidge.learn(sample, asked.map(standardise))(1e-10)!;
      asked.forEach((row, k) => expect(found[k]).toBeCloseTo(readout(row), 5));
    },
  );
});

describe("multinomial logistic regression", () => {
  const rows = [
    [0, 0],
    [1, 0.5],
    [0.2, 1],
    [2, 1],
    [2.5, 0],
    [3, 1.5],
    [0, 3],
    [1, 4],
    [0.5, 2.5],
  ].map((row) => Float64Array.of(...row, 1));
  const sample = { rows, labels: [0, 0, 1, 1, 1, 2, 2, 2, 0], classes: 3 };
  const nothing = Array.from({ length: 3 }, () => new Float64Array(3));

  it("finds scikit-learn 1.9's probabilities (newton-cholesky, C = 2)", () => {
    const wanted = [
      [0.6831433, 0.30944882, 0.00740788],
      [0.46890138, 0.48261782, 0.0484808],
      [0.65255858, 0.2979035, 0.04953793],
      [0.23124217, 0.54079628, 0.22796156],
      [0.17355069, 0.76021194, 0.06623737],
      [0.06364038, 0.33817714, 0.59818247],
      [0.35065606, 0.09431746, 0.55502648],
      [0.02763204, 0.01548249, 0.95688548],
      [0.3486754, 0.16104455, 0.49028005],
    ];
    const found = fitSoftmax(sample, 0.5, nothing)!;
    rows.forEach((row, index) => {
      const { shares } = softmax(Float64Array.from(found, (own) => dot(own, row)));
      shares.forEach((share, label) => expect(share).toBeCloseTo(wanted[index][label], 4));
    });
  });

  it("tells clouds apart on k classes, as the ridge does", () => {
    const random = streams(4).stream("clouds").at();
    const make = (count: number): Dataset => {
      const labels = Array.from({ length: count }, (_, row) => row % 4);
      const features = labels.map((label) => [
        Math.cos((label * Math.PI) / 2) + 0.2 * random.normal(),
        Math.sin((label * Math.PI) / 2) + 0.2 * random.normal(),
      ]);
      return dataset({ features, labels });
    };
    const { logistic: plain, quadraticRidge: ridge } = ceilingsOnFeatures(make(80), make(80));
    expect(plain.test).toBeGreaterThan(0.97);
    expect(ridge.test).toBeGreaterThan(0.97);
  });
});
