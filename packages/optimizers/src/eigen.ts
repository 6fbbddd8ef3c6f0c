/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.
 * @param matrix [size, size] row-major; not changed
 * @returns      values [size] in no order, and vectors [size, size] with one in each column
 * Cost: about 10 sweeps of 6·size³ multiplications. Source: Golub & Van Loan, section 8.5.
 */
function symmetricEigen(matrix: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const size = Math.sqrt(matrix.length);
  const a = Float64Array.from(matrix);
  const vectors = a.map((_, k) => (k % (size + 1) === 0 ? 1 : 0));
  const total = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < 50; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = 0; q < p; q++) off += a[p * size + q] ** 2;
    if (off <= 1e-32 * total) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (a[p * size + q] === 0) continue;
        const theta = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q]);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < size; k++) turn(a, k * size + p, k * size + q, c, s);
        for (let k = 0; k < size; k++) turn(a, p * size + k, q * size + k, c, s);
        for (let k = 0; k < size; k++) turn(vectors, k * size + p, k * size + q, c, s);
      }
    }
  }
  return { values: Float64Array.from({ length: size }, (_, k) => a[k * (size + 1)]), vectors };
}

function turn(a: Float64Array, i: number, j: number, c: number, s: number): void {
  const [x, y] = [a[i], a[j]];
  a[i] = c * x - s * y;
  a[j] = s * x + c * y;
}

/** f of a symmetric matrix, for each of some functions of its eigenvalues: V·f(Λ)·Vᵀ, [size, size]. */
export function matrixFunctions(matrix: Float64Array, ...functions: ((value: number) => number)[]): Float64Array[] {
  const size = Math.sqrt(matrix.length);
  const { values, vectors } = symmetricEigen(matrix);
  return functions.map((f) => {
    const result = new Float64Array(size * size);
    values.forEach((value, k) => {
      const scale = f(value);
      if (scale === 0) return;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          result[i * size + j] += vectors[i * size + k] * scale * vectors[j * size + k];
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
