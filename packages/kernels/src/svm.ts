import { number, parseOptions, UphillError, type OptionsOf } from "@uphill/core";
import { classesOf, squareOf } from "./labels.js";
import { smo, type Machine } from "./smo.js";

/** The options of a support vector machine, with their defaults. */
export const svmOptions = {
  /** C, the price of a row on the wrong side of its margin. */
  cost: number({ default: 1, above: 0, about: "C, the price of a row on the wrong side of its margin" }),
  /** How far the optimality conditions may be violated at the end. */
  tolerance: number({
    default: 1e-3,
    above: 0,
    about: "How far the optimality conditions may be violated at the end",
  }),
};

/** A trained support vector machine. It is asked with kernels between other rows and its training rows. */
export interface SupportVectorMachine {
  /** The number of training rows. */
  readonly rows: number;
  /** The number of classes. */
  readonly classes: number;
  /** The numbers of the training rows that count, ascending. */
  readonly support: readonly number[];
  /** Each pair of classes with its machine: f = Σ coefficient · kernel + offset speaks for the second where it is 0 or more. */
  readonly pairs: readonly {
    readonly classes: readonly [number, number];
    /** [rows] of all training rows, 0 where a row does not count. */
    readonly coefficients: Float64Array;
    readonly offset: number;
  }[];
  /** Whether the tolerance was reached; it may not be within 10 million steps at a large cost. */
  readonly converged: boolean;
  /**
   * Computes decision values.
   * @param kernel the kernel between other rows and the training rows, [others, rows]
   * @returns [others, pairs]; of two classes one number a row, which speaks for the second class where it is 0 or more
   * @throws UphillError "shape"
   */
  decide(kernel: Float64Array): Float64Array;
  /**
   * Tells classes: the one that wins most pairs, the first of several.
   * @param kernel the kernel between other rows and the training rows, [others, rows]
   * @returns the class of each row, [others]
   * @throws UphillError "shape"
   */
  predict(kernel: Float64Array): Int32Array;
}

/**
 * Trains a support vector machine (C-SVC) on a kernel matrix. More than two classes are told apart pair by pair (one against one).
 * The arithmetic is LIBSVM's, so scikit-learn's `SVC(kernel="precomputed")` decides alike.
 * Cost: some rows² operations for each support vector, usually.
 * @param matrix the kernel of the training rows with themselves, [rows, rows]
 * @param labels the class of each row, numbered from 0
 * @param options `cost`, default 1, and `tolerance`, default 0.001
 * @returns the machine
 * @throws UphillError "shape" | "labels" | "options"
 * @example
 * ```ts
 * const machine = svm(kernelMatrix(kernel, { rows: train }).values, labels, { cost: 10 });
 * machine.predict(kernelMatrix(kernel, { rows: test, columns: train }).values);
 * ```
 */
export function svm(
  matrix: Float64Array,
  labels: ArrayLike<number>,
  options: Partial<OptionsOf<typeof svmOptions>> = {},
): SupportVectorMachine {
  const { cost, tolerance } = parseOptions("svm", svmOptions, options);
  const rows = squareOf("svm", matrix);
  const classes = classesOf("svm", labels, rows);
  const members = Array.from({ length: classes }, (_, label) =>
    Array.from({ length: rows }, (_, row) => row).filter((row) => labels[row] === label),
  );
  const trained = members.flatMap((first, a) =>
    members.slice(a + 1).flatMap((second, k) => {
      if (first.length === 0 || second.length === 0) return [];
      // Rows in their order, so that the same rows give the same bits.
      const both = [...first, ...second].sort((x, y) => x - y);
      const machine = trainPair(matrix, rows, both, (row) => (labels[row] === a ? -1 : 1), { cost, tolerance });
      const coefficients = new Float64Array(rows);
      both.forEach((row, at) => (coefficients[row] = machine.coefficients[at]));
      return [{ classes: [a, a + 1 + k] as const, coefficients, offset: machine.offset, converged: machine.converged }];
    }),
  );
  const pairs = trained.map(({ classes: two, coefficients, offset }) => ({ classes: two, coefficients, offset }));

  function decide(kernel: Float64Array): Float64Array {
    if (kernel.length === 0 || kernel.length % rows !== 0) {
      throw new UphillError({
        code: "shape",
        who: "svm",
        got: `the kernel holds ${kernel.length} numbers`,
        wanted: `each row has ${rows}, one for each training row`,
        todo: "Give kernelMatrix(kernel, { rows: others, columns: trainingRows }).values.",
      });
    }
    const others = kernel.length / rows;
    const out = new Float64Array(others * pairs.length);
    for (let row = 0; row < others; row++) {
      pairs.forEach(({ coefficients, offset }, p) => {
        let sum = 0;
        for (let k = 0; k < rows; k++) if (coefficients[k] !== 0) sum += coefficients[k] * kernel[row * rows + k];
        out[row * pairs.length + p] = sum + offset;
      });
    }
    return out;
  }

  return {
    rows,
    classes,
    support: Array.from({ length: rows }, (_, row) => row).filter((row) =>
      pairs.some(({ coefficients }) => coefficients[row] !== 0),
    ),
    pairs,
    converged: trained.every(({ converged }) => converged),
    decide,
    predict(kernel) {
      const decisions = decide(kernel);
      return Int32Array.from({ length: kernel.length / rows }, (_, row) => {
        const votes = new Int32Array(classes);
        pairs.forEach(({ classes: [first, second] }, p) => {
          votes[decisions[row * pairs.length + p] >= 0 ? second : first] += 1;
        });
        return votes.indexOf(Math.max(...votes));
      });
    },
  };
}

const MOST_STEPS = 1e7;

function trainPair(
  matrix: Float64Array,
  rows: number,
  chosen: readonly number[],
  signOf: (row: number) => number,
  options: { readonly cost: number; readonly tolerance: number },
): Machine {
  const kernel =
    chosen.length === rows
      ? matrix
      : Float64Array.from({ length: chosen.length ** 2 }, (_, k) => {
          const [i, j] = [Math.floor(k / chosen.length), k % chosen.length];
          return matrix[chosen[i] * rows + chosen[j]];
        });
  return smo(kernel, Float64Array.from(chosen, signOf), { ...options, mostSteps: MOST_STEPS });
}
