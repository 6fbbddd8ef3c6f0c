import { plan, type Experiment, type Wishes } from "../src/experiment.js";
import type { Job, RunRecord } from "../src/run.js";

/** An experiment of a few seeds, with what is said changed. */
export function experimentOf(wishes: Partial<Wishes>): Experiment {
  const [experiment] = plan({
    presets: ["two-qubit"],
    options: {},
    data: {},
    optimizers: ["sgd", "nlr"],
    sets: [],
    settings: {},
    budget: {},
    tune: true,
    jobs: 1,
    memory: 2 ** 34,
    ...wishes,
  });
  return experiment;
}

/** A run that ended at a loss, on a straight line from 1 unless told otherwise. */
export function runOf(job: Partial<Job>, last: number, changed: Partial<RunRecord> = {}): RunRecord {
  return {
    preset: "two-qubit",
    optimizer: "sgd",
    variant: "run",
    change: null,
    seed: 1,
    ...job,
    loss: { train: last, test: last },
    metrics: { loss: last, lossTrain: last, accuracy: 0.9, accuracyTrain: 0.9 },
    optimum: null,
    gradientNorm: 0.1,
    best: null,
    steps: 60,
    reversals: 0,
    evaluations: { circuits: 10, shots: 0, rounds: 1, circuitsWithIdle: 10, shotsWithIdle: 0 },
    unpriced: false,
    stopped: "steps",
    error: null,
    history: Array.from({ length: 21 }, (_, k) => ({
      progress: k / 20,
      step: 3 * k,
      circuits: k,
      shots: 0,
      loss: 1 + (k / 20) * (last - 1),
      gradientNorm: k % 5 === 0 ? 0.3 : null,
    })),
    trace: {
      steps: 60,
      compared: 0,
      raised: 0,
      reversed: 0,
      ties: 0,
      medianRatio: null,
      reversalRate: null,
      growing: false,
      lossRise: false,
    },
    idle: { weights: 0, of: 12 },
    live: "",
    signs: [],
    ...changed,
  };
}
