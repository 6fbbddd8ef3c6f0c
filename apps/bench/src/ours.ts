import { adam } from "@uphill/optimizers";
import { classifier } from "@uphill/problems";
import { fit } from "@uphill/training";
import type { Workload } from "./case.js";
import { benchProgram, LAYERS } from "./circuit.js";
import { local, localSteps, type Competitor } from "./competitor.js";
import { benchDataset, benchRows, squaredErrorSlopes } from "./data.js";
import { OURS } from "./result.js";

export const LEARNING_RATE = 0.05;

/** Steps of training whose end must be the same for all sides. */
const CHECKED_STEPS = 3;

/** Our side of a case, compiled, loaded and warm. */
export interface Ours {
  readonly weights: number;
  readonly competitor: Competitor;
  /** What peers must find at these weights, part after part as in peers/protocol.py. */
  numbers(weights: Float64Array): Float64Array[];
  /** Gives its memory back. */
  release(): void;
}

export function ours(workload: Workload, threads: number): Ours {
  const { kind } = workload;
  return kind === "training" ? training(workload, threads) : engine({ ...workload, kind }, threads);
}

type EngineKind = Exclude<Workload["kind"], "training">;

function engine({ kind, qubits, rows }: Workload & { readonly kind: EngineKind }, threads: number): Ours {
  const program = benchProgram(qubits, threads);
  const { weights: count } = program.circuit;
  const data = rows > 0 ? benchRows(rows, qubits) : undefined;
  const batch = program.prepare(data ? { states: { re: data.states } } : {});
  const slopes = data ? squaredErrorSlopes(data.labels) : Float64Array.of(1);
  const expectations = (weights: Float64Array): Float64Array[] => [program.expectations({ weights, batch })];
  const ways: Record<EngineKind, (weights: Float64Array) => Float64Array[]> = {
    forward: expectations,
    "batch-forward": expectations,
    gradient: (weights) => [program.vjp({ weights, batch, cotangents: slopes }).gradient],
    "batch-vjp"(weights) {
      const { values, gradient } = program.vjp({ weights, batch, cotangents: slopes });
      return [values, gradient];
    },
    jacobian(weights) {
      const { values, jacobian } = program.jacobian({ weights, batch });
      return [values, jacobian];
    },
  };
  return {
    weights: count,
    competitor: local(OURS, threads, count, ways[kind]),
    numbers: ways[kind],
    release: () => program.dispose(),
  };
}

/** Training through the packages that a user imports: its records and reports are part of the time. */
function training({ qubits, rows }: Workload, threads: number): Ours {
  const train = benchDataset(rows, qubits);
  const model = classifier({ qubits, layers: LAYERS });
  const run = (start: Float64Array, steps: number): Float64Array =>
    fit({ model, train, optimizer: adam({ learningRate: LEARNING_RATE }), steps, start }).model.weights;
  const count = qubits * LAYERS * 3;
  return {
    weights: count,
    competitor: localSteps(OURS, threads, count, run),
    numbers: (weights) => [run(weights, CHECKED_STEPS)],
    release: () => undefined,
  };
}
