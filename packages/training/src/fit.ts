import { inOneGo, inSlices, shown, timeSlices, UphillError, type InParts } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import {
  assemble,
  cappedBudget,
  classifierInstance,
  macroF1,
  solve,
  solveAsync,
  startWeights,
  type Assembly,
  type ClassifierInstance,
  type Solution,
  type SolveOptions,
} from "@uphill/problems";
import { checkOptions, type FitOptions } from "./fit-options.js";
import { createModel, type Model } from "./model.js";

/** The result of a training. Its figures are exact, taken at the recommended point, and never charged. */
export interface FitResult extends Omit<Solution, "theta" | "loss" | "metrics"> {
  /** The trained classifier. */
  readonly model: Model;
  /** The mean loss on the training rows, and on the test rows; null without test rows. */
  readonly loss: { readonly train: number; readonly test: number | null };
  /** The share of right answers, from 0 to 1, on the training rows and on the test rows; null without test rows. */
  readonly accuracy: { readonly train: number; readonly test: number | null };
  /**
   * Mean over the classes of F1, the harmonic mean of precision and recall, on the training rows and on the test rows; null without
   * test rows.
   */
  readonly macroF1: { readonly train: number; readonly test: number | null };
  /** How often rows of one class (first index) were taken for another (second); null without test rows. */
  readonly confusion: ReturnType<ClassifierInstance["confusion"]>;
  /** How many of the weights cannot move the readout. */
  readonly idle: { readonly weights: number; readonly of: number };
  /** The same in words: "46 of 90 weights cannot move ⟨Z0⟩". */
  readonly live: string;
}

/** The result of a training with test rows: its test figures are never null. */
export interface TestedFitResult extends FitResult {
  /** The mean loss on the training rows and on the test rows. */
  readonly loss: { readonly train: number; readonly test: number };
  /** The share of right answers, from 0 to 1, on the training rows and on the test rows. */
  readonly accuracy: { readonly train: number; readonly test: number };
}

/**
 * Trains a classifier. It blocks the thread until the end; {@link fitAsync} does not. The same options give the same
 * bits.
 * @param options the model, the rows, the optimizer, the number of steps and, if you like, more
 * @returns the trained model with its figures; `stopped` says why the run ended
 * @throws UphillError for every mistake in the model or the data, before the first step; an error inside the run ends
 *   it as "failed" instead
 * @example
 * ```ts
 * const { train, test } = split(moons({ rows: 200, seed: 1 }), { train: 100, test: 100 });
 * const result = fit({
 *   model: classifier({ qubits: 2, encoding: "angle" }),
 *   train,
 *   test,
 *   optimizer: adam({ learningRate: 0.1 }),
 *   steps: 50,
 * });
 * result.accuracy.test;
 * result.model.predict([0.5, 0.2]); // the class of one row
 * ```
 */
export function fit(options: FitOptions & { readonly test: Dataset }): TestedFitResult;
export function fit(options: FitOptions): FitResult;
export function fit(options: FitOptions): FitResult {
  const { run, end } = inOneGo(begin("fit", options));
  return end(solve(run));
}

/**
 * Trains a classifier as {@link fit} does, to the same bits, and lets the thread do other things. After each slice of
 * some 10 ms, timers, events and drawing have their turn.
 * If `signal` is aborted, the training ends within a slice. The result then has `stopped` "interrupted", and its
 * `checkpoint` can be given as `from` to go on.
 * @param options as for {@link fit}
 * @returns a promise of what {@link fit} returns; it rejects with what {@link fit} throws
 */
export function fitAsync(options: FitOptions & { readonly test: Dataset }): Promise<TestedFitResult>;
export function fitAsync(options: FitOptions): Promise<FitResult>;
export async function fitAsync(options: FitOptions): Promise<FitResult> {
  const { run, end } = (await inSlices(begin("fitAsync", options), timeSlices()))!;
  return end(await solveAsync(run));
}

/** A training made ready, in parts: the run, and what its end comes to. */
function* begin(who: string, options: FitOptions): InParts<{ run: SolveOptions; end(solution: Solution): FitResult }> {
  checkOptions(who, options);
  const {
    model: spec,
    train,
    test,
    optimizer,
    steps,
    stops,
    seed = 0,
    clock,
    device,
    signal,
    from,
    onStep,
    maxBytes,
  } = options;
  yield;
  const assembly = assemble(spec, train, maxBytes);
  yield;
  const { heldOut, batchSize, batches, shotSeed, shots, lossShots, gradient } = options;
  const conditions = { seed, shotSeed, shots, lossShots, gradient, device };
  const instance = classifierInstance({ assembly, train, test, heldOut, batchSize, batches, ...conditions });
  yield;
  const run: SolveOptions = {
    instance,
    optimizer,
    start: firstWeights(who, assembly, seed, options.start),
    steps,
    seed,
    budget: cappedBudget(options.budget ?? {}, device),
    ...(stops && { stops }),
    ...(clock && { clock }),
    ...(signal && { signal }),
    ...(from !== undefined && { from }),
    ...(onStep && { onStep }),
  };
  return {
    run,
    end: ({ theta, metrics, ...solution }) => ({
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
      ...confusionParts(instance.confusion(theta)),
      idle: instance.idle,
      live: instance.live,
    }),
  };
}

function confusionParts(confusion: FitResult["confusion"]): Pick<FitResult, "confusion" | "macroF1"> {
  const { train, test } = confusion;
  return { confusion, macroF1: { train: macroF1(train), test: test && macroF1(test) } };
}

function firstWeights(who: string, assembly: Assembly, seed: number, start: FitOptions["start"]): Float64Array {
  if (start === undefined || typeof start === "string") return startWeights(assembly, seed, start);
  if (typeof (start as unknown) === "object" && (start as unknown) !== null && "length" in start)
    return Float64Array.from(start);
  const { before, weights, behind } = assembly.sizes;
  throw new UphillError({
    code: "options",
    who,
    got: `start is ${shown(start)}`,
    wanted: "it must be a list of numbers, or the name of a start",
    todo: `Give one number for each of the ${before + weights + behind} that are trained, or leave it out.`,
  });
}
