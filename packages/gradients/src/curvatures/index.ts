// Every curvature, and the only list of them.
export { hessian } from "./hessian.js";
export { metricTensor } from "./metric-tensor.js";
export { quantumFisher } from "./quantum-fisher.js";
export { classicalFisher } from "./classical-fisher.js";
