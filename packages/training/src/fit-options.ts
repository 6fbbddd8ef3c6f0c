import { checkNames, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import {
  checkBudget,
  checkStops,
  expectOptimizer,
  type Budget,
  type Optimizer,
  type StepInfo,
  type Stop,
} from "@uphill/optimizers";
import {
  checkClasses,
  checkConditions,
  checkCount,
  checkSpec,
  type ModelSpec,
  type Device,
  type SolveCheckpoint,
  type StartName,
} from "@uphill/problems";

/** The options of {@link fit} and {@link fitAsync}. */
export interface FitOptions {
  /** The model to train: what `classifier({ qubits: 4 })` or `hybrid({ … })` of `@uphill/problems` returns. */
  readonly model: ModelSpec;
  /** The rows to train on, of two classes or more. */
  readonly train: Dataset;
  /** Rows that the trained model is scored on at the end. */
  readonly test?: Dataset;
  /** Rows that are neither trained nor tested on: for early stopping, and for optimizers that compare losses on such rows. */
  readonly heldOut?: Dataset;
  /** The optimizer with its options: what a call such as `adam({ learningRate: 0.1 })` returns. */
  readonly optimizer: Optimizer;
  /**
   * The number of steps, from 1. It counts from the start of the run, also for a run that goes on from a checkpoint.
   */
  readonly steps: number;
  /** The seed of the start, the batches, the shots and the optimizer's own randomness; default 0. */
  readonly seed?: number;
  /** Which shots are drawn. Runs with the same seed and the same shotSeed meet the same shots; default 0. */
  readonly shotSeed?: number;
  /**
   * The first weights as numbers, for example from a file, or the name of a start, which draws them; default
   * "uniform".
   */
  readonly start?: StartName | ArrayLike<number>;
  /** The number of rows in a step; 0, the default, takes all of them. */
  readonly batchSize?: number;
  /**
   * How the rows of a step are drawn: "permuted", the default, takes stretches of a permutation; "replacement" draws each row among all
   * rows, so that a batch may hold a row twice. It needs exact values.
   */
  readonly batches?: "permuted" | "replacement";
  /** The shots for each expectation value in gradients. Without it, gradients are exact. */
  readonly shots?: number;
  /** The shots for each expectation value in losses that an optimizer compares. Without it, these losses are exact. */
  readonly lossShots?: number;
  /** How gradients are computed. Default: `adjoint()` for exact gradients, `parameterShift()` with shots. */
  readonly gradient?: GradientMethod;
  /**
   * Limits for the costs of the run. A limit in seconds makes the figures depend on the machine. A limit in device
   * seconds needs a device.
   */
  readonly budget?: Budget;
  /**
   * Stopping rules: what calls such as `stops.goal({ loss: 0.1 })` of `@uphill/optimizers` return, each at most once. The
   * rule that ends a run gives its name to `stopped`. `stops.patience()` needs rows in `heldOut`.
   */
  readonly stops?: readonly Stop[];
  /** Reads the time in milliseconds, for a budget or a stopping rule in seconds; default `performance.now`. */
  readonly clock?: () => number;
  /** The device whose prices turn circuits and shots into seconds. It may also limit the seconds of a run. */
  readonly device?: Device;
  /** An `AbortSignal` or a similar object. If it is aborted, the run ends as "interrupted" at its last whole step. */
  readonly signal?: { readonly aborted: boolean };
  /** Goes on from here: the `checkpoint` of a result with the same options, or what `JSON.parse` made of its JSON. */
  readonly from?: SolveCheckpoint;
  /** Is called after every step with the progress and the report of the step. */
  readonly onStep?: (info: StepInfo) => void;
  /** The most bytes that the states of the engine may take. */
  readonly maxBytes?: number;
}

/** Every option of a fit, once: what is not here is refused. */
const names = Object.keys({
  model: true,
  train: true,
  test: true,
  heldOut: true,
  optimizer: true,
  steps: true,
  seed: true,
  shotSeed: true,
  start: true,
  batchSize: true,
  batches: true,
  shots: true,
  lossShots: true,
  gradient: true,
  budget: true,
  stops: true,
  clock: true,
  device: true,
  signal: true,
  from: true,
  onStep: true,
  maxBytes: true,
} satisfies Record<keyof FitOptions, true>);

/** @throws UphillError naming the first option that a fit cannot begin with */
export function checkOptions(who: string, options: FitOptions): void {
  checkNames(who, names, options);
  const { steps, batchSize = 0, seed = 0, train, model, test, heldOut, budget = {}, stops = [], device } = options;
  checkSpec(who, model);
  expectOptimizer(who, options.optimizer);
  checkBudget(who, budget);
  checkStops(who, stops, heldOut !== undefined);
  checkCount(who, "steps", steps, 1);
  checkCount(who, "batchSize", batchSize, 0);
  checkConditions(who, { ...options, seed });
  const timed = stops.find(({ counts }) => counts === "device");
  if ((budget.deviceSeconds !== undefined || timed) && !device) {
    throw new UphillError({
      code: "device",
      who,
      got: `${timed ? `the stopping rule ${timed.name}` : "the budget"} is in device seconds and there is no device`,
      wanted: "a device's prices make its seconds",
      todo: "Give a device, such as devices.superconducting.",
    });
  }
  checkDataset(who, "train", train);
  for (const [name, part] of [
    ["test", test],
    ["held-out", heldOut],
  ] as const) {
    if (!part) continue;
    checkDataset(who, name === "test" ? "test" : "heldOut", part);
    checkClasses(who, train, part);
    if (part.width === train.width) continue;
    throw new UphillError({
      code: "shape",
      who,
      got: `training rows have ${train.width} features and ${name} rows ${part.width}`,
      wanted: "one model serves both",
      todo: "Give both parts the same features.",
    });
  }
}
