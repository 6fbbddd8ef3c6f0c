import { exp, log } from "@uphill/core";
import { alignment, COSTS, svm, tuneSvm } from "@uphill/kernels";

/** What a kernel and a support vector machine come to. */
export interface Judged {
  readonly kernel: string;
  /** Centred, on the training rows. */
  readonly alignment: number;
  /** What cross-validation on the training rows chose. */
  readonly cost: number;
  readonly gamma: number | null;
  readonly tries: number;
  readonly accuracy: { readonly crossValidated: number; readonly train: number; readonly test: number };
  readonly supportVectors: number;
}

/** Matrices to be judged: of training rows, and of test rows with training rows. */
export interface Candidate {
  readonly kernel: string;
  readonly train: Float64Array;
  readonly test: Float64Array;
  /** Of a Gaussian: its factor. Others are tried too, powers of the same matrix. */
  readonly gamma?: number;
}

/** What is tried as a Gaussian's γ, times one over the mean squared distance of two training rows. */
const FACTORS = [1 / 16, 1 / 4, 1, 4, 16, 64];

/** The same tuning for every kernel: one list of costs, five folds of the training rows, and for every Gaussian one list of factors. */
export function judge(
  { kernel, train, test, gamma }: Candidate,
  labels: { readonly train: Int32Array; readonly test: Int32Array },
  seed: number,
): Judged {
  const middle = 1 / meanDistance(train);
  const factors = gamma === undefined ? [1] : FACTORS.map((factor) => factor * middle);
  const tuned = tuneSvm(
    factors.map((factor) => power(train, factor)),
    labels.train,
    { costs: COSTS, seed },
  );
  const factor = factors[tuned.kernel];
  const [within, between] = [power(train, factor), power(test, factor)];
  const machine = svm(within, labels.train, { cost: tuned.cost });
  const share = (matrix: Float64Array, wanted: Int32Array): number =>
    machine.predict(matrix).filter((label, row) => label === wanted[row]).length / wanted.length;
  return {
    kernel,
    alignment: alignment(within, labels.train),
    cost: tuned.cost,
    gamma: gamma === undefined ? null : gamma * factor,
    tries: tuned.tries,
    accuracy: {
      crossValidated: tuned.accuracy,
      train: share(within, labels.train),
      test: share(between, labels.test),
    },
    supportVectors: machine.support.length,
  };
}

/** A Gaussian of γ to a power is the Gaussian of γ times it. */
function power(matrix: Float64Array, factor: number): Float64Array {
  return factor === 1 ? matrix : matrix.map((value) => (value === 0 ? 0 : exp(factor * log(value))));
}

/** The mean of γ·|a − b|² over pairs of rows of a Gaussian. */
function meanDistance(matrix: Float64Array): number {
  const rows = Math.sqrt(matrix.length);
  const all = matrix.reduce((sum, value) => (value > 0 ? sum - log(value) : sum), 0);
  return all > 0 ? all / (rows * (rows - 1)) : 1;
}

/** 1 / the mean squared distance of two different training rows: no power of its Gaussian that is tried is all 0 or all 1. */
export function usualGamma(features: Float64Array, width: number): number {
  const rows = features.length / width;
  // Σ over pairs of |a − b|² from the columns' means.
  let spread = 0;
  for (let k = 0; k < width; k++) {
    let [mean, square] = [0, 0];
    for (let row = 0; row < rows; row++) mean += features[row * width + k] / rows;
    for (let row = 0; row < rows; row++) square += (features[row * width + k] - mean) ** 2;
    spread += (2 * square) / (rows - 1);
  }
  return spread > 0 ? 1 / spread : 1;
}
