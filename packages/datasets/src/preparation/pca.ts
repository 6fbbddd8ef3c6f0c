import { dot, eigenSymmetric, norm, number, UphillError } from "@uphill/core";
import type { Dataset } from "../dataset.js";
import { moments } from "./moments.js";
import { definePreparation, mapRows } from "./preparation.js";

const MOST_DIMENSIONS = 4096;
/** Squares of such, and sums of them, stay within doubles. */
const MOST_DEVIATION = 1e140;
/** Below this share of the largest variance, a direction is rounding noise. */
const NOTHING = 1e-13;

/**
 * Replaces a row by its coordinates along the directions of largest variance of the training rows (principal
 * components). The mean is subtracted first. The component of largest magnitude of each direction is positive; of
 * several equal ones, the first. This fixes the sign.
 * What it learns: `mean` [width]; `directions` [components, width], row by row; `variances` [components], with divisor
 * rows − 1; and `share` [components], their share of the whole variance. The numbers are those of scikit-learn's `PCA`,
 * up to its choice of signs. Fitting throws UphillError "preparation" if the training rows vary in fewer directions
 * than asked for, or if a variance does not fit into a double.
 * Cost: eigenvectors of the [width, width] covariance or of the [rows, rows] matrix of products, whichever is smaller:
 * its size cubed.
 */
export const pca = definePreparation({
  name: "pca",
  about: "Coordinates along the directions of largest variance of the training rows",
  options: {
    /** Features to keep. */
    components: number({ default: 8, min: 1, max: MOST_DIMENSIONS, integer: true, about: "Features to keep" }),
  },
  fit(train, { components }) {
    const { mean, deviation } = moments(train);
    // Pixels that never change have no part in any direction, and would cost their cube.
    const used = deviation.flatMap((size, i) => (size > 0 ? [i] : []));
    const far = deviation.find((size) => size > MOST_DEVIATION || (size > 0 && size < 1 / MOST_DEVIATION));
    if (far !== undefined) refuseScale(train, far);
    const centred = Array.from({ length: train.rows }, (_, row) =>
      Float64Array.from(used, (i) => train.features[row * train.width + i] - mean[i]),
    );
    const found =
      used.length <= train.rows ? byCovariance(centred, used.length) : byProducts(centred, used.length, components);
    const rank = found.variances.findIndex((value) => !(value > NOTHING * found.variances[0]));
    const most = rank < 0 ? found.variances.length : rank;
    if (components > most || used.length === 0) refuse(train, components, used.length === 0 ? 0 : most);
    const total = deviation.reduce((sum, size) => sum + size * size, 0) * (train.rows / (train.rows - 1));
    const variances = Array.from(found.variances.slice(0, components));
    const directions = new Array<number>(components * train.width).fill(0);
    for (let k = 0; k < components; k++) {
      used.forEach((i, place) => (directions[k * train.width + i] = found.directions[k * used.length + place]));
    }
    return { mean, directions, variances, share: variances.map((value) => value / total) };
  },
  apply(data, { components }, { mean, directions, share }) {
    const axes = Array.from({ length: components }, (_, k) => directions.slice(k * data.width, (k + 1) * data.width));
    const features = mapRows(data, components, (row, into) => {
      const centred = row.map((x, i) => x - mean[i]);
      axes.forEach((axis, k) => (into[k] = dot(centred, axis)));
    });
    const kept = share.reduce((sum, part) => sum + part, 0);
    const note = `Kept ${components} principal components of ${data.width} features, fitted on the training rows; they hold ${(100 * kept).toFixed(1)} % of their variance.`;
    return { features, width: components, note };
  },
});

interface Directions {
  /** Largest first. */
  readonly variances: Float64Array;
  /** One row of `width` numbers for each, as many as are asked for at least. */
  readonly directions: Float64Array;
}

function byCovariance(rows: readonly Float64Array[], width: number): Directions {
  refuseSize(width);
  const covariance = new Float64Array(width * width);
  for (const row of rows) {
    for (let i = 0; i < width; i++) {
      const x = row[i];
      for (let j = 0, at = i * width; j <= i; j++, at++) covariance[at] += x * row[j];
    }
  }
  const divisor = rows.length - 1;
  const { values, vectors } = eigenSymmetric(
    covariance.map((x) => x / divisor),
    width,
  );
  return { variances: values, directions: vectors };
}

/** With X = UΣVᵀ of few rows: U and Σ² from XXᵀ, then V = XᵀU/Σ. */
function byProducts(rows: readonly Float64Array[], width: number, count: number): Directions {
  refuseSize(rows.length);
  const size = rows.length;
  const products = new Float64Array(size * size);
  rows.forEach((row, i) => {
    for (let j = 0; j <= i; j++) products[i * size + j] = dot(row, rows[j]);
  });
  const { values, vectors } = eigenSymmetric(products, size);
  const directions = new Float64Array(count * width);
  for (let k = 0; k < count && values[k] > NOTHING * values[0]; k++) {
    const direction = directions.subarray(k * width, (k + 1) * width);
    for (let i = 0; i < size; i++) {
      const part = vectors[k * size + i];
      for (let j = 0; j < width; j++) direction[j] += part * rows[i][j];
    }
    const length = norm(direction);
    const leading = direction.reduce((best, x, j) => (Math.abs(x) > Math.abs(direction[best]) ? j : best), 0);
    const factor = (direction[leading] < 0 ? -1 : 1) / length;
    direction.forEach((x, j) => (direction[j] = factor * x));
  }
  return { variances: values.map((value) => value / (size - 1)), directions };
}

function refuse({ name, rows }: Dataset, components: number, most: number): never {
  throw new UphillError({
    code: "preparation",
    who: "pca",
    got: `${components} components are asked for`,
    wanted: `the ${rows} training rows of ${name} vary in ${most} directions only`,
    todo: `Ask for at most ${most}, or bring more rows.`,
  });
}

function refuseScale({ name }: Dataset, deviation: number): never {
  throw new UphillError({
    code: "preparation",
    who: "pca",
    got: `a feature of ${name} has the standard deviation ${deviation.toPrecision(3)}`,
    wanted: `its square must be a number, so it must lie between ${1 / MOST_DEVIATION} and ${MOST_DEVIATION}`,
    todo: "Put standardise before it, or use other units.",
  });
}

function refuseSize(size: number): void {
  if (size <= MOST_DIMENSIONS) return;
  throw new UphillError({
    code: "preparation",
    who: "pca",
    got: `both rows and features are ${size} or more`,
    wanted: `one of them must be at most ${MOST_DIMENSIONS}, for the cost grows with its cube`,
    todo: "Fit on fewer rows, or reduce images first.",
  });
}
