import { kernelMatrixAsync, type KernelMatrixAsyncOptions, type RowKernel } from "@uphill/kernels";
import { say } from "../output.js";

/** Kernels of training rows, and of test rows with them. */
export interface Matrices {
  readonly train: Float64Array;
  readonly test: Float64Array;
  readonly circuits: number;
  readonly shots?: number;
}

type Ask = Pick<KernelMatrixAsyncOptions, "seed" | "signal" | "shots">;

/** By pairs: those of two test rows are not wanted. */
export async function matricesOf(
  kernel: RowKernel,
  train: Float64Array,
  test: Float64Array,
  ask: Ask,
): Promise<Matrices> {
  const within = await kernelMatrixAsync(kernel, { ...ask, rows: train, onProgress: progressOf("training rows") });
  const further = { ...ask, rows: test, columns: train, onProgress: progressOf("test rows") };
  const between = await kernelMatrixAsync(kernel, further);
  return {
    train: within.values,
    test: between.values,
    circuits: within.cost.circuits + between.cost.circuits,
    ...(within.cost.shots !== undefined && { shots: within.cost.shots + between.cost.shots! }),
  };
}

/** By rows: each is measured once, for both matrices. */
export async function matricesByRows(
  kernel: RowKernel,
  train: Float64Array,
  test: Float64Array,
  ask: Ask,
): Promise<Matrices> {
  const all = new Float64Array(train.length + test.length);
  all.set(train);
  all.set(test, train.length);
  const found = await kernelMatrixAsync(kernel, { ...ask, rows: all, onProgress: progressOf("rows") });
  const count = train.length / kernel.width;
  const lines = (from: number, to: number): Float64Array => {
    const out = new Float64Array((to - from) * count);
    for (let row = from; row < to; row++)
      out.set(found.values.subarray(row * found.columns, row * found.columns + count), (row - from) * count);
    return out;
  };
  return { train: lines(0, count), test: lines(count, found.rows), ...found.cost };
}

/** A line for each tenth, where the work is long enough for it to be read. */
function progressOf(what: string): (done: number) => void {
  const begun = performance.now();
  let said = 0;
  return (done) => {
    const tenth = Math.floor(10 * done);
    if (tenth === said || performance.now() - begun < 2000) return;
    said = tenth;
    say([`  ${what}: ${10 * tenth} %`]);
  };
}
