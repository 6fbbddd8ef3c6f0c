// Every kernel, and the only list of them.
export { fidelityKernel } from "./fidelity.js";
export { projectedKernel } from "./projected.js";
export { linearKernel, rbfKernel } from "./classical.js";
