import type { Program } from "@uphill/simulator";
import type { CurvatureRequest } from "./curvature.js";
import { secondDerivativeCircuits, secondDerivatives } from "./second-derivatives.js";
import { settings } from "./shots.js";
import { priced, type PriceOptions } from "./uses.js";

const touched =
  (vector: ArrayLike<number>) =>
  (a: number, b: number): boolean =>
    vector[a] !== 0 || vector[b] !== 0;

/**
 * Hessian of the expectation values times a vector, by shifts: only second derivatives that the vector touches are measured.
 * @param request.vector [weights]
 * @returns [rows, observables, weights]
 * @throws UphillError "derivative" for a trained gate that no rule serves
 * Cost: {@link hessianVectorCircuits}; the Hessian's where no number of the vector is 0.
 */
export function hessianVector({ vector, ...request }: CurvatureRequest & { vector: ArrayLike<number> }): Float64Array {
  const size = request.program.circuit.weights;
  let products = new Float64Array(0);
  secondDerivatives("hessian-vector", request, touched(vector), (values) => {
    products = new Float64Array(values * size);
    return (a, b, derivative) => derivative.forEach((share, k) => (products[k * size + a] += share * vector[b]));
  });
  return products;
}

/** Circuit evaluations of {@link hessianVector} per row on a device, one measurement setting each; `idle` as for gradients. */
export function hessianVectorCircuits(program: Program, vector: ArrayLike<number>, options?: PriceOptions): number {
  const paid = priced(program, options);
  return secondDerivativeCircuits("hessian-vector", paid, touched(vector)) * settings(program.observables);
}
