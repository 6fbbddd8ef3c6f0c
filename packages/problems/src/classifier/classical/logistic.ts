import { dot, exp, log, norm } from "@uphill/core";
import { softmax } from "../softmax.js";
import { meanSquare, solved, type Learn, type Learner, type LearnMany, type RowList, type Sample } from "./learner.js";
import { fitSoftmax } from "./multinomial.js";

const MOST_ITERATIONS = 100;
/** Of a step, before it is given up. */
const SHORTEST = 1e-12;
/** Where Newton's method expects to gain no more than this share of the loss, its next step is the last. */
const ENOUGH = 1e-6;

/** ln(1 + eˣ). */
const softplus = (x: number): number => Math.max(0, x) + log(1 + exp(-Math.abs(x)));

/** Each fit begins at the one before. */
const learn: Learn = ({ rows, labels }, asked) => {
  const { table, judged } = withOnes(rows, asked);
  const unit = rows.length * meanSquare(rows);
  let weights = new Float64Array(table[0].length);
  return (penalty) => {
    const found = fitLogistic({ rows: table, labels }, penalty * unit, weights);
    if (!found) return undefined;
    weights = found;
    return Float64Array.from(judged, (row) => dot(found, row));
  };
};

/** Each fit begins at the one before. */
const learnMany: LearnMany = ({ rows, labels, classes }, asked) => {
  const { table, judged } = withOnes(rows, asked);
  const unit = rows.length * meanSquare(rows);
  let weights = Array.from({ length: classes }, () => new Float64Array(table[0].length));
  return (penalty) => {
    const found = fitSoftmax({ rows: table, labels, classes }, penalty * unit, weights);
    if (!found) return undefined;
    weights = found;
    return judged.map((row) => Float64Array.from(found, (own) => dot(own, row)));
  };
};

/** The rows, on the span of those to learn from where there are fewer of them than columns, with a 1 behind. */
function withOnes(rows: RowList, asked: RowList): { table: Float64Array[]; judged: Float64Array[] } {
  const basis = rows[0].length > rows.length ? spanOf(rows) : undefined;
  const narrow = (row: Float64Array): Float64Array =>
    Float64Array.of(...(basis ? basis.map((direction) => dot(direction, row)) : row), 1);
  return { table: rows.map(narrow), judged: asked.map(narrow) };
}

/** Logistic regression with an L2 penalty; the offset is not penalised. It is multinomial with more than two classes. */
export const logistic: Learner = {
  learn,
  loss: (margin) => softplus(-margin),
  learnMany,
  lossMany: (values, label) => softmax(values).logOfSum - values[label],
};

/**
 * Newton's method, its steps halved until the loss falls, on Σ ln(1 + e^{−y·w·x}) + strength·|w|²/2. The last weight is the
 * offset, which is not penalised.
 * @param sample rows that end in 1, of both classes: of one class the offset has no best value
 * @param start  [columns]
 * @returns      [columns]; undefined where rounding makes the curvature lose its sign
 * Cost: rows·columns²/2 + columns³/6 an iteration; about five, from the best weights at ten times the strength.
 */
export function fitLogistic(
  { rows, labels }: Sample,
  strength: number,
  start: Float64Array,
): Float64Array<ArrayBuffer> | undefined {
  const width = start.length;
  const table = flat(rows);
  const lossAt = (w: Float64Array): number =>
    rows.reduce((sum, row, index) => sum + softplus(-labels[index] * dot(w, row)), 0) +
    (strength / 2) * (dot(w, w) - w[width - 1] ** 2);
  let weights = Float64Array.from(start);
  let loss = lossAt(weights);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const gradient = weights.map((value, k) => (k < width - 1 ? strength * value : 0));
    const curvatures = new Float64Array(table.length / width);
    rows.forEach((row, index) => {
      const p = 1 / (1 + exp(labels[index] * dot(weights, row)));
      curvatures[index] = p * (1 - p);
      for (let i = 0; i < width; i++) gradient[i] -= labels[index] * p * row[i];
    });
    const hessian = weighted(table, curvatures);
    for (let k = 0; k < width - 1; k++) hessian[k * width + k] += strength;
    const step = solved(hessian, gradient);
    if (!step) return undefined;
    const moved = (share: number): Float64Array<ArrayBuffer> => weights.map((value, k) => value - share * step[k]);
    // So near, the loss itself is too coarse to tell better from worse.
    if (dot(gradient, step) <= ENOUGH * loss) return moved(1);
    let [next, reached] = [moved(1), NaN];
    for (let share = 1; share > SHORTEST; share /= 2) {
      next = moved(share);
      reached = lossAt(next);
      if (reached < loss) break;
    }
    if (!(reached < loss)) return weights;
    [weights, loss] = [next, reached];
  }
  return weights;
}

/** Rows that are added at once: one pass over the matrix serves them all. */
const AT_ONCE = 4;

/** The rows one behind the other, and rows of zeros up to a multiple of four. */
function flat(rows: readonly Float64Array[]): Float64Array {
  const width = rows[0].length;
  const table = new Float64Array(Math.ceil(rows.length / AT_ONCE) * AT_ONCE * width);
  rows.forEach((row, index) => table.set(row, index * width));
  return table;
}

/** Lower triangle of Σ factor·x·xᵀ over the rows of a {@link flat} table. */
function weighted(table: Float64Array, factors: Float64Array): Float64Array {
  const width = table.length / factors.length;
  const sum = new Float64Array(width * width);
  for (let row = 0; row < factors.length; row += AT_ONCE) {
    const [a, b, c, d] = [row * width, (row + 1) * width, (row + 2) * width, (row + 3) * width];
    for (let i = 0; i < width; i++) {
      const fa = factors[row] * table[a + i];
      const fb = factors[row + 1] * table[b + i];
      const fc = factors[row + 2] * table[c + i];
      const fd = factors[row + 3] * table[d + i];
      for (let j = 0; j <= i; j++) {
        sum[i * width + j] += fa * table[a + j] + fb * table[b + j] + fc * table[c + j] + fd * table[d + j];
      }
    }
  }
  return sum;
}

/** Directions below this share of a row's length are rounding. */
const PARALLEL = 1e-10;

/**
 * An orthonormal basis of what the rows span, where the best weights lie: columns then are no more than rows.
 * Gram and Schmidt's method, each row twice.
 */
function spanOf(rows: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const row of rows) {
    const rest = Float64Array.from(row);
    for (const direction of [...basis, ...basis]) {
      const along = dot(direction, rest);
      for (let k = 0; k < rest.length; k++) rest[k] -= along * direction[k];
    }
    const length = norm(rest);
    if (length > PARALLEL * norm(row)) basis.push(rest.map((value) => value / length));
  }
  return basis;
}
