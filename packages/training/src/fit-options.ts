import { checkNames, shown, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import { checkBudget, expectOptimizer, type Budget, type Optimizer, type StepInfo } from "@uphill/optimizers";
import {
  checkClasses,
  checkGradient,
  checkSpec,
  expectDevice,
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
  /** Rows for optimizers that compare losses on other rows than they train on. */
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
  /** Reads the time in milliseconds, for a budget in seconds; default `performance.now`. */
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
  shots: true,
  lossShots: true,
  gradient: true,
  budget: true,
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
  const {
    steps,
    batchSize = 0,
    shots,
    lossShots,
    seed = 0,
    shotSeed = 0,
    gradient,
    train,
    model,
    test,
    heldOut,
    budget = {},
    device,
  } = options;
  checkSpec(who, model);
  expectOptimizer(who, options.optimizer);
  checkGradient(who, gradient);
  expectDevice(who, device);
  checkBudget(who, budget);
  const whole = (name: string, value: number, least: number): void => {
    if (Number.isInteger(value) && value >= least) return;
    throw new UphillError({
      code: "options",
      who,
      got: (value as unknown) === undefined ? `${name} is missing` : `${name} is ${shown(value)}`,
      wanted: `it must be a whole number from ${least}`,
      todo: (value as unknown) === undefined ? `Give ${name} such a number.` : `Change ${name}.`,
    });
  };
  whole("steps", steps, 1);
  whole("batchSize", batchSize, 0);
  whole("shots", shots ?? 1, 1);
  whole("lossShots", lossShots ?? 1, 1);
  whole("seed", seed, 0);
  whole("shotSeed", shotSeed, 0);
  if (shots !== undefined && gradient?.exactOnly) {
    throw new UphillError({
      code: "shots",
      who,
      got: `shots are ${shots} and the gradient is ${gradient.name}`,
      wanted: `${gradient.name} needs exact states`,
      todo: "Leave gradient out, or use parameterShift() or finiteDifference().",
    });
  }
  if (budget.deviceSeconds !== undefined && !device) {
    throw new UphillError({
      code: "device",
      who,
      got: "the budget is in device seconds and there is no device",
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
