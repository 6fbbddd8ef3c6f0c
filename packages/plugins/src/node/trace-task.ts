import { norm } from "@uphill/core";
import {
  describeError,
  guarded,
  minimize,
  testProblem,
  recording,
  testFunctions,
  type Optimizer,
  type Report,
  type TestFunction,
} from "@uphill/optimizers";
import type { Foreign } from "./attempt.js";
import { enrolForeign } from "./enrol.js";
import { differenceFrom } from "./replay.js";
import { optimizerFamilies, originOf } from "../registry.js";

/**
 * The path of an optimizer on a test function: the point after each step, with the function's own value and gradient
 * there. These are not charged.
 */
export interface TraceTask {
  readonly task: "trace";
  readonly foreign: Foreign;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly function: string;
  readonly start: readonly number[];
  readonly steps: number;
  readonly seed: number;
}

/** A path: the point after each step, with the function's own value and gradient there, which are not charged. */
export interface Trace {
  /** The name of the optimizer. */
  readonly optimizer: string;
  /** The options of the optimizer. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The name and the formula of the function. */
  readonly function: { readonly name: string; readonly about: string };
  /** The point where the path begins. */
  readonly start: { readonly theta: readonly number[]; readonly value: number; readonly gradientNorm: number };
  /** The steps, each with its point, its report and the state after it. */
  readonly steps: readonly {
    readonly theta: readonly number[];
    readonly value: number;
    readonly gradientNorm: number;
    readonly report: Report;
    readonly state: unknown;
  }[];
  /** What was charged. */
  readonly evaluations: { readonly circuits: number; readonly shots: number; readonly rounds: number };
  /** Why the run ended. */
  readonly stopped: string;
  /** The error that ended the run; null if there was none. */
  readonly error: string | null;
}

export function trace(
  { foreign, name, options, function: called, start, steps: most, seed }: TraceTask,
  tell: (told: Trace) => void,
): void {
  enrolForeign(foreign);
  const tested = (testFunctions as Record<string, TestFunction>)[called];
  const make = (): Optimizer => (optimizerFamilies[name] as (options: object) => Optimizer)(options);
  const bound = make();
  const at = (theta: Float64Array): { theta: number[]; value: number; gradientNorm: number } => ({
    theta: Array.from(theta),
    value: tested.value(theta),
    gradientNorm: norm(tested.gradient(theta)),
  });
  const steps: Trace["steps"][number][] = [];
  const written = recording(guarded(bound));
  const run = minimize({
    optimizer: originOf(name) === undefined ? bound : written.optimizer,
    problem: testProblem(tested, start.length),
    start,
    steps: most,
    random: seed,
    onStep: ({ theta, report, state }) => steps.push({ ...at(theta), report, state }),
  });
  const error = run.error ?? (originOf(name) === undefined ? undefined : differenceFrom(written.transcript(), make));
  tell({
    optimizer: name,
    options: bound.options,
    function: { name: tested.name, about: tested.about },
    start: at(Float64Array.from(start)),
    steps,
    evaluations: { circuits: run.account.circuits, shots: run.account.shots, rounds: run.account.rounds },
    stopped: error === undefined ? run.stopped : "failed",
    error: error === undefined ? null : describeError(error),
  });
}
