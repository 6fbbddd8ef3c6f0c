import { defineCurvature } from "../curvature.js";
import { secondDerivativeCircuits, secondDerivatives } from "../second-derivatives.js";
import { settings } from "../shots.js";

const all = (): boolean => true;

/**
 * Hessian of the expectation values by shifts, [rows, observables, weights, weights]; rows and columns of idle weights are 0.
 * Exact but for rounding. That of a loss is Σ ∂L/∂f · this + ∂²L/∂f² · (gradient of f)(gradient of f)ᵀ.
 * @throws UphillError "derivative" for a trained gate that no rule serves
 * Cost: one circuit, 2R − 1 for each use of a live weight and 4RR′ for each two uses, R the terms of a use's shift rule, per row
 * and measurement setting. Source: Mari et al. 2021, arXiv:2008.06517; Wierichs et al. 2022, arXiv:2107.12390.
 */
export const hessian = defineCurvature({
  name: "hessian",
  options: {},
  perObservable: true,
  circuits: (program) => secondDerivativeCircuits("hessian", program, all) * settings(program.observables),
  estimate(request) {
    const size = request.program.circuit.weights;
    let matrices = new Float64Array(0);
    secondDerivatives("hessian", request, all, (values) => {
      matrices = new Float64Array(values * size * size);
      return (a, b, derivative) => derivative.forEach((share, k) => (matrices[(k * size + a) * size + b] += share));
    });
    return matrices;
  },
});
