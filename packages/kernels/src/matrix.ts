import { checkNames, inOneGo, inSlices, shown, streams, timeSlices, UphillError, type InParts } from "@uphill/core";
import { formatBytes, MOST_SHOTS } from "@uphill/simulator";
import type { RowKernel, KernelCost, PairRandom } from "./kernel.js";

/** Which rows a kernel compares, and how. */
export interface KernelMatrixOptions {
  /** The rows, [rows, width], row-major. */
  readonly rows: Float64Array;
  /** Other rows, [columns, width]. Without them the rows are compared with each other, each pair once. */
  readonly columns?: Float64Array;
  /** The weights of the kernel's circuit, [weights], in radians. */
  readonly weights?: ArrayLike<number>;
  /** The shots; without them, values are exact. A fidelity kernel takes them for each pair, a projected one for each row. */
  readonly shots?: number;
  /** The seed of the shots; default 0. */
  readonly seed?: number;
}

/** What a matrix that is made in slices takes besides. */
export interface KernelMatrixAsyncOptions extends KernelMatrixOptions {
  /** An `AbortSignal` or a similar object. If it is aborted, the promise is rejected. */
  readonly signal?: { readonly aborted: boolean };
  /** Is called now and then with the share that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** A kernel between rows. */
export interface KernelMatrix {
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
  /** [rows, columns], row-major */
  readonly values: Float64Array;
  /** What it costs on a device. */
  readonly cost: KernelCost;
}

const names = Object.keys({
  rows: true,
  columns: true,
  weights: true,
  shots: true,
  seed: true,
} satisfies Record<keyof KernelMatrixOptions, true>);

/**
 * Computes a kernel between rows. A matrix of rows with themselves is exactly symmetric; its diagonal is 1 where the kernel of
 * a row with itself is, and takes no circuit. From shots it may have negative eigenvalues: {@link positiveSemidefinite} mends that.
 * @param kernel what {@link fidelityKernel}, {@link projectedKernel}, {@link rbfKernel} or {@link linearKernel} returns
 * @param options the rows and, if you like, other rows, weights, shots and a seed
 * @returns the matrix and its cost; the same options give the same bits
 * @throws UphillError "shape" | "non-finite" | "shots" | "options"; "memory", said before any work, if matrix and states do not fit
 * @example
 * ```ts
 * const kernel = fidelityKernel(encodingCircuit({ qubits: 2, width: 2, encoding: zzFeatureMap }));
 * const { values, cost } = kernelMatrix(kernel, { rows: Float64Array.of(0.1, 0.2, 0.3, 0.4), shots: 1000 });
 * ```
 */
export function kernelMatrix(kernel: RowKernel, options: KernelMatrixOptions): KernelMatrix {
  checkNames("kernelMatrix", names, options);
  return inOneGo(inParts("kernelMatrix", kernel, options, () => undefined));
}

/**
 * Computes the same as {@link kernelMatrix}, to the same bits, and lets the thread do other things: after each slice of some 10 ms,
 * timers, events and drawing have their turn.
 * @param kernel the kernel
 * @param options as for {@link kernelMatrix}, and a signal and a listener for the progress
 * @returns a promise of the matrix; it rejects with what {@link kernelMatrix} throws
 * @throws UphillError "interrupted", as a rejection, within a slice after the signal was aborted
 */
export async function kernelMatrixAsync(kernel: RowKernel, options: KernelMatrixAsyncOptions): Promise<KernelMatrix> {
  checkNames("kernelMatrixAsync", [...names, "signal", "onProgress"], options);
  const { signal, onProgress = () => undefined, ...ask } = options;
  const found = await inSlices(
    inParts("kernelMatrixAsync", kernel, ask, onProgress),
    timeSlices(),
    () => signal?.aborted ?? false,
  );
  if (found) return found;
  throw new UphillError({
    code: "interrupted",
    who: "kernelMatrixAsync",
    got: "the signal was aborted",
    wanted: "the matrix was not done",
    todo: "Ask for it again.",
  });
}

function* inParts(
  who: string,
  kernel: RowKernel,
  { rows, columns, weights = [], shots, seed = 0 }: KernelMatrixOptions,
  told: (done: number) => void,
): InParts<KernelMatrix> {
  const count = rowsOf(who, "rows", kernel, rows);
  const others = columns && rowsOf(who, "columns", kernel, columns);
  checkNumbers(who, kernel, { weights, shots, seed });
  const bytes = kernel.memory(count, others);
  if (bytes > kernel.maxBytes) {
    throw new UphillError({
      code: "memory",
      who,
      got: `${count} × ${others ?? count} values take ${formatBytes(bytes)} with their states`,
      wanted: `the limit is ${formatBytes(kernel.maxBytes)}`,
      todo: "Use fewer rows or qubits, or raise maxBytes.",
    });
  }
  const shotStream = streams(seed).stream(columns ? "kernel shots between" : "kernel shots");
  const random: PairRandom = (...address) => shotStream.at(...address);
  const values = yield* kernel.matrixInParts({
    rows,
    ...(columns && { columns }),
    weights: Float64Array.from(weights),
    ...(shots !== undefined && { shots }),
    random,
    told,
  });
  told(1);
  return { rows: count, columns: others ?? count, values, cost: kernel.cost(count, others, shots) };
}

/** @throws UphillError "shape" for rows that are not whole */
function rowsOf(who: string, what: string, { width }: Pick<RowKernel, "width">, rows: unknown): number {
  const length = rows instanceof Float64Array ? rows.length : 0;
  if (length > 0 && length % width === 0) return length / width;
  throw new UphillError({
    code: "shape",
    who,
    got: rows instanceof Float64Array ? `${what} holds ${length} numbers` : `${what} is ${shown(rows)}`,
    wanted: `it must be a Float64Array with ${width} features a row, and at least one row`,
    todo: "Give whole rows, one after the other.",
  });
}

function checkNumbers(
  who: string,
  kernel: RowKernel,
  { weights, shots, seed }: { weights: ArrayLike<number>; shots: number | undefined; seed: number },
): void {
  const refuse = (code: string, got: string, wanted: string, todo: string): never => {
    throw new UphillError({ code, who, got, wanted, todo });
  };
  if (weights.length !== kernel.weights)
    refuse(
      "shape",
      `there are ${weights.length} weights`,
      `the ${kernel.name} kernel has ${kernel.weights}`,
      "Give one number for each weight of its circuit.",
    );
  if (shots !== undefined && (!Number.isInteger(shots) || shots < 1 || shots > MOST_SHOTS))
    refuse(
      "shots",
      `shots is ${shots}`,
      `it must be a whole number from 1 to ${MOST_SHOTS}`,
      "Leave it out for exact values.",
    );
  if (!Number.isInteger(seed) || seed < 0)
    refuse("options", `seed is ${seed}`, "it must be a whole number from 0", "For example seed: 1.");
}
