import { parseOptions, type Fields, type OptionsOf } from "@uphill/core";
import type { BatchSource, Program } from "@uphill/simulator";
import { priced, type PriceOptions } from "./uses.js";

/** A request for a curvature. */
export interface CurvatureRequest {
  /** The compiled circuit with its observables. */
  readonly program: Program;
  /** The weights, [weights], in radians. */
  readonly weights: ArrayLike<number>;
  /** The rows, as they are given to `program.prepare`. Default: one row that begins in |0…0⟩. */
  readonly source?: BatchSource;
}

/**
 * A way to compute a symmetric matrix over the weights, with its options fixed. There is one matrix for each row, or
 * for each row and observable.
 */
export interface Curvature {
  /** The name that users type. */
  readonly name: string;
  /** The values of its options. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * True if there is one matrix for each observable, [rows, observables, weights, weights]. Otherwise the shape is
   * [rows, weights, weights].
   */
  readonly perObservable: boolean;
  /**
   * Computes the matrices.
   * @param request the program, the weights and the rows
   * @returns the matrices, row-major
   * @throws UphillError "derivative" for a gate that no shift rule serves
   */
  estimate(request: CurvatureRequest): Float64Array;
  /**
   * The circuit evaluations that a device would need for one row, in one measurement setting. `idle` counts idle
   * weights too.
   */
  circuits(program: Program, options?: PriceOptions): number;
}

/** A curvature that is called with its options. */
export interface CurvatureFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): Curvature;
  /** The name that users type. */
  readonly name: string;
  /** The descriptions of its options. */
  readonly options: F;
}

/**
 * Turns a declaration into a curvature. To add one to Uphill, write a file in `curvatures/` and a line in its index.
 * @param definition the name, the options, the computation and the price
 * @returns the curvature, to be called with its options
 */
export function defineCurvature<F extends Fields>(definition: {
  name: string;
  options: F;
  perObservable?: boolean;
  estimate(request: CurvatureRequest, options: OptionsOf<F>): Float64Array;
  circuits(program: Program, options: OptionsOf<F>): number;
}): CurvatureFamily<F> {
  const family = (given: object = {}): Curvature => {
    const options = parseOptions(definition.name, definition.options, given);
    return {
      name: definition.name,
      options,
      perObservable: definition.perObservable ?? false,
      estimate: (request) => definition.estimate(request, options),
      circuits: (program, price) => definition.circuits(priced(program, price), options),
    };
  };
  Object.defineProperty(family, "name", { value: definition.name });
  return Object.assign(family, { options: definition.options });
}
