import { checkNames, shown, UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import { checkBudget, expectOptimizer, type Budget, type Optimizer, type StepInfo } from "@uphill/optimizers";
import {
  checkClasses,
  checkGradient,
  checkSpec,
  expectDevice,
  type ClassifierSpec,
  type Device,
  type SolveCheckpoint,
  type StartName,
} from "@uphill/problems";

export interface FitOptions {
  /** What `classifier({ qubits: 4 })` returns. */
  readonly model: ClassifierSpec;
  /** Rows of two classes. */
  readonly train: Dataset;
  /** Rows that are scored at the end. */
  readonly test?: Dataset;
  /** Rows for optimizers that compare losses on rows they do not train on. */
  readonly heldOut?: Dataset;
  /** What a call such as `adam({ learningRate: 0.1 })` returns. */
  readonly optimizer: Optimizer;
  /** A whole number from 1, counted from the run's start, also where it goes on from a checkpoint. */
  readonly steps: number;
  /** Seed of start, batches, shots and the optimizer's own randomness. */
  readonly seed?: number;
  /** 0, the default, draws the shots that every run of this seed meets; another whole number draws others and nothing else. */
  readonly shotSeed?: number;
  /** The first weights, as from a file, or how they are chosen: a start of @uphill/circuits by its name; default "uniform". */
  readonly start?: StartName | ArrayLike<number>;
  /** Rows per step; 0 = all of them. */
  readonly batchSize?: number;
  /** Shots per expectation value in gradients; undefined = exact. */
  readonly shots?: number;
  /** Shots per expectation value in losses that are compared; undefined = exact. */
  readonly lossShots?: number;
  /** Default: adjoint for exact gradients, parameter shift with shots. */
  readonly gradient?: GradientMethod;
  /** In seconds, it makes the figures depend on the machine; in device seconds, it needs a device. */
  readonly budget?: Budget;
  /** Milliseconds, for a budget in seconds; default `performance.now`. */
  readonly clock?: () => number;
  /** Prices shots in seconds too, and may cap the seconds of a run. */
  readonly device?: Device;
  /** An `AbortSignal` or its like. The run then ends as "interrupted", at its last whole step. */
  readonly signal?: { readonly aborted: boolean };
  /** Go on from here: the `checkpoint` of a result with the same options, or what JSON.parse made of its JSON. */
  readonly from?: SolveCheckpoint;
  /** Called after every step: how far it is, and what the step says of itself. */
  readonly onStep?: (info: StepInfo) => void;
  /** Bytes that the engine's states may take. */
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
      wanted: `one ${model.encoding} encoding serves both`,
      todo: "Give both parts the same features.",
    });
  }
}
