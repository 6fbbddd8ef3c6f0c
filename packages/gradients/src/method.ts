import {
  inOneGo,
  parseOptions,
  UphillError,
  type Fields,
  type InParts,
  type OptionsOf,
  type Random,
} from "@uphill/core";
import type { Batch, BatchSource, Program } from "@uphill/simulator";
import type { Split } from "./split.js";
import { priced, type PriceOptions } from "./uses.js";

/** A request for the values and for the gradient of a loss that depends on them. */
export interface GradientRequest {
  /** The compiled circuit with its observables. */
  readonly program: Program;
  /** The weights, [weights], in radians. */
  readonly weights: Float64Array;
  /** The rows, as `program.prepare` returned them. */
  readonly batch: Batch;
  /** Gives ∂loss/∂value, [rows, observables], from the values of the same shape. */
  readonly cotangents: (values: Float64Array) => Float64Array;
  /** The shots for each expectation value. Without it, values are exact. */
  readonly shots?: number;
  /** The random stream of one circuit in one row. It is needed with shots. Circuit 0 is the unshifted one. */
  readonly random?: (row: number, circuit: number) => Random;
  /** How shots are divided among the measurement settings; default "uniform". */
  readonly split?: Split;
  /**
   * The method's own random numbers, the same at every call. A method uses them to choose directions or weights. Only
   * methods that need "chance" take it.
   */
  readonly chance?: () => Random;
  /**
   * What the batch was prepared from. Only methods that need "source" take it, because they run other circuits on the
   * rows.
   */
  readonly source?: BatchSource;
}

/** Values and a gradient. */
export interface GradientEstimate {
  /** The expectation values, [rows, observables]. */
  readonly values: Float64Array;
  /** With shots: the estimated variance of each value; NaN from a single shot. */
  readonly variances?: Float64Array;
  /** With shots: the square roots of the variances. */
  readonly standardErrors?: Float64Array;
  /** With shots and several observables, if the method keeps them: the covariances of the values of a row, [rows, observables, observables]. */
  readonly covariances?: Float64Array;
  /** The gradient, [weights]. Weights outside the light cone get exactly 0. */
  readonly gradient: Float64Array;
  /**
   * With shots and one observable: the estimated variance of each derivative at the given cotangents. With several
   * observables it is left out, because they may be read from the same shots and their covariance is not kept.
   */
  readonly gradientVariances?: Float64Array;
}

/**
 * What a method may need in addition: random numbers of its own ("chance"), or what the batch was prepared from
 * ("source").
 */
export type GradientNeed = "chance" | "source";

/** A way to compute gradients, with its options fixed. */
export interface GradientMethod {
  /** The name that users type. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** True if the method needs the exact state and refuses shots. */
  readonly exactOnly: boolean;
  /**
   * What a request must have in addition. A method that needs "chance" gives a random gradient even from exact values;
   * it is right on average.
   */
  readonly needs: readonly GradientNeed[];
  /**
   * Computes values and gradient.
   * @throws UphillError "shots" if the method cannot work from shots, "derivative" for a gate that it cannot serve,
   *   "needs" for a request without what it needs
   */
  estimate(request: GradientRequest): GradientEstimate;
  /**
   * Computes the same to the bit, and yields at each place where the work can wait, so that a thread can do other
   * things.
   */
  estimateInParts?(request: GradientRequest): InParts<GradientEstimate>;
  /**
   * The circuit evaluations that a device would need for values and gradient of one row, in one measurement setting.
   * Weights outside the light cone are free, unless `idle` is true.
   */
  circuits(program: Program, options?: PriceOptions): number;
  /** The number of rounds in which the circuits are sent to a device. */
  readonly rounds: number;
}

/** A gradient method that is called with its options. */
export interface GradientFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): GradientMethod;
  /** The name that users type. */
  readonly name: string;
  /** The descriptions of its options. */
  readonly options: F;
}

/**
 * Turns a declaration into a gradient method. To add one to Uphill, write a file in `methods/` and a line in its
 * index.
 * @param definition the name, the options, the needs, the computation and the price
 * @returns the method, to be called with its options
 */
export function defineGradient<F extends Fields, N extends GradientNeed = never>(definition: {
  name: string;
  options: F;
  exactOnly?: boolean;
  needs?: readonly N[];
  /** Default 1: no circuit depends on what another one showed. */
  rounds?: number;
  /** Plain, or a generator that yields wherever the work can be left for a while. */
  estimate(
    request: GradientRequest & Required<Pick<GradientRequest, N>>,
    options: OptionsOf<F>,
  ): GradientEstimate | InParts<GradientEstimate>;
  /** On live weights and operations alone; what idle ones would cost is the same formula on a program without any. */
  circuits(program: Program, options: OptionsOf<F>): number;
}): GradientFamily<F> {
  const { name, needs = [] } = definition;
  const family = (given: object = {}): GradientMethod => {
    const options = parseOptions(name, definition.options, given);
    function* estimateInParts(request: GradientRequest): InParts<GradientEstimate> {
      if (request.shots !== undefined && !request.random) throw withoutRandom(name, request.shots);
      for (const need of needs) if (request[need] === undefined) throw without(name, need);
      const found = definition.estimate(request as Parameters<typeof definition.estimate>[0], options);
      return Symbol.iterator in found ? yield* found : found;
    }
    return {
      name,
      options,
      exactOnly: definition.exactOnly ?? false,
      needs,
      estimate: (request) => inOneGo(estimateInParts(request)),
      estimateInParts,
      rounds: definition.rounds ?? 1,
      circuits: (program, price) => definition.circuits(priced(program, price), options),
    };
  };
  Object.defineProperty(family, "name", { value: name });
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

const reasons: Readonly<Record<GradientNeed, { wanted: string; todo: string }>> = {
  chance: {
    wanted: "it chooses at random where to look",
    todo: "Give `chance`, with another address for every request.",
  },
  source: { wanted: "it runs circuits of its own", todo: "Give `source`, what the batch was prepared from." },
};

function without(who: string, need: GradientNeed): UphillError {
  return new UphillError({ code: "needs", who, got: `the request has no ${need}`, ...reasons[need] });
}

/** Contracts cotangents [rows, observables] with a Jacobian [rows, observables, weights] to a gradient [weights]. */
export function contract(cotangents: Float64Array, jacobian: Float64Array, weights: number): Float64Array {
  const gradient = new Float64Array(weights);
  cotangents.forEach((cotangent, value) => {
    for (let weight = 0; weight < weights; weight++) gradient[weight] += cotangent * jacobian[value * weights + weight];
  });
  return gradient;
}
