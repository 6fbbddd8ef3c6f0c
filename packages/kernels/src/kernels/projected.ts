import { expectCircuit, pauli, type Observable } from "@uphill/circuits";
import { checkNames, number, parseOptions, type InParts } from "@uphill/core";
import { expectationsInParts, settings } from "@uphill/gradients";
import { compile, memoryNeeded } from "@uphill/simulator";
import type { EncodingCircuit } from "../encoding-circuit.js";
import type { RowKernel, MatrixAsk } from "../kernel.js";
import { MOST_BYTES, type KernelLimits } from "./fidelity.js";
import { gaussianInParts } from "./gaussian.js";
import { projectedTraining } from "./projected-training.js";
import { AMPLITUDES } from "./states.js";

const fields = {
  /** The factor γ in exp(−γ·Σ|ρ − ρ′|²). */
  gamma: number({ default: 1, above: 0, about: "The factor γ in exp(−γ·Σ|ρ − ρ′|²)" }),
};

/** The options of a projected kernel. */
export interface ProjectedOptions extends KernelLimits {
  /** The factor γ; default 1. */
  readonly gamma?: number;
}

/** X, Y and Z of every qubit; letter by letter, so that three settings measure all of them. */
const blochObservables = (qubits: number): Observable[] =>
  ["X", "Y", "Z"].flatMap((letter) => Array.from({ length: qubits }, (_, qubit) => pauli(`${letter}${qubit}`)));

/**
 * The projected kernel exp(−γ·Σ |ρₖ(x) − ρₖ(y)|²), a Gaussian of the one-qubit reduced density matrices ρₖ in the Frobenius norm.
 * They are known by ⟨X⟩, ⟨Y⟩ and ⟨Z⟩ of every qubit: the sum is half the squared distance of those numbers. So a matrix takes three
 * circuits a row, whatever the number of pairs. From shots, which the three share, the numbers are noisy, distances are too large on
 * average and values too small; the matrix has no negative eigenvalue all the same, since it is a Gaussian of points.
 * Source: Huang et al. 2021, "Power of data in quantum machine learning", arXiv:2011.01938, equation 9.
 * @param made the circuit and how rows are loaded: what {@link encodingCircuit} returns, or a circuit of your own
 * @param options `gamma`, and the memory that matrix and states may take
 * @returns the kernel
 * @throws UphillError "options" | "circuit" | "memory" and all errors of `compile`
 */
export function projectedKernel(made: EncodingCircuit, options: ProjectedOptions = {}): RowKernel {
  checkNames("projectedKernel", ["gamma", "maxBytes"], options);
  const { maxBytes = MOST_BYTES, ...given } = options;
  const { gamma } = parseOptions("projectedKernel", fields, given);
  expectCircuit("projectedKernel", made.circuit);
  const { qubits } = made.circuit;
  const program = compile(made.circuit, { observables: blochObservables(qubits), maxBytes });
  const width = 3 * qubits;

  /** ⟨X⟩, ⟨Y⟩ and ⟨Z⟩ of all qubits: [rows, 3 · qubits]. @param first the number of the first row, for its random numbers */
  function* projected(features: Float64Array, first: number, ask: MatrixAsk): InParts<Float64Array> {
    const { weights, shots, random } = ask;
    const count = features.length / made.width;
    const all = new Float64Array(count * width);
    const step = Math.max(1, Math.floor(AMPLITUDES / 2 ** qubits));
    for (let row = 0; row < count; row += step) {
      yield;
      const some = features.subarray(row * made.width, Math.min(count, row + step) * made.width);
      const run = { weights, batch: program.prepare(made.load(some)) };
      const found =
        shots === undefined
          ? program.expectations(run)
          : (yield* expectationsInParts(program, { ...run, shots, random: (k) => random(first + row + k, 0, 0) }))
              .values;
      all.set(found, row * width);
    }
    return all;
  }

  return {
    name: "projected",
    width: made.width,
    weights: made.circuit.weights,
    maxBytes,
    memory: (rows, columns) =>
      8 * rows * (columns ?? rows) +
      8 * width * (rows + (columns ?? 0)) +
      memoryNeeded(qubits, Math.max(1, Math.floor(AMPLITUDES / 2 ** qubits)), { gradient: false, starts: true }),
    cost(rows, columns = 0, shots) {
      const all = rows + columns;
      return { circuits: settings(program.observables) * all, ...(shots !== undefined && { shots: all * shots }) };
    },

    *matrixInParts(ask) {
      const { rows, columns, told } = ask;
      const left = yield* projected(rows, 0, ask);
      told(0.5);
      const right = columns && (yield* projected(columns, rows.length / made.width, ask));
      return yield* gaussianInParts(left, right, { width, gamma: gamma / 2 });
    },

    ...(made.circuit.weights > 0 && {
      training: (rows: Float64Array) => projectedTraining(program, made, rows, gamma / 2),
    }),
  };
}
