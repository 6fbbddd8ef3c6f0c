import type { Circuit, Observable } from "@uphill/circuits";
import { UphillError } from "@uphill/core";
import { fewestShots, settings, type Split } from "@uphill/gradients";
import type { Problem } from "@uphill/optimizers";
import { compile, type Program } from "@uphill/simulator";
import { circuitProblem, usualGradient, type TableRows } from "../circuit-problem.js";
import { checkGradient, type Conditions } from "../conditions.js";
import { checkDevice } from "../device.js";
import { eachReadout, type ValueLoss } from "../judge.js";
import { pricesOf } from "../price.js";

export interface ExpectationOptions extends Conditions {
  readonly circuit: Circuit;
  /** What is minimised. */
  readonly observable: Observable;
  /** Memory that states may take; default: that of `compile`. */
  readonly maxBytes?: number;
  /** How the shots of a value are divided among measurement groups; default "uniform". */
  readonly split?: Split;
}

/** An expectation value to be made small. Figures beside are exact and never charged. */
export interface ExpectationProblem extends Problem {
  readonly program: Program;
  value(theta: Float64Array): number;
  /** |∇ of the exact value| */
  gradientNorm(theta: Float64Array): number;
  /** The state behind the circuit: re and im, [2ⁿ]. */
  state(theta: Float64Array): { readonly re: Float64Array; readonly im: Float64Array };
  /** Of the basis states, [2ⁿ]. */
  probabilities(theta: Float64Array): Float64Array;
}

/** The value itself is the loss. */
const itself: ValueLoss = { value: (f) => f, slope: () => 1, curvature: () => 0, degree: 1 };

/**
 * The expectation value of an observable behind a circuit that starts in |0…0⟩. `shots` of a value are split over the observable's
 * measurement groups, each of which is a circuit that is charged. It tells all that {@link circuitProblem} does; data are asked for in vain:
 * there is one row.
 * @throws UphillError "shots" for fewer shots than groups (by variance, than four a group), "device" for a circuit that the device cannot hold, and all errors of `compile`
 */
export function expectationProblem({
  circuit,
  observable,
  maxBytes,
  shots,
  lossShots,
  gradient = usualGradient(shots),
  device,
  split = "uniform",
  seed,
  shotSeed,
}: ExpectationOptions): ExpectationProblem {
  const program = compile(circuit, { observables: [observable], ...(maxBytes !== undefined && { maxBytes }) });
  checkGradient("expectationProblem", gradient);
  if (device) checkDevice(device, circuit.qubits);
  for (const count of [shots, lossShots]) checkShots(count, settings(program.observables), split);
  const row: TableRows = {
    indices: [0],
    labels: new Float64Array(1),
    batch: program.prepare({ rows: 1 }),
    source: (some) => ({ rows: some.length }),
  };
  const problem = circuitProblem({
    program,
    judge: eachReadout(itself),
    everything: row,
    rowsOf: () => row,
    count: () => 1,
    price: pricesOf({ program, gradient, device, circuit: () => program.circuit, split }),
    gradient,
    split,
    ...(shots !== undefined && { shots }),
    ...(lossShots !== undefined && { lossShots }),
    seed,
    ...(shotSeed !== undefined && { shotSeed }),
  });
  const run = (theta: Float64Array): { weights: Float64Array; batch: TableRows["batch"] } => ({
    weights: theta,
    batch: row.batch,
  });
  return {
    ...problem,
    program,
    value: (theta) => problem.values(theta)[0],
    state: (theta) => program.state(run(theta)),
    probabilities: (theta) => program.probabilities(run(theta)),
  };
}

function checkShots(shots: number | undefined, groups: number, split: Split): void {
  const least = fewestShots(split, groups);
  if (shots === undefined || shots >= least) return;
  throw new UphillError({
    code: "shots",
    who: "shots",
    got: `${shots} shot${shots === 1 ? " is" : "s are"} to be taken for a value`,
    wanted: `the observable has ${groups} measurement groups, ${least > groups ? "by variance four shots" : "one shot"} each at least`,
    todo: `Give ${least} shots or more.`,
  });
}
