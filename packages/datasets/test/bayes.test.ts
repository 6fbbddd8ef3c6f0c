import { describe, expect, test } from "vitest";
import { gaussian, gaussianAccuracy, normalCdf } from "../src/index.js";
import { withLabelNoise } from "../src/bayes.js";

test.each([
  [-8, 6.22096057427174e-16],
  [-5.5, 1.898956246588768e-8],
  [-3, 0.0013498980316300933],
  [-1, 0.15865525393145707],
  [0, 0.5],
  [0.3, 0.6179114221889526],
  [2, 0.9772498680518208],
  [4.9, 0.9999995208167234],
  [6, 0.9999999990134123],
])("normalCdf(%d) is SciPy's %d", (x, wanted) => {
  expect(Math.abs(normalCdf(x) - wanted)).toBeLessThan(1e-15 + 1e-13 * Math.min(wanted, 1 - wanted));
});

test("gaussianAccuracy: two classes in closed form, more against SciPy's quad", () => {
  expect(gaussianAccuracy(3, 2)).toBe(normalCdf(1.5));
  expect(gaussianAccuracy(1.5, 3)).toBeCloseTo(0.6511017094763871, 11);
  expect(gaussianAccuracy(3, 5)).toBeCloseTo(0.8151288082258834, 11);
  expect(gaussianAccuracy(0, 4)).toBeCloseTo(0.25, 11);
});

test("withLabelNoise: half of two labels wrong leaves chance, all wrong leaves the opposite", () => {
  expect(withLabelNoise(0.9, 0, 2)).toBe(0.9);
  expect(withLabelNoise(0.9, 0.5, 2)).toBeCloseTo(0.5, 15);
  expect(withLabelNoise(1, 0.3, 4)).toBeCloseTo(0.7, 15);
});

describe("the ceiling of the Gaussian classes", () => {
  test("is Φ(separation / 2 spread) where noise is isotropic", () => {
    const { ceiling } = gaussian({ rows: 4, seed: 1, features: 5, separation: 0.6, spread: 0.2, angle: 70 });
    expect(ceiling!.accuracy).toBeCloseTo(normalCdf(1.5), 12);
    expect(ceiling!.reason).toBe("Bayes: the means are 3.000 standard deviations apart.");
    const { ceiling: usual } = gaussian({ rows: 4, seed: 1, angle: 60 });
    expect(usual!.accuracy).toBeCloseTo(normalCdf(0.5 / 0.2), 12);
  });

  // Slow truth: the best rule there is, played on many rows, with inverse covariances by hand in two dimensions.
  test.each([
    { correlation: 0.7, spread: 0.8 },
    { covariance: "diagonal" as const, spread: 1.5 },
    { covariance: "full" as const, stretch: 9, correlation: 0.3, spread: 3 },
    { classes: 3, features: 3 },
    { labelNoise: 0.2 },
  ])("is what the best rule reaches with %o", (options) => {
    const shared = { features: 2, spread: 0.6, angle: 90, ...options };
    const width = shared.features;
    const rows = 40_000;
    const data = gaussian({ rows, seed: 5, ...shared });
    const count = data.classes.length;
    const clean = gaussian({ rows, seed: 5, ...shared, labelNoise: 0 });
    const means = Array.from({ length: count }, () => new Float64Array(width));
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < width; i++) {
        means[clean.labels[row]][i] += (clean.features[row * width + i] * count) / rows;
      }
    }
    const covariance = new Float64Array(width * width);
    const residual = (row: number, label: number, i: number): number =>
      data.features[row * width + i] - means[label][i];
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < width; i++) {
        for (let j = 0; j < width; j++) {
          covariance[i * width + j] +=
            (residual(row, clean.labels[row], i) * residual(row, clean.labels[row], j)) / rows;
        }
      }
    }
    const inverse = invert(covariance, width);
    let right = 0;
    for (let row = 0; row < rows; row++) {
      const distances = means.map((_, label) => {
        let sum = 0;
        for (let i = 0; i < width; i++) {
          for (let j = 0; j < width; j++)
            sum += inverse[i * width + j] * residual(row, label, i) * residual(row, label, j);
        }
        return sum;
      });
      right += Number(distances.indexOf(Math.min(...distances)) === data.labels[row]);
    }
    const { accuracy } = data.ceiling!;
    const error = Math.sqrt((accuracy * (1 - accuracy)) / rows);
    expect(Math.abs(right / rows - accuracy)).toBeLessThan(5 * error);
    expect(accuracy).toBeLessThan(0.97);
  });

  test("is left out where distances differ", () => {
    const options = { rows: 6, seed: 1, features: 8, classes: 3 };
    expect(gaussian(options).ceiling).toBeDefined();
    expect(gaussian({ ...options, covariance: "diagonal" }).ceiling).toBeUndefined();
  });
});

/** Gauss–Jordan, for two or three dimensions. */
function invert(matrix: Float64Array, size: number): Float64Array {
  const a = matrix.slice();
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) result[i * size + i] = 1;
  for (let k = 0; k < size; k++) {
    const pivot = a[k * size + k];
    for (let j = 0; j < size; j++) {
      a[k * size + j] /= pivot;
      result[k * size + j] /= pivot;
    }
    for (let i = 0; i < size; i++) {
      const factor = a[i * size + k];
      if (i === k) continue;
      for (let j = 0; j < size; j++) {
        a[i * size + j] -= factor * a[k * size + j];
        result[i * size + j] -= factor * result[k * size + j];
      }
    }
  }
  return result;
}
