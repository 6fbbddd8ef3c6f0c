import { eigenSymmetric } from "@uphill/core";

/**
 * f of a symmetric matrix, for each of some functions of its eigenvalues: V·f(Λ)·Vᵀ, [size, size]. Of a matrix that is not finite
 * every number is NaN, so that a run ends as diverged.
 */
export function matrixFunctions(matrix: Float64Array, ...functions: ((value: number) => number)[]): Float64Array[] {
  if (!matrix.every(Number.isFinite)) return functions.map(() => matrix.map(() => NaN));
  const size = Math.sqrt(matrix.length);
  const { values, vectors } = eigenSymmetric(matrix, size);
  return functions.map((f) => {
    const result = new Float64Array(size * size);
    values.forEach((value, k) => {
      const scale = f(value);
      if (scale === 0) return;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          result[i * size + j] += vectors[k * size + i] * scale * vectors[k * size + j];
        }
      }
    });
    return result;
  });
}

/** Matrix times vector. */
export function multiply(matrix: Float64Array, vector: ArrayLike<number>): Float64Array {
  const size = vector.length;
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += matrix[i * size + j] * vector[j];
    return sum;
  });
}

/**
 * The gradient as the metric sees it: (G + λ1)⁻¹·g. Negative eigenvalues, which only noise can bring, count as 0; with λ = 0
 * this is the pseudo-inverse, which leaves out directions that do not move anything.
 */
export function naturalGradient(metric: Float64Array, gradient: Float64Array, regularization: number): Float64Array {
  const largest = Math.sqrt(metric.reduce((sum, x) => sum + x * x, 0));
  const [inverse] = matrixFunctions(metric, (value) => {
    const size = Math.max(0, value) + regularization;
    return size > 1e-15 * largest ? 1 / size : 0;
  });
  return multiply(inverse, gradient);
}
