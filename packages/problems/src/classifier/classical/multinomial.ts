import { dot } from "@uphill/core";
import { softmax } from "../softmax.js";
import { solverOf, type ManySample } from "./learner.js";

/** Weights of each class, or what is added to them: [classes][columns]. */
type Weights = Float64Array<ArrayBuffer>[];

const MOST_ITERATIONS = 100;
/** Of a step, before it is given up. */
const SHORTEST = 1e-12;
/** Where Newton's method expects to gain no more than this share of the loss, its next step is the last. */
const ENOUGH = 1e-6;
/** Products with the Hessian that a step is given. */
const MOST_PRODUCTS = 100;
/** How much of the gradient a step may leave, as a share of its length. */
const REST = 1e-3;

/**
 * Newton's method, its steps halved until the loss falls, on Σ −ln softmax(Wx)ᵧ + strength·|W|²/2. The last weight of a class is its
 * offset, which is not penalised. Steps come from conjugate gradients, so that the Hessian of all classes is never stored; they are
 * preconditioned by strength·1 + Σ c·x·xᵀ with c the mean curvature of a class.
 * @param sample rows that end in 1, of each class at least one: the offset of an absent class has no best value
 * @param start  [classes][columns]
 * @returns      [classes][columns]; undefined where rounding makes the preconditioner lose its sign
 * Cost: columns³/6 + rows·columns² an iteration, and 4·rows·columns·classes for each of its products with the Hessian.
 * Source: Nocedal & Wright, Numerical Optimization, 2006, algorithms 7.1 and 5.3. Departures: the weights of a class in its own row.
 */
export function fitSoftmax(sample: ManySample, strength: number, start: Weights): Weights | undefined {
  const { rows, labels, classes } = sample;
  const width = start[0].length;
  const gram = gramOf(rows);
  const penalised = (w: Weights): Weights => w.map((own) => own.map((x, k) => (k < width - 1 ? strength * x : 0)));
  let weights = start;
  let { loss, shares } = at(weights);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const gradient = penalised(weights);
    rows.forEach((row, index) => {
      for (let c = 0; c < classes; c++) add(gradient[c], shares[index][c] - (labels[index] === c ? 1 : 0), row);
    });
    const solve = preconditioner();
    if (!solve) return undefined;
    const step = conjugateGradients(
      (v) => hessian(shares, v),
      gradient,
      (v) => v.map(solve),
    );
    const moved = (share: number): Weights =>
      weights.map((own, c) => own.map((value, k) => value - share * step[c][k]));
    // So near, the loss itself is too coarse to tell better from worse.
    if (inner(gradient, step) <= ENOUGH * loss) return moved(1);
    let next = weights;
    let reached = { loss: NaN, shares };
    for (let share = 1; share > SHORTEST && !(reached.loss < loss); share /= 2) {
      next = moved(share);
      reached = at(next);
    }
    if (!(reached.loss < loss)) return weights;
    [weights, loss, shares] = [next, reached.loss, reached.shares];
  }
  return weights;

  function at(w: Weights): { loss: number; shares: Float64Array[] } {
    let sum = w.reduce((total, own) => total + (strength / 2) * (dot(own, own) - own[width - 1] ** 2), 0);
    const found = rows.map((row, index) => {
      const values = Float64Array.from(w, (own) => dot(own, row));
      const { shares: own, logOfSum } = softmax(values);
      sum += logOfSum - values[labels[index]];
      return own;
    });
    return { loss: sum, shares: found };
  }

  function hessian(p: readonly Float64Array[], v: Weights): Weights {
    const sum = penalised(v);
    rows.forEach((row, index) => {
      const along = Float64Array.from(v, (own) => dot(own, row));
      const mean = dot(p[index], along);
      for (let c = 0; c < classes; c++) add(sum[c], p[index][c] * (along[c] - mean), row);
    });
    return sum;
  }

  function preconditioner(): ((right: Float64Array) => Float64Array<ArrayBuffer>) | undefined {
    const curvature = shares.reduce((total, p) => total + 1 - dot(p, p), 0) / (rows.length * classes);
    const matrix = gram.map((value) => curvature * value);
    for (let k = 0; k < width - 1; k++) matrix[k * width + k] += strength;
    const found = solverOf(matrix, width);
    return found && ((right) => Float64Array.from(found(right)));
  }
}

/** A step s with A·s = b to a small rest. */
function conjugateGradients(
  times: (v: Weights) => Weights,
  b: Weights,
  precondition: (v: Weights) => Weights,
): Weights {
  const step = b.map((own) => new Float64Array(own.length));
  const rest = b.map((own) => Float64Array.from(own));
  const enough = REST ** 2 * inner(b, b);
  let scaled = precondition(rest);
  let direction = scaled;
  let size = inner(rest, scaled);
  for (let product = 0; product < MOST_PRODUCTS && inner(rest, rest) > enough; product++) {
    const image = times(direction);
    const curvature = inner(direction, image);
    if (!(curvature > 0)) break;
    const length = size / curvature;
    step.forEach((own, c) => add(own, length, direction[c]));
    rest.forEach((own, c) => add(own, -length, image[c]));
    scaled = precondition(rest);
    const before = size;
    size = inner(rest, scaled);
    const kept = direction;
    direction = scaled.map((own, c) => own.map((value, k) => value + (size / before) * kept[c][k]));
  }
  return step;
}

/** Σ x·xᵀ, [columns, columns]. */
function gramOf(rows: readonly Float64Array[]): Float64Array {
  const width = rows[0].length;
  const sum = new Float64Array(width * width);
  for (const row of rows)
    for (let i = 0; i < width; i++) for (let j = 0; j <= i; j++) sum[i * width + j] += row[i] * row[j];
  return sum;
}

const inner = (a: Weights, b: Weights): number => a.reduce((sum, own, c) => sum + dot(own, b[c]), 0);

function add(sum: Float64Array, factor: number, row: Float64Array): void {
  for (let k = 0; k < sum.length; k++) sum[k] += factor * row[k];
}
