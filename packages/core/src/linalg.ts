import { UphillError } from "./errors.js";

/**
 * Solves A·x = b for a symmetric positive definite matrix A, by Cholesky's method. Cost: size³/6 multiplications.
 * @param matrix A, [size, size], row-major; only the lower triangle is read, and nothing is changed
 * @param right b, [size]
 * @returns x, [size]
 * @throws UphillError "not-positive-definite" if A has an eigenvalue that is not positive
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): Float64Array {
  return positiveSolver(matrix, right.length)(right);
}

/**
 * Factors a symmetric positive definite matrix A once, by Cholesky's method, to solve A·x = b for several b.
 * Cost: size³/6 multiplications, and size² for each b.
 * @param matrix A, [size, size], row-major; only the lower triangle is read, and nothing is changed
 * @param size the number of rows of A
 * @returns the function from b to x, both [size]
 * @throws UphillError "not-positive-definite" if A has an eigenvalue that is not positive
 */
export function positiveSolver(matrix: Float64Array, size: number): (right: Float64Array) => Float64Array {
  const lower = Float64Array.from(matrix);
  for (let j = 0; j < size; j++) {
    const own = j * size;
    let pivot = lower[own + j];
    for (let k = 0; k < j; k++) pivot -= lower[own + k] * lower[own + k];
    if (!(pivot > 0)) {
      throw new UphillError({
        code: "not-positive-definite",
        who: "solvePositive",
        got: `pivot ${j} is ${pivot}`,
        wanted: "all pivots must be positive",
        todo: "Add a multiple of the identity to the matrix.",
      });
    }
    const root = Math.sqrt(pivot);
    lower[own + j] = root;
    let i = j + 1;
    // Four sums at once: each alone would wait for its last addition.
    for (; i + 3 < size; i += 4) {
      const [a, b, c, d] = [i * size, (i + 1) * size, (i + 2) * size, (i + 3) * size];
      let [sumA, sumB, sumC, sumD] = [lower[a + j], lower[b + j], lower[c + j], lower[d + j]];
      for (let k = 0; k < j; k++) {
        const factor = lower[own + k];
        sumA -= lower[a + k] * factor;
        sumB -= lower[b + k] * factor;
        sumC -= lower[c + k] * factor;
        sumD -= lower[d + k] * factor;
      }
      lower[a + j] = sumA / root;
      lower[b + j] = sumB / root;
      lower[c + j] = sumC / root;
      lower[d + j] = sumD / root;
    }
    for (; i < size; i++) {
      let sum = lower[i * size + j];
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[own + k];
      lower[i * size + j] = sum / root;
    }
  }
  return (right) => {
    const x = Float64Array.from(right);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) x[i] -= lower[i * size + k] * x[k];
      x[i] /= lower[i * size + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) x[i] -= lower[k * size + i] * x[k];
      x[i] /= lower[i * size + i];
    }
    return x;
  };
}

/**
 * The scalar product Σ aᵢbᵢ, added up from left to right.
 * @param a the first vector
 * @param b the second vector, of the same length
 * @returns the scalar product
 */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * The Euclidean length √Σ aᵢ² of a vector.
 * @param a the vector
 * @returns its length
 */
export function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}
