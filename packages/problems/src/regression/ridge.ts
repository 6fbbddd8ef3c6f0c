import { dot } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import {
  circuitRows,
  FOLDS,
  meanSquare,
  MOST_ROWS,
  PENALTIES,
  solved,
  standardiser,
  type Learn,
  type RowList,
} from "../classifier/classical/learner.js";
import { rSquared } from "./instance.js";
import type { RegressionAssembly } from "./model.js";

/** R² of a plain model; null with a reason if there is none. */
interface Reached {
  readonly train: number | null;
  readonly test: number | null;
  readonly reason?: string;
}

/** Least squares with an L2 penalty on standardised columns; the offset, the mean, is not penalised. By the dual: rows³/6. */
const linearRidge: Learn = ({ rows, labels }, asked) => {
  const size = rows.length;
  const unit = size * meanSquare(rows);
  const offset = labels.reduce((sum, label) => sum + label, 0) / size;
  const right = Float64Array.from(labels, (label) => label - offset);
  const gram = Float64Array.from({ length: size * size }, (_, k) => dot(rows[Math.floor(k / size)], rows[k % size]));
  return (penalty) => {
    const matrix = gram.slice();
    for (let k = 0; k < matrix.length; k += size + 1) matrix[k] += penalty * unit;
    const dual = solved(matrix, right);
    return (
      dual &&
      Float64Array.from(asked, (row) => offset + rows.reduce((sum, seen, i) => sum + dual[i] * dot(seen, row), 0))
    );
  };
};

/** Both models and the number of training rows that they got. */
export function ridgeBaselines(
  assembly: RegressionAssembly,
  train: Dataset,
  test: Dataset,
): { models: { ridge: Reached }; rows: number } {
  const rows = circuitRows(assembly, train).slice(0, MOST_ROWS);
  const labels = Array.from(train.targets!.subarray(0, rows.length));
  const ridge = reached({ rows, labels }, circuitRows(assembly, test), test.targets!);
  return { models: { ridge }, rows: rows.length };
}

interface Seen {
  readonly rows: RowList;
  readonly labels: readonly number[];
}

function reached(seen: Seen, asked: RowList, targets: Float64Array): Reached {
  const predictions = taught(seen, [...seen.rows, ...asked]);
  for (const penalty of ranked(seen)) {
    const told = predictions(penalty);
    if (!told) continue;
    const count = seen.rows.length;
    const test = rSquared(told.subarray(count), targets);
    return {
      train: rSquared(told.subarray(0, count), Float64Array.from(seen.labels)) ?? null,
      test: test ?? null,
      ...(test === undefined && { reason: "R² is not defined: all test rows have the same target." }),
    };
  }
  return { train: null, test: null, reason: "Rounding forbids the fit at every penalty." };
}

/** The penalties, the best first, by the squared error on rows that are held out. */
function ranked({ rows, labels }: Seen): number[] {
  const scores = PENALTIES.map((penalty) => ({ penalty, loss: 0 }));
  for (let fold = 0; fold < Math.min(FOLDS, rows.length); fold++) {
    const part = (inside: (row: number) => boolean): Seen => ({
      rows: rows.filter((_, row) => inside(row)),
      labels: labels.filter((_, row) => inside(row)),
    });
    const [seen, held] = [part((row) => row % FOLDS !== fold), part((row) => row % FOLDS === fold)];
    const predictions = taught(seen, held.rows);
    for (const score of scores) {
      const told = predictions(score.penalty);
      score.loss += told ? told.reduce((sum, value, row) => sum + (value - held.labels[row]) ** 2, 0) : Infinity;
    }
  }
  // The sort is stable: the strongest stays first among equals.
  return scores.sort((a, b) => (a.loss < b.loss ? -1 : a.loss > b.loss ? 1 : 0)).map(({ penalty }) => penalty);
}

function taught(seen: Seen, asked: RowList): ReturnType<Learn> {
  const standardise = standardiser(seen.rows);
  return linearRidge({ ...seen, rows: seen.rows.map(standardise) }, asked.map(standardise));
}
