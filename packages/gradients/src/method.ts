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
  /** How shots are split over measurement settings; default "even". */
  readonly split?: Split;
  /** The method's own chance, the same numbers at every call: directions, or which weights. For methods that need it. */
  readonly chance?: () => Random;
  /** What the batch was prepared from. For methods that need it, since they run circuits of their own. */
  readonly source?: BatchSource;
}

export interface GradientEstimate {
  /** [rows, observables] */
  readonly values: Float64Array;
  /** Estimated variance of each value, with shots; NaN from a single one. */
  readonly variances?: Float64Array;
  /** Their square roots. */
  readonly standardErrors?: Float64Array;
  /** [weights]; weights outside the light cone get exactly 0. */
  readonly gradient: Float64Array;
  /**
   * Estimated variance of each derivative at the given cotangents, with shots and one observable (several may be read from the
   * same shots, and their covariance is not kept).
   */
  readonly gradientVariances?: Float64Array;
}

/** What a method may need of a request beyond what every request has. */
export type GradientNeed = "chance" | "source";

/** A way to get gradients, its options fixed. */
export interface GradientMethod {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** True where the method needs the exact state and refuses shots. */
  readonly exactOnly: boolean;
  /** "chance": the gradient is random even from exact values, and right on average. */
  readonly needs: readonly GradientNeed[];
  /**
   * @throws UphillError "shots" where the method cannot work from shots, "derivative" for a gate that it cannot serve, "needs"
   * for a request without what it needs
   */
  estimate(request: GradientRequest): GradientEstimate;
  /** The same to the bit, for whoever has other things to do as well: it yields wherever the work can be left for a while. */
  estimateInParts?(request: GradientRequest): InParts<GradientEstimate>;
  /**
   * Circuit evaluations per row for values and gradient on a device, one measurement setting each. Weights outside the light cone
   * are free, unless `idle` asks what they would cost.
   */
  circuits(program: Program, options?: PriceOptions): number;
  /** Rounds that the circuits are sent to a device in. */
  readonly rounds: number;
}

export interface GradientFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): GradientMethod;
  readonly name: string;
  readonly options: F;
}

/** Turns a declaration into a gradient method. Add one with a file in `methods/` and a line in its index. */
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
