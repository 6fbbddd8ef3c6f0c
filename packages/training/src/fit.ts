import { UphillError } from "@uphill/core";
import { checkDataset, type Dataset } from "@uphill/datasets";
import type { GradientMethod } from "@uphill/gradients";
import type { Budget, Optimizer, StepInfo } from "@uphill/optimizers";
import {
  assemble,
  cappedBudget,
  checkClasses,
  classifierInstance,
  solve,
  startWeights,
  type ClassifierSpec,
  type Device,
  type Solution,
} from "@uphill/problems";
import { createModel, type Model } from "./model.js";

export interface FitOptions {
  readonly model: ClassifierSpec;
  readonly train: Dataset;
  readonly test?: Dataset;
  /** Rows for optimizers that compare losses on rows they do not train on. */
  readonly heldOut?: Dataset;
  readonly optimizer: Optimizer;
  readonly steps: number;
  /** Seed of start, batches, shots and the optimizer's own randomness. */
  readonly seed?: number;
  /** 0, the default, draws the shots that every run of this seed meets; another whole number draws others and nothing else. */
  readonly shotSeed?: number;
  /** The first weights, as from a file, or how they are chosen: a start of @uphill/circuits by its name; default "uniform". */
  readonly start?: string | ArrayLike<number>;
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
  readonly signal?: { readonly aborted: boolean };
  readonly onStep?: (info: StepInfo) => void;
  /** Bytes that the engine's states may take. */
  readonly maxBytes?: number;
}

/** What training came to. Figures are exact, at the recommended point, and were never charged. */
export interface FitResult extends Omit<Solution, "theta" | "loss" | "metrics"> {
  readonly model: Model;
  readonly loss: { readonly train: number; readonly test: number | null };
  readonly accuracy: { readonly train: number; readonly test: number | null };
  /** Weights that cannot move the readout, out of all. */
  readonly idle: { readonly weights: number; readonly of: number };
  /** The same in words: "46 of 90 weights cannot move ⟨Z0⟩". */
  readonly live: string;
}

/**
 * Trains a classifier. Synchronous; the same options give the same bits.
 * @throws UphillError for every mistake in model or data, before the first step; errors inside the run end it as "failed"
 */
export function fit(options: FitOptions): FitResult {
  const { model: spec, train, test, optimizer, steps, seed = 0, clock, device, signal, onStep, maxBytes } = options;
  checkOptions(options);
  const assembly = assemble(spec, train, maxBytes);
  const instance = classifierInstance({ ...options, assembly, seed });
  const start =
    typeof options.start === "object" ? Float64Array.from(options.start) : startWeights(assembly, seed, options.start);
  const { theta, metrics, ...solution } = solve({
    instance,
    optimizer,
    start,
    steps,
    seed,
    budget: cappedBudget(options.budget ?? {}, device),
    ...(clock && { clock }),
    ...(signal && { signal }),
    ...(onStep && { onStep }),
  });
  return {
    model: createModel({
      spec,
      width: train.width,
      classes: train.classes,
      weights: theta,
      ...(train.image && { image: train.image }),
    }),
    ...solution,
    loss: { train: solution.loss, test: test ? metrics.loss : null },
    accuracy: { train: metrics.accuracyTrain, test: test ? metrics.accuracy : null },
    idle: instance.idle,
    live: instance.live,
  };
}

function checkOptions({
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
}: FitOptions): void {
  const whole = (name: string, value: number, least: number): void => {
    if (Number.isInteger(value) && value >= least) return;
    throw new UphillError({
      code: "options",
      who: "fit",
      got: `${name} is ${value}`,
      wanted: `it must be a whole number from ${least}`,
      todo: `Change ${name}.`,
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
      who: "fit",
      got: `shots are ${shots} and the gradient is ${gradient.name}`,
      wanted: `${gradient.name} needs exact states`,
      todo: "Leave gradient out, or use parameterShift() or finiteDifference().",
    });
  }
  if (budget.deviceSeconds !== undefined && !device) {
    throw new UphillError({
      code: "device",
      who: "fit",
      got: "the budget is in device seconds and there is no device",
      wanted: "a device's prices make its seconds",
      todo: "Give a device, such as devices.superconducting.",
    });
  }
  checkDataset("fit", "train", train);
  for (const [name, part] of [
    ["test", test],
    ["held-out", heldOut],
  ] as const) {
    if (!part) continue;
    checkDataset("fit", name === "test" ? "test" : "heldOut", part);
    checkClasses("fit", train, part);
    if (part.width === train.width) continue;
    throw new UphillError({
      code: "shape",
      who: "fit",
      got: `training rows have ${train.width} features and ${name} rows ${part.width}`,
      wanted: `one ${model.encoding} encoding serves both`,
      todo: "Give both parts the same features.",
    });
  }
}
