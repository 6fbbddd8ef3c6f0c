import { UphillError } from "./errors.js";

const MOST_SWEEPS = 60;
const SMALL = 3.054936363499605e-151; // 2⁻⁵⁰⁰

/**
 * Finds all eigenvalues and eigenvectors of a symmetric matrix. Householder's method reduces the matrix to three
 * diagonals, then the implicit QL method finds the eigenvalues.
 * Cost: about 6·size³ multiplications (size 784: about two seconds). Error: a few roundings of the largest eigenvalue.
 * Source: Martin, Reinsch & Wilkinson 1968 and Dubrulle, Martin & Wilkinson 1968 (tred2 and imtql2 in EISPACK).
 * @param matrix [size, size], row-major; only the lower triangle is read, and nothing is changed
 * @param size the number of rows
 * @returns `values` [size], the largest first, and `vectors` [size, size]: row k is the unit eigenvector of value k.
 *   The sign of a vector is fixed: its component of largest magnitude (the first of them, if several are equal) is
 *   positive.
 * @throws UphillError "not-finite" if a number of the matrix is not finite
 */
export function eigenSymmetric(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  if (!matrix.every(Number.isFinite)) {
    throw new UphillError({
      code: "not-finite",
      who: "eigenSymmetric",
      got: "the matrix has a number that is not finite",
      wanted: "all must be",
      todo: "Look for overflow in the data.",
    });
  }
  // A power of two, so that nothing is rounded: squares of very large and very small numbers would leave the range of doubles.
  const most = matrix.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  const factor = most > 1e90 ? SMALL : most < 1e-90 && most > 0 ? 1 / SMALL : 1;
  const { diagonal, beside, vectors } = threeDiagonals(factor === 1 ? matrix : matrix.map((x) => factor * x), size);
  implicitQL(diagonal, beside, vectors, size);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[b] - diagonal[a]);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    const vector = vectors.subarray(from * size, (from + 1) * size);
    const leading = vector.reduce((best, x, i) => (Math.abs(x) > Math.abs(vector[best]) ? i : best), 0);
    const sign = vector[leading] < 0 ? -1 : 1;
    sorted.set(sign < 0 ? vector.map((x) => -x) : vector, to * size);
  });
  return { values: Float64Array.from(order, (from) => diagonal[from] / factor), vectors: sorted };
}

/** A = Qᵀ·T·Q with T of three diagonals; Q's rows are the `vectors`. */
function threeDiagonals(
  matrix: Float64Array,
  size: number,
): { diagonal: Float64Array; beside: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size); // beside[i] couples i and i + 1
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const reflections: { from: number; v: Float64Array; factor: number }[] = [];
  for (let k = 0; k + 2 < size; k++) {
    const from = k + 1;
    const v = Float64Array.from({ length: size - from }, (_, i) => a[(from + i) * size + k]);
    const scale = v.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    let rest = 0;
    for (let i = 1; i < v.length; i++) rest += (v[i] / scale) * (v[i] / scale);
    if (scale === 0 || rest === 0) {
      beside[k] = v[0];
      continue;
    }
    const length = scale * Math.sqrt((v[0] / scale) * (v[0] / scale) + rest);
    const target = v[0] > 0 ? -length : length;
    beside[k] = target;
    v[0] -= target;
    const factor = -1 / (target * v[0]); // 2 / |v|²
    reflections.push({ from, v, factor });
    reflectBothSides(a, size, from, v, factor);
  }
  for (let i = 0; i < size; i++) diagonal[i] = a[i * size + i];
  if (size > 1) beside[size - 2] = a[(size - 1) * size + size - 2];
  // Q = H_last … H_first, built from the last on so that each works on its own corner only.
  for (const { from, v, factor } of reflections.reverse()) {
    for (let row = from; row < size; row++) {
      let along = 0;
      for (let i = 0; i < v.length; i++) along += vectors[row * size + from + i] * v[i];
      along *= factor;
      for (let i = 0; i < v.length; i++) vectors[row * size + from + i] -= along * v[i];
    }
  }
  return { diagonal, beside, vectors };
}

/** A ← H·A·H on the lower right corner, H = 1 − factor·v·vᵀ, by one symmetric update of rank two. */
function reflectBothSides(a: Float64Array, size: number, from: number, v: Float64Array, factor: number): void {
  const m = v.length;
  const w = new Float64Array(m);
  // Only the lower triangle is kept: each number serves its row and, mirrored, its column.
  for (let i = 0; i < m; i++) {
    const row = (from + i) * size + from;
    const vi = v[i];
    let sum = a[row + i] * vi;
    for (let j = 0; j < i; j++) {
      const x = a[row + j];
      sum += x * v[j];
      w[j] += x * vi;
    }
    w[i] += sum;
  }
  let along = 0;
  for (let i = 0; i < m; i++) along += (w[i] *= factor) * v[i];
  along *= factor / 2;
  for (let i = 0; i < m; i++) w[i] -= along * v[i];
  for (let i = 0; i < m; i++) {
    const row = (from + i) * size + from;
    const vi = v[i];
    const wi = w[i];
    for (let j = 0; j <= i; j++) a[row + j] -= vi * w[j] + wi * v[j];
  }
}

/** Turns T to its eigenvalues by rotations, each also done to two rows of `vectors`. */
function implicitQL(d: Float64Array, e: Float64Array, vectors: Float64Array, size: number): void {
  for (let low = 0; low < size; low++) {
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      let m = low;
      while (m + 1 < size && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])) && e[m] !== 0) m++;
      if (m === low) break;
      let g = (d[low + 1] - d[low]) / (2 * e[low]);
      const root = Math.sqrt(g * g + 1);
      g = d[m] - d[low] + e[low] / (g + (g < 0 ? -root : root));
      let [sine, cosine, shift] = [1, 1, 0];
      let i = m - 1;
      for (; i >= low; i--) {
        const f = sine * e[i];
        const b = cosine * e[i];
        const r = Math.sqrt(f * f + g * g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= shift;
          e[m] = 0;
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = d[i + 1] - shift;
        const t = (d[i] - g) * sine + 2 * cosine * b;
        shift = sine * t;
        d[i + 1] = g + shift;
        g = cosine * t - b;
        rotate(vectors, i, size, sine, cosine);
      }
      if (i >= low) continue;
      d[low] -= shift;
      e[low] = g;
      e[m] = 0;
    }
  }
}

/** Turns row `row` and the next. */
function rotate(rows: Float64Array, row: number, size: number, sine: number, cosine: number): void {
  const at = row * size;
  const next = at + size;
  for (let k = 0; k < size; k++) {
    const lower = rows[next + k];
    const upper = rows[at + k];
    rows[next + k] = sine * upper + cosine * lower;
    rows[at + k] = cosine * upper - sine * lower;
  }
}
