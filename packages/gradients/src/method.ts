import { parseOptions, UphillError, type Fields, type OptionsOf, type Random } from "@uphill/core";
import type { Batch, Program } from "@uphill/simulator";

/** A request for values and the gradient of a loss of them. */
export interface GradientRequest {
  readonly program: Program;
  /** [weights], radians */
  readonly weights: Float64Array;
  readonly batch: Batch;
  /** ∂loss/∂value, [rows, observables], from the (estimated) values of the same shape. */
  readonly cotangents: (values: Float64Array) => Float64Array;
  /** Shots per expectation value; undefined = exact. */
  readonly shots?: number;
  /** The stream of one circuit in one row; needed with shots. Circuit 0 is the unshifted one. */
  readonly random?: (row: number, circuit: number) => Random;
}

export interface GradientEstimate {
  /** [rows, observables] */
  readonly values: Float64Array;
  /** Estimated variance of each value, with shots; NaN from a single one. */
  readonly variances?: Float64Array;
  /** [weights]; weights outside the light cone get exactly 0. */
  readonly gradient: Float64Array;
}

/** A way to get gradients, its options fixed. */
export interface GradientMethod {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** True where the method needs the exact state and refuses shots. */
  readonly exactOnly: boolean;
  /** @throws UphillError "shots" where the method cannot work from shots, "derivative" for a gate that it cannot serve */
  estimate(request: GradientRequest): GradientEstimate;
  /** Circuit evaluations per row for values and gradient on a device, one measurement setting each. */
  circuits(program: Program): number;
}

export interface GradientFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): GradientMethod;
  readonly name: string;
  readonly options: F;
}

/** Turns a declaration into a gradient method. Add one with a file in `methods/` and a line in its index. */
export function defineGradient<F extends Fields>(definition: {
  name: string;
  options: F;
  exactOnly?: boolean;
  estimate(request: GradientRequest, options: OptionsOf<F>): GradientEstimate;
  circuits(program: Program, options: OptionsOf<F>): number;
}): GradientFamily<F> {
  const family = (given: object = {}): GradientMethod => {
    const options = parseOptions(definition.name, definition.options, given);
    return {
      name: definition.name,
      options,
      exactOnly: definition.exactOnly ?? false,
      estimate(request) {
        if (request.shots !== undefined && !request.random) throw withoutRandom(definition.name, request.shots);
        return definition.estimate(request, options);
      },
      circuits: (program) => definition.circuits(program, options),
    };
  };
  Object.defineProperty(family, "name", { value: definition.name });
  return Object.assign(family, { options: definition.options });
}

function withoutRandom(who: string, shots: number): UphillError {
  return new UphillError({
    code: "shots",
    who,
    got: `it was asked for ${shots} shots without a random stream`,
    wanted: "shots are drawn from one",
    todo: "Give `random`, or leave `shots` out for exact values.",
  });
}

/** Contracts cotangents [rows, observables] with a Jacobian [rows, observables, weights] to a gradient [weights]. */
export function contract(cotangents: Float64Array, jacobian: Float64Array, weights: number): Float64Array {
  const gradient = new Float64Array(weights);
  cotangents.forEach((cotangent, value) => {
    for (let weight = 0; weight < weights; weight++) gradient[weight] += cotangent * jacobian[value * weights + weight];
  });
  return gradient;
}
