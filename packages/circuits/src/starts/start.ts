import { number, parseOptions, type Fields, type OptionsOf, type Random } from "@uphill/core";

/** What a start may know of the circuit. */
export interface CircuitShape {
  /** Number of weights. */
  readonly weights: number;
  /** Number of layers of the ansatz. */
  readonly layers: number;
}

/** A way to choose the weights that training starts from, in radians. */
export interface Start<F extends Fields = Fields> {
  (
    given: {
      /** Number of weights. */
      weights: number;
      /** Number of layers of the ansatz; default 1. */
      layers?: number;
      /** The random numbers that the weights are drawn from, such as `streams(seed).stream("start").at(0)`. */
      random: Random;
    } & Partial<OptionsOf<F>>,
  ): Float64Array;
  /** The name that users type. */
  readonly name: string;
  /** The descriptions of its options. */
  readonly options: F;
}

/**
 * Turns a declaration into a start. To add one to Uphill, write a file in `starts/` and a line in its index.
 * @param definition the name, the options, and a function that draws the weights
 * @returns the start
 */
export function defineStart<F extends Fields>(definition: {
  name: string;
  options: F;
  draw(shape: CircuitShape, random: Random, options: OptionsOf<F>): Float64Array;
}): Start<F> {
  const { name, options, draw } = definition;
  const fields = {
    ...options,
    weights: number({ default: 0, min: 0, integer: true, about: "Number of weights" }),
    layers: number({ default: 1, min: 0, integer: true, about: "Number of layers of the ansatz" }),
  };
  const start = ({ random, ...given }: { random: Random }): Float64Array => {
    const { weights, layers, ...rest } = parseOptions(`${name} start`, fields, given) as CircuitShape & OptionsOf<F>;
    return draw({ weights, layers }, random, rest as unknown as OptionsOf<F>);
  };
  Object.defineProperty(start, "name", { value: name });
  return Object.assign(start, { options });
}
