import { dot, number, parseOptions, type InParts, type OptionsOf } from "@uphill/core";
import type { RowKernel } from "../kernel.js";
import { gaussianInParts } from "./gaussian.js";

const width = number({ default: 1, min: 1, integer: true, about: "Number of features in a row" });

const rbfOptions = {
  /** Number of features in a row. */
  width,
  /** The factor γ in exp(−γ·|x − y|²). */
  gamma: number({ default: 1, above: 0, about: "The factor γ in exp(−γ·|x − y|²)" }),
};

const MOST_BYTES = 2 ** 32;

/** What kernels without a circuit have in common. */
function classical(name: string, features: number, matrixInParts: RowKernel["matrixInParts"]): RowKernel {
  return {
    name,
    width: features,
    weights: 0,
    maxBytes: MOST_BYTES,
    memory: (rows, columns = rows) => 8 * rows * columns,
    cost: () => ({ circuits: 0 }),
    matrixInParts,
  };
}

/**
 * The Gaussian kernel exp(−γ·|x − y|²) of the features themselves (radial basis functions), to compare a quantum kernel with.
 * @param options `width`, the number of features in a row, and `gamma`, default 1
 * @returns the kernel; it takes no circuits, and shots change nothing
 * @throws UphillError "options"
 */
export function rbfKernel(options: Partial<OptionsOf<typeof rbfOptions>>): RowKernel {
  const parsed = parseOptions("rbfKernel", rbfOptions, options);
  return classical("rbf", parsed.width, ({ rows, columns }) => gaussianInParts(rows, columns, parsed));
}

/**
 * The scalar product of the features themselves, to compare a quantum kernel with.
 * @param options `width`, the number of features in a row
 * @returns the kernel; it takes no circuits, and shots change nothing
 * @throws UphillError "options"
 */
export function linearKernel(options: { readonly width: number }): RowKernel {
  const { width: features } = parseOptions("linearKernel", { width }, options);
  return classical("linear", features, function* ({ rows, columns = rows }): InParts<Float64Array> {
    const [count, others] = [rows.length / features, columns.length / features];
    const row = (all: Float64Array, at: number): Float64Array => all.subarray(at * features, (at + 1) * features);
    const out = new Float64Array(count * others);
    for (let i = 0; i < count; i++) {
      yield;
      for (let j = 0; j < others; j++) out[i * others + j] = dot(row(rows, i), row(columns, j));
    }
    return out;
  });
}
