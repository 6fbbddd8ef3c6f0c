// Every gradient method, and the only list of them.
export { parameterShift } from "./parameter-shift.js";
export { adjoint } from "./adjoint.js";
export { finiteDifference } from "./finite-difference.js";
export { forwardDifference } from "./forward-difference.js";
export { hadamardTest } from "./hadamard-test.js";
export { spsa } from "./spsa.js";
export { randomSubset } from "./random-subset.js";
export { shotFrugal } from "./shot-frugal.js";
