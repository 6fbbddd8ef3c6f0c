import { parseOptions, type Fields, type OptionsOf } from "@uphill/core";
import type { BatchSource, Program } from "@uphill/simulator";
import { priced, type PriceOptions } from "./uses.js";

/** Where a curvature is asked for. */
export interface CurvatureRequest {
  readonly program: Program;
  /** [weights], radians */
  readonly weights: ArrayLike<number>;
  /** The rows, as given to `program.prepare`; default: one row that begins in |0…0⟩. */
  readonly source?: BatchSource;
}

/** A symmetric matrix over the weights, one a row or one a row and observable; its options fixed. */
export interface Curvature {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** True where there is one matrix an observable, [rows, observables, weights, weights]; else [rows, weights, weights]. */
  readonly perObservable: boolean;
  /** @throws UphillError "derivative" for a gate that no shift rule serves */
  estimate(request: CurvatureRequest): Float64Array;
  /** Circuit evaluations per row on a device, one measurement setting each; `idle` as for gradients. */
  circuits(program: Program, options?: PriceOptions): number;
}

export interface CurvatureFamily<F extends Fields = Fields> {
  (options?: Partial<OptionsOf<F>>): Curvature;
  readonly name: string;
  readonly options: F;
}

/** Turns a declaration into a curvature. Add one with a file in `curvatures/` and a line in its index. */
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
