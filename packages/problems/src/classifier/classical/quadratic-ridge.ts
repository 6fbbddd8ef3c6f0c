import { dot } from "@uphill/core";
import { solverOf, type Learn, type Learner, type LearnMany, type RowList } from "./learner.js";

const learn: Learn = ({ rows, labels }, asked) => {
  const fit = ridge({ rows, asked }, [labels]);
  return (penalty) => fit(penalty)?.[0];
};

/** One ridge for each class, which is +1 in it and the others −1. All share one factored matrix. */
const learnMany: LearnMany = ({ rows, labels, classes }, asked) => {
  const targets = Array.from({ length: classes }, (_, own) => labels.map((label) => (label === own ? 1 : -1)));
  const fit = ridge({ rows, asked }, targets);
  return (penalty) => {
    const columns = fit(penalty);
    return columns && asked.map((_, row) => Float64Array.from(columns, (values) => values[row]));
  };
};

/** Values at the asked rows for each list of targets, at a penalty. */
function ridge(
  { rows, asked }: { rows: RowList; asked: RowList },
  targets: readonly (readonly number[])[],
): (penalty: number) => Float64Array[] | undefined {
  const size = rows.length;
  const gram = centred(rows.map((row) => products(row, rows)));
  const unit = gram.rows.reduce((sum, row, i) => sum + row[i], 0) || 1;
  const judged = gram.others(asked.map((row) => products(row, rows)));
  const offsets = targets.map((labels) => labels.reduce((sum, label) => sum + label, 0) / size);
  const rights = targets.map((labels, k) => Float64Array.from(labels, (label) => label - offsets[k]));
  return (penalty) => {
    const matrix = new Float64Array(size * size);
    gram.rows.forEach((row, i) => {
      matrix.set(row, i * size);
      // The unit is rows times the mean squared length.
      matrix[i * size + i] += penalty * unit;
    });
    const solve = solverOf(matrix, size);
    return (
      solve &&
      rights.map((right, k) => {
        const dual = solve(right);
        return Float64Array.from(judged, (row) => offsets[k] + dot(row, dual));
      })
    );
  };
}

/**
 * Least squares with an L2 penalty on all monomials of degree one and two, by the kernel (1 + x·x′/columns)² − 1: on
 * √(2/columns)·xᵢ, xᵢ²/columns and √2·xᵢxⱼ/columns. So scaled, many products do not drown few features. The monomials are
 * centred, so that the offset, the mean label, is not penalised.
 * Cost: rows²·columns once, rows³/6 a penalty, for all classes together.
 */
export const quadraticRidge: Learner = {
  learn,
  loss: (margin) => (1 - margin) ** 2,
  learnMany,
  lossMany: (values, label) => values.reduce((sum, value, k) => sum + (value - (k === label ? 1 : -1)) ** 2, 0),
};

function products(row: Float64Array, others: readonly Float64Array[]): Float64Array {
  const found = new Float64Array(others.length);
  for (let k = 0; k < found.length; k++) {
    const product = dot(row, others[k]) / Math.max(1, row.length);
    found[k] = product * (2 + product);
  }
  return found;
}

/** Products of vectors less their mean, from products of the vectors. */
function centred(gram: readonly Float64Array[]): {
  rows: Float64Array[];
  others: (products: readonly Float64Array[]) => Float64Array[];
} {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = Float64Array.from(gram, mean);
  const all = mean(means);
  const others = (products: readonly Float64Array[]): Float64Array[] =>
    products.map((row) => {
      const own = mean(row);
      return row.map((value, j) => value - means[j] - (own - all));
    });
  return { rows: others(gram), others };
}
