import { defineCurvature } from "../curvature.js";
import { metricCircuits, metricOf, metricTensor } from "./metric-tensor.js";

/**
 * Quantum Fisher information of the state, [rows, weights, weights]: four times the metric tensor, of the same shapes and at
 * the same price. No measurement can tell more of the weights; see `classicalFisher` for what one does tell.
 * Source: Meyer 2021, arXiv:2103.15191.
 */
export const quantumFisher = defineCurvature({
  name: "quantum-fisher",
  options: metricTensor.options,
  circuits: (program, { shape }) => metricCircuits("quantum-fisher", program, shape),
  estimate: (request, { shape }) => metricOf("quantum-fisher", request, shape).map((value) => 4 * value),
});
