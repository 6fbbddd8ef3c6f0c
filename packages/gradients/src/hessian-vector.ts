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
 * Multiplies the Hessian of the expectation values by a vector, using shifts. It measures only the second derivatives
 * that the product needs.
 * Cost: {@link hessianVectorCircuits}. It is as much as for the whole Hessian if no number of the vector is 0.
 * @param request the program, the weights, the rows, and the `vector`, [weights]
 * @returns [rows, observables, weights]
 * @throws UphillError "derivative" for a trained gate that no rule serves
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

/**
 * The circuit evaluations that a device would need for {@link hessianVector}, for one row in one measurement setting.
 * @param program the compiled circuit
 * @param vector the vector, [weights]
 * @param options `idle: true` counts idle weights too
 * @returns the number of circuits
 */
export function hessianVectorCircuits(program: Program, vector: ArrayLike<number>, options?: PriceOptions): number {
  const paid = priced(program, options);
  return secondDerivativeCircuits("hessian-vector", paid, touched(vector)) * settings(program.observables);
}
