import { inOneGo, inSlices, shown, timeSlices, UphillError, type InParts } from "@uphill/core";
import type { Dataset } from "@uphill/datasets";
import {
  assemble,
  cappedBudget,
  classifierInstance,
  solve,
  solveAsync,
  startWeights,
  type Assembly,
  type Solution,
  type SolveOptions,
} from "@uphill/problems";
import { checkOptions, type FitOptions } from "./fit-options.js";
import { createModel, type Model } from "./model.js";

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

/** Of a training with test rows. */
export interface TestedFitResult extends FitResult {
  readonly loss: { readonly train: number; readonly test: number };
  readonly accuracy: { readonly train: number; readonly test: number };
}

/**
 * Trains a classifier, all in one go; the same options give the same bits.
 * @throws UphillError for every mistake in model or data, before the first step; errors inside the run end it as "failed"
 */
export function fit(options: FitOptions & { readonly test: Dataset }): TestedFitResult;
export function fit(options: FitOptions): FitResult;
export function fit(options: FitOptions): FitResult {
  const { run, end } = inOneGo(begin("fit", options));
  return end(solve(run));
}

/**
 * The same, to the same bits, for a thread that has other things to do: between slices of some 10 ms, timers, events and pictures have
 * their turn. An abort of `signal` is heeded within a slice: the promise comes to a result with `stopped` "interrupted", whose
 * `checkpoint` the training goes on from. It rejects with what {@link fit} throws.
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
  const instance = classifierInstance({ ...options, assembly, seed });
  yield;
  const run: SolveOptions = {
    instance,
    optimizer,
    start: firstWeights(who, assembly, seed, options.start),
    steps,
    seed,
    budget: cappedBudget(options.budget ?? {}, device),
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
      idle: instance.idle,
      live: instance.live,
    }),
  };
}

function firstWeights(who: string, assembly: Assembly, seed: number, start: FitOptions["start"]): Float64Array {
  if (start === undefined || typeof start === "string") return startWeights(assembly, seed, start);
  if (typeof (start as unknown) === "object" && (start as unknown) !== null && "length" in start)
    return Float64Array.from(start);
  throw new UphillError({
    code: "options",
    who,
    got: `start is ${shown(start)}`,
    wanted: "it must be a list of numbers, or the name of a start",
    todo: `Give one number for each of the circuit's ${assembly.circuit.weights} weights, or leave it out.`,
  });
}
