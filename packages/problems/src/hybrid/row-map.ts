import { parseOptions, type Fields, type OptionsOf, type Random } from "@uphill/core";

/** A differentiable map of numbers, applied row by row: y = map(parameters, x). */
export interface RowMap {
  /** Numbers in a row that goes in. */
  readonly inputs: number;
  /** Numbers in a row that comes out. */
  readonly outputs: number;
  /** Trained numbers. */
  readonly parameters: number;
  /**
   * Applies the map to rows.
   * @param parameters [parameters]
   * @param x          [rows, inputs]
   * @returns          [rows, outputs]
   */
  forward(parameters: Float64Array, x: Float64Array): Float64Array;
  /**
   * Vector–Jacobian product: what a change of the result is worth, carried back to the parameters and to the rows.
   * @param parameters [parameters]
   * @param x          [rows, inputs]
   * @param cotangents ∂loss/∂y, [rows, outputs]
   * @returns ∂loss/∂parameters, [parameters], summed over the rows; and ∂loss/∂x, [rows, inputs]
   */
  vjp(
    parameters: Float64Array,
    x: Float64Array,
    cotangents: Float64Array,
  ): { readonly parameters: Float64Array; readonly inputs: Float64Array };
  /** Draws the first parameters. */
  start(random: Random): Float64Array;
}

/** A map that is not yet fitted to a number of inputs; plain data but for `at`. */
export interface MapStep {
  /** The name of the map. */
  readonly name: string;
  /** Its options, all of them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Fits the map to rows of so many numbers. */
  at(inputs: number): RowMap;
}

/** A map that is called with its options. */
export interface MapFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): MapStep;
  /** The name that stands in files. */
  readonly name: string;
  /** One sentence for help and docs, without its full stop. */
  readonly about: string;
  /** The descriptions of its options. */
  readonly options: F;
}

/**
 * Turns a declaration into a map. To add one to Uphill, write a file in `maps/` and a line in its index.
 * @param definition the name, the options, and a function that fits the map to a number of inputs
 * @returns the map, to be called with its options
 */
export function defineMap<F extends Fields>(definition: {
  name: string;
  about: string;
  options: F;
  at(inputs: number, options: OptionsOf<F>): Omit<RowMap, "inputs">;
}): MapFamily<F> {
  const { name, about, options: fields } = definition;
  const family = (given: object = {}): MapStep => {
    const options = parseOptions(name, fields, given);
    return { name, options, at: (inputs) => ({ inputs, ...definition.at(inputs, options) }) };
  };
  Object.defineProperty(family, "name", { value: name });
  return Object.assign(family, { about, options: fields });
}
