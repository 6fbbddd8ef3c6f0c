import { expectCircuit } from "@uphill/circuits";
import type { InParts } from "@uphill/core";
import { compile } from "@uphill/simulator";
import type { EncodingCircuit } from "../encoding-circuit.js";
import type { RowKernel, MatrixAsk } from "../kernel.js";
import { Shares } from "./binomial.js";
import { fidelityTraining } from "./fidelity-training.js";
import { AMPLITUDES, fidelitiesInParts, statesInParts } from "./states.js";

/** Limits of a kernel that a circuit makes. */
export interface KernelLimits {
  /** The most bytes that a matrix and its states may take; default 4 GiB. */
  readonly maxBytes?: number;
}

export const MOST_BYTES = 2 ** 32;

const pairsOf = (rows: number, columns: number | undefined): number =>
  columns === undefined ? (rows * (rows - 1)) / 2 : rows * columns;

/**
 * The fidelity kernel k(x, y) = |⟨φ(x)|φ(y)⟩|², φ(x) being the state of the row x. Exact values come from states, each of which is
 * run once as long as they fit. From shots, each pair takes a circuit of its own (a Loschmidt echo, see {@link echoCircuit}): the
 * value is the share of its shots that find 0…0. A row with itself is 1 and takes none.
 * Cost: one forward run a row, and 8·2ⁿ multiplications a pair.
 * Source: Havlíček et al. 2019, arXiv:1804.11326; Schuld & Killoran 2019, arXiv:1803.07128.
 * @param made the circuit and how rows are loaded: what {@link encodingCircuit} returns, or a circuit of your own
 * @param limits the memory that matrix and states may take
 * @returns the kernel
 * @throws UphillError "circuit" | "memory" and all errors of `compile`
 */
export function fidelityKernel(made: EncodingCircuit, limits: KernelLimits = {}): RowKernel {
  expectCircuit("fidelityKernel", made.circuit);
  const { maxBytes = MOST_BYTES } = limits;
  const program = compile(made.circuit, { observables: [], maxBytes });
  const { qubits } = program.circuit;
  const stateBytes = 16 * 2 ** qubits;
  // What runs at a time: starts, the engine's states, and copies of them.
  const running = 4 * Math.max(stateBytes, 16 * AMPLITUDES);

  function* exactInParts({ rows, columns, weights, told }: MatrixAsk): InParts<Float64Array> {
    const count = rows.length / made.width;
    const others = columns ? columns.length / made.width : count;
    const out = new Float64Array(count * others);
    // One half of what is left for rows, one for columns.
    const most = Math.floor((maxBytes - 8 * out.length - running) / (2 * stateBytes));
    const block = Math.max(1, Math.min(count, most));
    const across = columns ? Math.max(1, Math.min(others, most)) : block;
    let done = 0;
    for (let i = 0; i < count; i += block) {
      const left = yield* statesInParts(program, made, weights, rows, [i, Math.min(count, i + block)]);
      for (let j = columns ? 0 : i; j < others; j += across) {
        const same = !columns && j === i;
        const right = same
          ? left
          : yield* statesInParts(program, made, weights, columns ?? rows, [j, Math.min(others, j + across)]);
        done += yield* fidelitiesInParts(qubits, left, right, same, (a, b, fidelity) => {
          // Rounding must not make it more than 1.
          const value = Math.min(1, fidelity);
          out[(i + a) * others + j + b] = value;
          if (!columns) out[(j + b) * others + i + a] = value;
        });
        told(done / out.length);
      }
    }
    if (!columns) for (let i = 0; i < count; i++) out[i * count + i] = 1;
    return out;
  }

  return {
    name: "fidelity",
    width: made.width,
    weights: made.circuit.weights,
    maxBytes,
    // Two blocks of one state at the least.
    memory: (rows, columns = rows) => 8 * rows * columns + running + 2 * stateBytes,
    cost(rows, columns, shots) {
      const circuits = pairsOf(rows, columns);
      return { circuits, ...(shots !== undefined && { shots: circuits * shots }) };
    },

    *matrixInParts(ask) {
      const { rows, columns, shots, random } = ask;
      const values = yield* exactInParts(ask);
      if (shots === undefined) return values;
      const count = rows.length / made.width;
      const others = values.length / count;
      const shares = new Shares(shots);
      for (let i = 0; i < count; i++) {
        for (let j = columns ? 0 : i + 1; j < others; j++) {
          values[i * others + j] = yield* shares.draw(values[i * others + j], random(i, j, 0));
          if (!columns) values[j * others + i] = values[i * others + j];
        }
      }
      return values;
    },

    ...(made.circuit.weights > 0 && { training: (rows: Float64Array) => fidelityTraining(program, made, rows) }),
  };
}
