import { streams, UphillError } from "@uphill/core";
import { classesOf, squareOf } from "./labels.js";
import { svm } from "./svm.js";

/** The costs that are tried unless others are given: powers of 4 from 1/16 to 4096. */
export const COSTS: readonly number[] = Array.from({ length: 9 }, (_, k) => 4 ** (k - 2));

interface TuneOptions {
  /** The costs to try, ascending; default {@link COSTS}. */
  readonly costs?: readonly number[];
  /** The number of parts that the rows fall into; default 5. */
  readonly folds?: number;
  /** The seed of the choice of parts; default 0. */
  readonly seed?: number;
}

/** What cross-validation chose. */
export interface Tuned {
  /** The number of the kernel in the list. */
  readonly kernel: number;
  /** The cost. */
  readonly cost: number;
  /** The share of right answers on rows that were left out. */
  readonly accuracy: number;
  /** How many pairs of kernel and cost were tried. */
  readonly tries: number;
}

/**
 * Chooses the cost of a support vector machine, and one kernel of several, by cross-validation on the training rows alone. The parts
 * have the classes' proportions. Of equal figures the first counts: the kernel that stands first, then the lowest cost.
 * @param matrices kernels of the training rows with themselves, [rows, rows] each
 * @param labels the class of each row, numbered from 0
 * @param options costs, folds and the seed
 * @returns what was chosen
 * @throws UphillError "shape" | "labels" | "options"; "split" if a class has fewer rows than there are parts
 */
export function tuneSvm(
  matrices: readonly Float64Array[],
  labels: ArrayLike<number>,
  { costs = COSTS, folds = 5, seed = 0 }: TuneOptions = {},
): Tuned {
  const fail = (code: string, got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code, who: "tuneSvm", got, wanted, todo });
  };
  if (matrices.length === 0 || costs.length === 0)
    fail(
      "options",
      `${matrices.length} kernels and ${costs.length} costs are given`,
      "one of each at least",
      "Give some.",
    );
  if (!Number.isInteger(folds) || folds < 2)
    fail("options", `folds is ${folds}`, "it must be a whole number from 2", "For example folds: 5.");
  const rows = squareOf("tuneSvm", matrices[0]);
  const classes = classesOf("tuneSvm", labels, rows);
  const random = streams(seed).stream("folds");
  const all = Array.from({ length: rows }, (_, row) => row);
  const fold = new Int32Array(rows);
  let place = 0;
  for (let label = 0; label < classes; label++) {
    const members = all.filter((row) => labels[row] === label);
    if (members.length > 0 && members.length < folds)
      fail(
        "split",
        `class ${label} has ${members.length} rows`,
        `each of ${folds} parts needs one`,
        "Ask for fewer parts, or bring more rows.",
      );
    for (const at of random.at(label).permutation(members.length)) fold[members[at]] = place++ % folds;
  }
  const parts = Array.from({ length: folds }, (_, k) => ({
    train: all.filter((row) => fold[row] !== k),
    test: all.filter((row) => fold[row] === k),
  }));
  let best: Omit<Tuned, "tries"> | undefined;
  matrices.forEach((matrix, kernel) => {
    const pieces = parts.map(({ train, test }) => ({
      test,
      labels: train.map((row) => labels[row]),
      within: taken(matrix, rows, train, train),
      between: taken(matrix, rows, test, train),
    }));
    for (const cost of costs) {
      const right = pieces.reduce((sum, piece) => {
        const told = svm(piece.within, piece.labels, { cost }).predict(piece.between);
        return sum + piece.test.filter((row, k) => told[k] === labels[row]).length;
      }, 0);
      if (!best || right / rows > best.accuracy) best = { kernel, cost, accuracy: right / rows };
    }
  });
  return { ...best!, tries: matrices.length * costs.length };
}

/** Some rows and columns of a square matrix. */
function taken(matrix: Float64Array, size: number, rows: readonly number[], columns: readonly number[]): Float64Array {
  const out = new Float64Array(rows.length * columns.length);
  rows.forEach((row, i) => columns.forEach((column, j) => (out[i * columns.length + j] = matrix[row * size + column])));
  return out;
}
